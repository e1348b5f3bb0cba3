"""The seats of assessors: they score, or take no part."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lifecycle.api.inputs import KeyField, read_body
from lifecycle.api.outcomes import Outcome, answer_outcome
from lifecycle.api.requests import find_version, get_person
from lifecycle.api.schema import operation
from lifecycle.api.serializers.transitions import OutcomeSerializer
from lifecycle.selectors.subject_rows import get_subject
from lifecycle.services.assessments import REMARK_MAX_LENGTH, abstain, declare_conflict, score
from workflow.models import Decision, Via

_REFUSALS = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)


class PointsSerializer(serializers.Serializer[Any]):
    """The points for one criterion of the plan."""

    criterion = KeyField()
    points = serializers.IntegerField(min_value=0, max_value=1_000)


class ScoreSerializer(serializers.Serializer[Any]):
    """What a seat gives: points for each criterion of the plan, once."""

    scores = PointsSerializer(many=True)
    remark = serializers.CharField(
        required=False, allow_blank=True, max_length=REMARK_MAX_LENGTH, default=""
    )

    def validate_scores(self, scores: Sequence[Mapping[str, int]]) -> dict[int, int]:
        """Return the points by the id of the criterion.

        Raises:
            ValidationError: a criterion is scored twice.
        """
        points = {row["criterion"]: row["points"] for row in scores}
        if len(points) < len(scores):
            raise serializers.ValidationError(_("Score each criterion once."))
        return points


class AbstainSerializer(serializers.Serializer[Any]):
    """Why a seat takes no part."""

    reason = serializers.CharField(max_length=REMARK_MAX_LENGTH)


class ConflictSerializer(serializers.Serializer[Any]):
    """Who must not score, oneself when nobody is named, and why."""

    person = KeyField(required=False)
    reason = serializers.CharField(max_length=REMARK_MAX_LENGTH)


class ScoreView(APIView):
    """Score from a seat."""

    @operation(
        gettext_lazy("Score from a seat"),
        takes=ScoreSerializer,
        answers={200: OutcomeSerializer},
        refuses=_REFUSALS,
        takes_version=True,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Give the points of the seat, once; the round ends when every seat has decided."""
        given = read_body(request, ScoreSerializer)
        assessment = score(
            pk,
            actor=get_person(request),
            points=given["scores"],
            remark=given["remark"],
            expect=find_version(request),
            via=Via.API,
        )
        return _answer(Decision.objects.get(seat=assessment.seat_id))


class AbstainView(APIView):
    """Take no part."""

    @operation(
        gettext_lazy("Abstain from a seat"),
        takes=AbstainSerializer,
        answers={200: OutcomeSerializer},
        refuses=_REFUSALS,
        takes_version=True,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Leave the decision to the others, for a reason."""
        decision = abstain(
            pk,
            actor=get_person(request),
            expect=find_version(request),
            via=Via.API,
            **read_body(request, AbstainSerializer),
        )
        return _answer(decision)


class ConflictsView(APIView):
    """Say that somebody has an interest in a proposal."""

    @operation(
        gettext_lazy("Declare a conflict of interest"),
        takes=ConflictSerializer,
        answers={204: None},
        refuses=_REFUSALS,
        takes_version=True,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Record the conflict; the seat that person holds stands down."""
        given = {"person": get_person(request).pk, **read_body(request, ConflictSerializer)}
        declare_conflict(
            get_subject("proposal", pk).pk,
            actor=get_person(request),
            expect=find_version(request),
            via=Via.API,
            **given,
        )
        return Response(status=HTTPStatus.NO_CONTENT)


def _answer(decision: Decision) -> Response:
    return answer_outcome(Outcome(decision.event))
