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

from lifecycle.api.inputs import KeyField
from lifecycle.api.outcomes import Outcome, answer_outcome
from lifecycle.api.requests import find_version, get_person
from lifecycle.api.schema import operation
from lifecycle.api.serializers.transitions import OutcomeSerializer
from lifecycle.services.assessments import REMARK_MAX_LENGTH, abstain, score
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
        given = ScoreSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        assessment = score(
            pk,
            actor=get_person(request),
            points=given.validated_data["scores"],
            remark=given.validated_data["remark"],
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
        given = AbstainSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        decision = abstain(
            pk,
            actor=get_person(request),
            expect=find_version(request),
            via=Via.API,
            **given.validated_data,
        )
        return _answer(decision)


def _answer(decision: Decision) -> Response:
    return answer_outcome(Outcome(decision.event))
