"""The days of plans that proposals depend on: the window of collection, the ends of stages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from lifecycle.models import ActionPlan
from lifecycle.vocabulary import PlanState, StageCode, StageState
from workflow.models import Subject, WorkingDay
from workflow.prepared import Question, prepared

#: Days decided elsewhere, not known before somebody convenes or freezes.
UNDECIDED = ("next_committee", "plan_freeze", "council_day")
#: Every milestone of a plan.
_MILESTONES = (
    *(f"stage_{edge}:{code}" for edge in ("start", "end") for code in StageCode.values),
    *UNDECIDED,
)


@dataclass(frozen=True)
class PlanDays:
    """Where a plan and its stages stand. `milestones` maps codes to civil days, None if unknown.

    The collection window is neither open nor over before its stage has opened.
    """

    state: str = ""
    open_stages: frozenset[str] = frozenset()
    window_open: bool = False
    window_over: bool = False
    milestones: dict[str, date | None] = field(default_factory=lambda: dict.fromkeys(_MILESTONES))


@dataclass(frozen=True)
class _Stage:
    code: str
    state: str
    opens_on: date | None
    closes_on: date | None
    #: A working day has passed since the last day of the window.
    has_passed: bool


def read_plan_days(plan_ids: Iterable[int], *, today: date) -> dict[int, PlanDays]:
    """Return the days of each plan, in one statement."""
    return make_plan_days(_list_stages(list(plan_ids), today))


def ask_plan_days(proposals: Sequence[int], today: date) -> Question[tuple[Any, ...]]:
    """Return what reads the days of the plans of these proposals."""
    return _list_stages_around.ask(proposals, today)


def make_plan_days(rows: Iterable[tuple[Any, ...]]) -> dict[int, PlanDays]:
    """Return the days of each plan of which stages were read, by its number."""
    states: dict[int, str] = {}
    stages: dict[int, list[_Stage]] = {}
    for plan_id, plan_state, *stage in rows:
        states[plan_id] = plan_state
        if stage[0] is not None:
            stages.setdefault(plan_id, []).append(_Stage(*stage))
    return {
        plan_id: _make_days(state, stages.get(plan_id, [])) for plan_id, state in states.items()
    }


def _make_days(state: str, stages: list[_Stage]) -> PlanDays:
    collection = next((each for each in stages if each.code == StageCode.COLLECTION), None)
    co_creation = state == PlanState.CO_CREATION
    passed = collection is not None and (
        collection.has_passed or collection.state in {StageState.CLOSED, StageState.SKIPPED}
    )
    opened = collection is not None and collection.state == StageState.OPEN
    return PlanDays(
        state=state,
        open_stages=frozenset(each.code for each in stages if each.state == StageState.OPEN),
        window_open=co_creation and opened and not passed,
        window_over=not co_creation or passed,
        milestones=_list_milestones(stages),
    )


def _list_milestones(stages: list[_Stage]) -> dict[str, date | None]:
    known: dict[str, date | None] = dict.fromkeys(_MILESTONES)
    for each in stages:
        known[f"stage_start:{each.code}"] = each.opens_on
        known[f"stage_end:{each.code}"] = each.closes_on
    # A draft of the plan is frozen before the stage in which everybody reads it.
    known["plan_freeze"] = known[f"stage_start:{StageCode.CONSULTATION}"]
    return known


@prepared
def _list_stages(plan_ids: Iterable[int], today: date) -> QuerySet[ActionPlan, tuple[Any, ...]]:
    return _with_stages(ActionPlan.objects.filter(pk__in=plan_ids), today)


@prepared
def _list_stages_around(
    proposals: Sequence[int], today: date
) -> QuerySet[ActionPlan, tuple[Any, ...]]:
    plans = Subject.objects.filter(pk__in=proposals).values("parent")
    return _with_stages(ActionPlan.objects.filter(pk__in=plans), today)


def _with_stages(plans: QuerySet[ActionPlan], today: date) -> QuerySet[ActionPlan, tuple[Any, ...]]:
    """Return each plan with each of its stages; one without any with none."""
    # A last day that is not worked moves forward: the window ends with the next day worked. That
    # is looked up: to ask whether there is one in between, PostgreSQL reads every day there is.
    worked = WorkingDay.objects.filter(day__gte=OuterRef("stages__closes_on")).order_by("day")
    last_day = Coalesce(Subquery(worked.values("day")[:1]), Value(date.max))
    plans = plans.alias(last_day=last_day).annotate(has_passed=Q(last_day__lt=today))
    stage = [f"stages__{column}" for column in ("code", "state", "opens_on", "closes_on")]
    return plans.values_list("pk", "state", *stage, "has_passed")
