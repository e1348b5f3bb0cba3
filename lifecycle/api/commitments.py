"""Commitments with their activities, periods and those who are awaited."""

from http import HTTPStatus

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lifecycle.api.lists import ListView
from lifecycle.api.plans import get_plan
from lifecycle.api.schema import operation
from lifecycle.api.serializers.commitments import ActivitySerializer, CommitmentSerializer
from lifecycle.api.subjects import answer, get_visible, list_visible
from lifecycle.models import Activity, Commitment
from lifecycle.selectors.activities import ActivityLine
from lifecycle.selectors.commitments import CommitmentRead, find_commitment, list_commitments
from lifecycle.selectors.subject_rows import make_unknown
from workflow.clock import current_clock

_UNKNOWN = (HTTPStatus.NOT_FOUND,)


class PlanCommitmentsView(ListView):
    """The commitments of a plan."""

    permission_classes = (IsAuthenticatedOrReadOnly,)
    serializer_class = CommitmentSerializer

    @operation(
        _("List its commitments"), answers={200: CommitmentSerializer(many=True)}, refuses=_UNKNOWN
    )
    def get(self, request: Request, pk: int) -> Response:
        """Return a page of the commitments by number, as they stand today."""
        plan = get_plan(request, pk)
        return self.answer_page(list_commitments(plan.pk, on=current_clock().today()))


class CommitmentView(APIView):
    """One commitment."""

    permission_classes = (IsAuthenticatedOrReadOnly,)

    @operation(
        _("Read a commitment"), answers={200: CommitmentSerializer}, refuses=_UNKNOWN, has_tag=True
    )
    def get(self, request: Request, pk: int) -> Response:
        """Return the commitment as it stands today."""
        read = _read(get_visible(_with_plan(request), pk))
        return answer(CommitmentSerializer(read).data, version=read.commitment.version)


class ActivityView(APIView):
    """One activity."""

    permission_classes = (IsAuthenticatedOrReadOnly,)

    @operation(
        _("Read an activity"), answers={200: ActivitySerializer}, refuses=_UNKNOWN, has_tag=True
    )
    def get(self, request: Request, pk: int) -> Response:
        """Return the activity as it stands today."""
        activities = list_visible("activity", request).select_related("commitment__plan")
        line = _find_line(get_visible(activities, pk))
        return answer(ActivitySerializer(line).data, version=line.activity.version)


def _with_plan(request: Request) -> QuerySet[Commitment]:
    return list_visible("commitment", request).select_related("plan")


def _find_line(activity: Activity) -> ActivityLine:
    lines = _read(activity.commitment).lines
    return next(line for line in lines if line.activity.pk == activity.pk)


def _read(commitment: Commitment) -> CommitmentRead:
    read = find_commitment(commitment.plan_id, commitment.number, on=current_clock().today())
    if read is None:
        raise make_unknown()
    return read
