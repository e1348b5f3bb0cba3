"""Plans with their stages, themes and criteria."""

from http import HTTPStatus

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lifecycle.api.lists import ListView
from lifecycle.api.schema import operation
from lifecycle.api.serializers.plans import (
    CriterionSerializer,
    PlanSerializer,
    StageSerializer,
    ThemeSerializer,
)
from lifecycle.api.subjects import answer, get_visible, list_visible
from lifecycle.models import ActionPlan

_UNKNOWN = (HTTPStatus.NOT_FOUND,)


class PlanListView(ListView):
    """The plans."""

    permission_classes = (IsAuthenticatedOrReadOnly,)
    serializer_class = PlanSerializer

    @operation(_("List the plans"), answers={200: PlanSerializer(many=True)}, refuses=_UNKNOWN)
    def get(self, request: Request) -> Response:
        """Return a page of plans, the newest first."""
        return self.answer_page(_with_labels(list_visible("plan", request)).order_by("-pk"))


class PlanView(APIView):
    """One plan."""

    permission_classes = (IsAuthenticatedOrReadOnly,)

    @operation(_("Read a plan"), answers={200: PlanSerializer}, refuses=_UNKNOWN, has_tag=True)
    def get(self, request: Request, pk: int) -> Response:
        """Return the plan; its parts are at addresses of their own."""
        plan = get_visible(_with_labels(list_visible("plan", request)), pk)
        return answer(PlanSerializer(plan).data, version=plan.version)


class PlanStagesView(ListView):
    """The stages of a plan, which overlap."""

    permission_classes = (IsAuthenticatedOrReadOnly,)
    serializer_class = StageSerializer

    @operation(_("List its stages"), answers={200: StageSerializer(many=True)}, refuses=_UNKNOWN)
    def get(self, request: Request, pk: int) -> Response:
        """Return the stages in their order."""
        plan = get_plan(request, pk)
        return self.answer_page(list_visible("plan_stage", request).filter(plan=plan))


class PlanThemesView(ListView):
    """The themes of a plan."""

    permission_classes = (IsAuthenticatedOrReadOnly,)
    serializer_class = ThemeSerializer

    @operation(_("List its themes"), answers={200: ThemeSerializer(many=True)}, refuses=_UNKNOWN)
    def get(self, request: Request, pk: int) -> Response:
        """Return the themes in their order."""
        return self.answer_page(get_plan(request, pk).themes.all())


class PlanCriteriaView(ListView):
    """The criteria of a plan."""

    permission_classes = (IsAuthenticatedOrReadOnly,)
    serializer_class = CriterionSerializer

    @operation(
        _("List its criteria"), answers={200: CriterionSerializer(many=True)}, refuses=_UNKNOWN
    )
    def get(self, request: Request, pk: int) -> Response:
        """Return the criteria in their order."""
        return self.answer_page(get_plan(request, pk).criteria.all())


class StageView(APIView):
    """One stage."""

    permission_classes = (IsAuthenticatedOrReadOnly,)

    @operation(_("Read a stage"), answers={200: StageSerializer}, refuses=_UNKNOWN, has_tag=True)
    def get(self, request: Request, pk: int) -> Response:
        """Return the stage."""
        stage = get_visible(list_visible("plan_stage", request), pk)
        return answer(StageSerializer(stage).data, version=stage.version)


def get_plan(request: Request, pk: int) -> ActionPlan:
    """Return a plan that the asker may see.

    Raises:
        SubjectNotFoundError: there is none, or they may not.
    """
    plan: ActionPlan = get_visible(list_visible("plan", request), pk)
    return plan


def _with_labels(plans: QuerySet[ActionPlan]) -> QuerySet[ActionPlan]:
    return plans.prefetch_related("labels", "stages")
