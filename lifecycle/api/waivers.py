"""Waivers: a waivable condition is lifted for one subject, for a reason everybody can read."""

from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lifecycle.api.inputs import read_body
from lifecycle.api.outcomes import Outcome, answer_outcome
from lifecycle.api.requests import get_person, read_version
from lifecycle.api.schema import operation
from lifecycle.api.serializers.transitions import OutcomeSerializer
from lifecycle.selectors.subject_rows import get_subject
from lifecycle.services.waivers import waive
from workflow.models import Via


class WaiverSerializer(serializers.Serializer[Any]):
    """Which condition is lifted, and why; its code is that of a reason marked `waivable`."""

    guard = serializers.CharField(max_length=60)
    reason = serializers.CharField(max_length=10_000)


class WaiversView(APIView):
    """Lift a condition."""

    kind = ""

    @operation(
        _("Waive a condition"),
        takes=WaiverSerializer,
        answers={200: OutcomeSerializer},
        refuses=(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
        needs_version=True,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Lift a waivable condition for this subject alone; the history says who and why."""
        waiver = waive(
            get_subject(self.kind, pk),
            actor=get_person(request),
            expect=read_version(request),
            via=Via.API,
            **read_body(request, WaiverSerializer),
        )
        return answer_outcome(Outcome(waiver.event))
