"""The second person: confirm what somebody else proposed, or say why not."""

from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lifecycle.api.inputs import read_body
from lifecycle.api.outcomes import Outcome, answer_outcome
from lifecycle.api.requests import get_person
from lifecycle.api.schema import operation
from lifecycle.api.serializers.transitions import OutcomeSerializer
from workflow.engine import confirm, decline
from workflow.models import Via

_REFUSALS = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)


class DeclineSerializer(serializers.Serializer[Any]):
    """Why it is not confirmed."""

    comment = serializers.CharField(max_length=10_000)


class ConfirmView(APIView):
    """Confirm what somebody else proposed."""

    @operation(
        _("Confirm as the second person"), answers={200: OutcomeSerializer}, refuses=_REFUSALS
    )
    def post(self, request: Request, pk: int) -> Response:
        """Fire the proposed transition, on the very version it was proposed for."""
        return answer_outcome(Outcome(confirm(pk, actor=get_person(request), via=Via.API)))


class DeclineView(APIView):
    """Say no to what somebody else proposed."""

    @operation(
        _("Decline as the second person"),
        takes=DeclineSerializer,
        answers={200: OutcomeSerializer},
        refuses=_REFUSALS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Leave the subject where it is; the comment says why."""
        given = read_body(request, DeclineSerializer)
        event = decline(pk, actor=get_person(request), via=Via.API, **given)
        return answer_outcome(Outcome(event))
