"""The second person: confirm what somebody else proposed, or say why not."""

from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lifecycle.api.authentication import require_fresh_password
from lifecycle.api.inputs import read_body
from lifecycle.api.outcomes import Outcome, answer_outcome
from lifecycle.api.requests import find_principal, get_person
from lifecycle.api.schema import ON_BEHALF_OF, operation
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
        _("Confirm as the second person"),
        answers={200: OutcomeSerializer},
        refuses=_REFUSALS,
        parameters=(ON_BEHALF_OF,),
    )
    def post(self, request: Request, pk: int) -> Response:
        """Fire the proposed transition, on the very version it was proposed for."""
        person = get_person(request)
        require_fresh_password(request, person)
        event = confirm(pk, actor=person, on_behalf_of=find_principal(request), via=Via.API)
        return answer_outcome(Outcome(event))


class DeclineView(APIView):
    """Say no to what somebody else proposed."""

    @operation(
        _("Decline as the second person"),
        takes=DeclineSerializer,
        answers={200: OutcomeSerializer},
        refuses=_REFUSALS,
        parameters=(ON_BEHALF_OF,),
    )
    def post(self, request: Request, pk: int) -> Response:
        """Leave the subject where it is; the comment says why."""
        given = read_body(request, DeclineSerializer)
        event = decline(
            pk,
            actor=get_person(request),
            on_behalf_of=find_principal(request),
            via=Via.API,
            **given,
        )
        return answer_outcome(Outcome(event))
