"""Escalations of ladders that are shown before they go: the ministry reads and settles them."""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lifecycle.api.inputs import KeyField, read_body
from lifecycle.api.lists import ListView
from lifecycle.api.requests import get_person, read_grants
from lifecycle.api.schema import operation
from lifecycle.selectors.escalations import SETTLERS, ProposedEscalation, list_proposed
from lifecycle.selectors.tasks import name_task
from lifecycle.services.access import check_group
from lifecycle.services.escalations import AT_MOST, Settled, drop_all, release_all
from workflow.clock import current_clock
from workflow.models import User

_REFUSALS = (HTTPStatus.FORBIDDEN,)


class ProposedSerializer(serializers.Serializer[ProposedEscalation]):
    """An escalation that waits: what it is about, whom it would tell, by which rung."""

    id = serializers.IntegerField()
    fired_at = serializers.DateTimeField()
    ladder = serializers.CharField(source="ladder_code")
    rung = serializers.CharField()
    offset = serializers.IntegerField(allow_null=True)
    roles = serializers.ListField(child=serializers.CharField())
    form = serializers.CharField()
    item = serializers.IntegerField(source="item.id")
    task = serializers.SerializerMethodField()
    due_on = serializers.DateField(source="item.due_on", allow_null=True)
    subject = serializers.IntegerField(source="item.subject_id")
    subject_kind = serializers.CharField(source="item.subject_kind")
    name = serializers.CharField(
        help_text="Reference or title of the subject; empty of a draft, which its author reads."
    )
    is_over = serializers.BooleanField(
        help_text="It is done, or has been given another day: it can only be held back."
    )

    def get_task(self, each: ProposedEscalation) -> str:
        """Return what is to be done, in the reader's language."""
        item = each.item
        return name_task(item.subject_kind, item.kind, round_kind=item.round_kind)


class SettlingSerializer(serializers.Serializer[Any]):
    """Which escalations are settled."""

    escalations = serializers.ListField(child=KeyField(), allow_empty=False, max_length=AT_MOST)


class SettledSerializer(serializers.Serializer[Settled]):
    """What became of one of them."""

    id = serializers.IntegerField()
    is_done = serializers.BooleanField()
    problem = serializers.CharField(help_text="Why nothing was done; empty when it was.")


class SettledListSerializer(serializers.Serializer[Any]):
    """What became of each, in the order in which they were given."""

    results = SettledSerializer(many=True)


class EscalationsView(ListView):
    """The escalations that wait."""

    serializer_class = ProposedSerializer

    @operation(
        _("List the escalations that wait to be let go"),
        answers={200: ProposedSerializer(many=True)},
        refuses=(*_REFUSALS, HTTPStatus.NOT_FOUND),
    )
    def get(self, request: Request) -> Response:
        """Return what ladders in proposed mode would say, the oldest first; for the ministry."""
        grants = read_grants(request)
        check_group(grants, *SETTLERS)
        return self.answer_page(list_proposed(grants, today=current_clock().today()))


class ReleaseView(APIView):
    """Let escalations go."""

    @operation(
        _("Let escalations go"),
        takes=SettlingSerializer,
        answers={200: SettledListSerializer},
        refuses=_REFUSALS,
    )
    def post(self, request: Request) -> Response:
        """Let each of these speak now; what could not is said one by one; for the ministry."""
        return _settle(request, release_all)


class DropView(APIView):
    """Hold escalations back."""

    @operation(
        _("Hold escalations back"),
        takes=SettlingSerializer,
        answers={200: SettledListSerializer},
        refuses=_REFUSALS,
    )
    def post(self, request: Request) -> Response:
        """Hold each of these back for good; the rungs above go on; for the ministry."""
        return _settle(request, drop_all)


def _settle(request: Request, act: Callable[..., Iterable[Settled]]) -> Response:
    given = read_body(request, SettlingSerializer)
    actor: User = get_person(request)
    return Response(SettledListSerializer({"results": act(given["escalations"], actor=actor)}).data)
