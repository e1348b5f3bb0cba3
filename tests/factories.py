"""What tests are about, made with as few words as possible; override only what a test is about."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from lifecycle.models import ActionPlan, Criterion, PlanStage, Theme
from lifecycle.vocabulary import PlanState, StageCode, StageState
from workflow.clock import current_clock

#: The stages that count up to the end of prioritization, and how far around today they reach.
OPEN_STAGES = (StageCode.COLLECTION, StageCode.PRIORITIZATION)
LATER_STAGES = (StageCode.DRAFTING, StageCode.CONSULTATION, StageCode.SIGNATURE, StageCode.COUNCIL)
REACH = timedelta(days=60)


def make_plan(code: str = "MA-2", **values: Any) -> ActionPlan:
    """Create a plan in co-creation with two themes, two criteria, and its first stages open."""
    today = current_clock().today()
    fields = {"title_fr": "Deuxième plan", "title_ar": "الخطة الثانية", "title_en": "Second plan"}
    plan = ActionPlan.objects.create(
        code=code,
        kind="plan",
        state=PlanState.CO_CREATION.value,
        entered_at=timezone.now(),
        **{**fields, **values},
    )
    make_theme(plan, "access", french="Accès à l'information", arabic="الحصول على المعلومات")
    make_theme(plan, "justice", french="Justice ouverte", arabic="العدالة المنفتحة")
    make_criterion(plan, "impact", weight=3)
    make_criterion(plan, "feasibility", weight=1)
    for stage in OPEN_STAGES:
        make_stage(plan, stage, today - REACH, today + REACH, state=StageState.OPEN)
    for number, stage in enumerate(LATER_STAGES, start=1):
        opens_on = today + REACH * number
        make_stage(plan, stage, opens_on, opens_on + REACH, state=StageState.NOT_STARTED)
    return plan


def make_theme(plan: ActionPlan, code: str, *, french: str, arabic: str) -> Theme:
    """Create a theme of the plan."""
    return Theme.objects.create(plan=plan, code=code, name_fr=french, name_ar=arabic)


def make_criterion(plan: ActionPlan, code: str, *, weight: int) -> Criterion:
    """Create a criterion scored from 0 to 5."""
    return Criterion.objects.create(
        plan=plan, code=code, name_fr=code.title(), name_ar=code, weight=weight, max_points=5
    )


def make_stage(
    plan: ActionPlan, code: StageCode, opens_on: date, closes_on: date, *, state: StageState
) -> PlanStage:
    """Create a stage whose baseline and current windows are the same."""
    return PlanStage.objects.create(
        plan=plan,
        parent=plan,
        code=code.value,
        rank=list(StageCode).index(code),
        kind="plan_stage",
        state=state.value,
        entered_at=timezone.now(),
        opens_on=opens_on,
        closes_on=closes_on,
        baseline_opens_on=opens_on,
        baseline_closes_on=closes_on,
    )
