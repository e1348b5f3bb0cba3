"""What somebody is told: their notices, what they chose to hear, and what they follow."""

from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lifecycle.api.inputs import KeyField, read_body
from lifecycle.api.lists import ListView
from lifecycle.api.requests import get_person
from lifecycle.api.schema import operation
from lifecycle.services.following import follow_as, stop_following_as
from notifications import bell
from notifications.models import Channel, Choice, Message
from notifications.preferences import choose, find_rhythm, read_choices, set_schedule
from workflow.models import User

#: Notices that one request marks.
MARKED_AT_MOST = 500


class NoticeSerializer(serializers.ModelSerializer[Message]):
    """What somebody was told on the site."""

    class Meta:
        model = Message
        fields = ("id", "group", "is_urgent", "subject", "body", "link", "sent_at", "read_at")


class MarkSerializer(serializers.Serializer[Any]):
    """Which notices were read; all of them without a choice."""

    notices = serializers.ListField(
        child=KeyField(), max_length=MARKED_AT_MOST, required=False, allow_empty=False
    )


class MarkedSerializer(serializers.Serializer[Any]):
    """How many notices had not been read."""

    marked = serializers.IntegerField()


class NoticesView(ListView):
    """The notices of whoever asks."""

    serializer_class = NoticeSerializer

    @operation(
        _("List the own notices"),
        answers={200: NoticeSerializer(many=True)},
        refuses=(HTTPStatus.NOT_FOUND,),
    )
    def get(self, request: Request) -> Response:
        """Return a page of what the person was told, the newest first."""
        return self.answer_page(bell.query_notices(get_person(request)))


class ReadNoticesView(APIView):
    """Notices that were read."""

    @operation(_("Mark notices as read"), takes=MarkSerializer, answers={200: MarkedSerializer})
    def post(self, request: Request) -> Response:
        """Mark these notices of the person as read, or all; those of others are left out."""
        person, given = get_person(request), read_body(request, MarkSerializer)
        chosen = given.get("notices")
        marked = bell.mark_all_read(person) if chosen is None else bell.mark_read(person, chosen)
        return Response({"marked": marked})


class GroupChoiceSerializer(serializers.Serializer[Any]):
    """What is chosen for a group of messages; empty leaves it as is usual."""

    group = serializers.CharField(source="group.code", max_length=40)
    email = serializers.ChoiceField(
        choices=[str(each) for each in Choice], allow_blank=True, default=""
    )
    in_app = serializers.ChoiceField(
        choices=[str(Choice.AT_ONCE), str(Choice.OFF)], allow_blank=True, default=""
    )


class PreferencesSerializer(serializers.Serializer[Any]):
    """When the daily letter comes, on which days none does, and what comes how."""

    digest_hour = serializers.IntegerField(min_value=0, max_value=23)
    quiet_from = serializers.DateField(allow_null=True, default=None)
    quiet_until = serializers.DateField(allow_null=True, default=None)
    groups = GroupChoiceSerializer(many=True)


class PreferencesView(APIView):
    """What whoever asks wants to be told."""

    @operation(_("Read the own preferences"), answers={200: PreferencesSerializer})
    def get(self, request: Request) -> Response:
        """Return what the person chose."""
        return _answer(get_person(request))

    @operation(
        _("Change the own preferences"),
        takes=PreferencesSerializer,
        answers={200: PreferencesSerializer},
    )
    def put(self, request: Request) -> Response:
        """Keep what the person chooses, all of it or nothing. Groups not named stay as they are."""
        person, given = get_person(request), read_body(request, PreferencesSerializer)
        with transaction.atomic():
            set_schedule(
                person,
                digest_hour=given["digest_hour"],
                quiet_from=given["quiet_from"],
                quiet_until=given["quiet_until"],
            )
            for each in given["groups"]:
                for channel in (Channel.EMAIL, Channel.IN_APP):
                    choice = each[str(channel)]
                    choose(person, group=each["group"]["code"], channel=str(channel), choice=choice)
        return _answer(person)


class FollowView(APIView):
    """Following a proposal or a commitment."""

    @operation(_("Follow it"), answers={204: None}, refuses=(HTTPStatus.NOT_FOUND,))
    def put(self, request: Request, pk: int) -> Response:
        """Let the person be told what is decided about it; following twice changes nothing."""
        follow_as(get_person(request), pk)
        return Response(status=HTTPStatus.NO_CONTENT)

    @operation(_("Follow it no more"), answers={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """Tell the person no more; stopping what is not followed changes nothing."""
        stop_following_as(get_person(request), pk)
        return Response(status=HTTPStatus.NO_CONTENT)


def _answer(person: User) -> Response:
    rhythm = find_rhythm(person)
    kept = {
        "digest_hour": rhythm.hour,
        "quiet_from": rhythm.quiet_from,
        "quiet_until": rhythm.quiet_until,
        "groups": read_choices(person),
    }
    return Response(PreferencesSerializer(kept).data)
