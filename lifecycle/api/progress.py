"""How progress is told: the policy of a plan, and what the activities of a commitment weigh."""

from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lifecycle.api.inputs import KeyField, read_body
from lifecycle.api.requests import get_person, read_version
from lifecycle.api.schema import operation
from lifecycle.api.subjects import get_visible, list_visible
from lifecycle.services.progress import REASON_MAX_LENGTH, WEIGHT_MAX, set_policy, set_weights
from lifecycle.vocabulary import ProgressPolicy
from workflow.models import Via

_REFUSALS = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)


class PolicySerializer(serializers.Serializer[Any]):
    """A way to tell progress; to tell what was declared alone takes a public reason."""

    policy = serializers.ChoiceField(choices=ProgressPolicy.choices)
    reason = serializers.CharField(default="", allow_blank=True, max_length=REASON_MAX_LENGTH)


class WeightSerializer(serializers.Serializer[Any]):
    """How much an activity counts against the others."""

    activity = KeyField()
    weight = serializers.IntegerField(min_value=1, max_value=WEIGHT_MAX)


class WeightsSerializer(serializers.Serializer[Any]):
    """The weights of some activities of a commitment; the others weigh what they did."""

    weights = WeightSerializer(many=True, allow_empty=False)


class PlanProgressView(APIView):
    """How progress is told in a plan."""

    @operation(
        _("Say how progress is told"),
        takes=PolicySerializer,
        answers={204: None},
        refuses=_REFUSALS,
        needs_version=True,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Let the progress of its commitments be told in this way from now on."""
        set_policy(
            get_visible(list_visible("plan", request), pk),
            actor=get_person(request),
            expect=read_version(request),
            via=Via.API,
            **read_body(request, PolicySerializer),
        )
        return Response(status=HTTPStatus.NO_CONTENT)


class WeightsView(APIView):
    """What the activities of a commitment weigh."""

    @operation(
        _("Weigh its activities"),
        takes=WeightsSerializer,
        answers={204: None},
        refuses=_REFUSALS,
        needs_version=True,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Say how much each of these activities counts in the computed progress."""
        rows = read_body(request, WeightsSerializer)["weights"]
        set_weights(
            get_visible(list_visible("commitment", request), pk),
            weights={row["activity"]: row["weight"] for row in rows},
            actor=get_person(request),
            expect=read_version(request),
            via=Via.API,
        )
        return Response(status=HTTPStatus.NO_CONTENT)
