"""The inbox of whoever asks, and what they do with one of its items."""

from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lifecycle.api.inputs import read_body
from lifecycle.api.requests import find_version, get_person, read_grants
from lifecycle.api.schema import operation
from lifecycle.api.serializers.work import InboxSerializer, WorkItemSerializer
from lifecycle.selectors.inbox import Filters, Whose, read_inbox
from lifecycle.selectors.open_items import read_open_items
from lifecycle.services import pauses, snoozes
from lifecycle.services.extensions import REASON_MAX_LENGTH, extend_item
from lifecycle.services.reminders import remind
from lifecycle.services.work_items import claim, hand_back
from workflow.clock import current_clock
from workflow.models import Via, WorkItem

_REFUSALS = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)
#: Nobody turns so many pages; what lies behind is found with a filter.
PAGES_AT_MOST = 1_000


class InboxQuerySerializer(serializers.Serializer[Any]):
    """Which part of the inbox is asked for."""

    page = serializers.IntegerField(min_value=1, max_value=PAGES_AT_MOST, default=1)
    whose = serializers.ChoiceField(
        choices=[Whose.OURS.value, Whose.MINE.value, Whose.ASIDE.value],
        default=Whose.OURS.value,
        help_text="All desks of the person, what is theirs alone, or what they set aside.",
    )
    late = serializers.BooleanField(default=False, help_text="Only what is late.")


class InboxView(APIView):
    """What the person has to do."""

    @operation(
        _("Read the own inbox"),
        answers={200: InboxSerializer},
        refuses=(HTTPStatus.UNPROCESSABLE_ENTITY,),
        parameters=(InboxQuerySerializer,),
    )
    def get(self, request: Request) -> Response:
        """Return a page of the open items on the person's desks, the gravest first."""
        asked = InboxQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        filters = Filters(whose=Whose(values["whose"]), only_late=values["late"])
        today, page = current_clock().today(), values["page"]
        inbox = read_inbox(read_grants(request), filters, today=today, page=page)
        content = {"page": page, "has_next": inbox.has_next, "items": inbox.items}
        return Response(InboxSerializer(content).data)


class ClaimView(APIView):
    """Take an item from a common desk."""

    @operation(_("Take an item"), answers={200: WorkItemSerializer}, refuses=_REFUSALS)
    def post(self, request: Request, pk: int) -> Response:
        """Take the item from the desk of a group or an institution onto one's own."""
        return _answer(claim(pk, actor=get_person(request)))


class HandBackView(APIView):
    """Put an item back."""

    @operation(_("Hand an item back"), answers={200: WorkItemSerializer}, refuses=_REFUSALS)
    def post(self, request: Request, pk: int) -> Response:
        """Put the item back on the desk it was taken from."""
        return _answer(hand_back(pk, actor=get_person(request)))


class RemindView(APIView):
    """Remind whoever is waited for."""

    @operation(_("Send a reminder"), answers={204: None}, refuses=_REFUSALS)
    def post(self, request: Request, pk: int) -> Response:
        """Send a reminder to the desk of the item; once a day."""
        remind(pk, actor=get_person(request), via=Via.API)
        return Response(status=HTTPStatus.NO_CONTENT)


class PauseSerializer(serializers.Serializer[Any]):
    """Who has the pen, and since when."""

    reason = serializers.CharField(max_length=pauses.REASON_MAX_LENGTH)


class SnoozeSerializer(serializers.Serializer[Any]):
    """The day on which it is back."""

    until = serializers.DateField(help_text="After today, ten working days at most.")


class ExtensionSerializer(serializers.Serializer[Any]):
    """Another day, and why."""

    due_on = serializers.DateField(help_text="After today.")
    reason = serializers.CharField(max_length=REASON_MAX_LENGTH)


class PauseView(APIView):
    """Pause an item, and let it go on."""

    @operation(
        _("Pause an item"),
        takes=PauseSerializer,
        answers={200: WorkItemSerializer},
        refuses=_REFUSALS,
        takes_version=True,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Let nothing escalate while another party has the pen; for the ministry.

        `If-Match` is the version of its subject.
        """
        given = read_body(request, PauseSerializer)
        return _answer(
            pauses.pause(
                pk,
                reason=given["reason"],
                actor=get_person(request),
                expect=find_version(request),
                via=Via.API,
            )
        )

    @operation(
        _("Let a paused item go on"),
        answers={200: WorkItemSerializer},
        refuses=_REFUSALS,
        takes_version=True,
    )
    def delete(self, request: Request, pk: int) -> Response:
        """Let it escalate again: of what was due meanwhile the highest rung speaks."""
        return _answer(
            pauses.resume(pk, actor=get_person(request), expect=find_version(request), via=Via.API)
        )


class SnoozeView(APIView):
    """Set an item aside, and show it again."""

    @operation(
        _("Set an item aside"),
        takes=SnoozeSerializer,
        answers={200: WorkItemSerializer},
        refuses=_REFUSALS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Hide the item from the own inbox until a day; it goes on escalating."""
        given = read_body(request, SnoozeSerializer)
        return _answer(snoozes.snooze(pk, until=given["until"], actor=get_person(request)))

    @operation(
        _("Show an item that was set aside"),
        answers={200: WorkItemSerializer},
        refuses=_REFUSALS,
    )
    def delete(self, request: Request, pk: int) -> Response:
        """Show the item in the own inbox again, before its day."""
        return _answer(snoozes.wake(pk, actor=get_person(request)))


class ExtendView(APIView):
    """Give an item another day."""

    @operation(
        _("Give an item another day"),
        takes=ExtensionSerializer,
        answers={200: WorkItemSerializer},
        refuses=_REFUSALS,
        takes_version=True,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Let the item be due on another day, from which its rungs count anew; for the lead.

        `If-Match` is the version of its subject.
        """
        given = read_body(request, ExtensionSerializer)
        return _answer(
            extend_item(
                pk,
                due_on=given["due_on"],
                reason=given["reason"],
                actor=get_person(request),
                expect=find_version(request),
                via=Via.API,
            )
        )


def _answer(item: WorkItem) -> Response:
    (described,) = read_open_items(
        WorkItem.objects.filter(pk=item.pk), today=current_clock().today()
    )
    return Response(WorkItemSerializer(described).data)
