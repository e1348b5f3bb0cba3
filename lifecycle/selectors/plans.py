"""Plans as the public reads them: figures, stages, commitments, what comes next."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Avg, Count, Prefetch

from lifecycle.models import ActionPlan, NextStep, PlanStage
from lifecycle.selectors.commitments import CommitmentRead
from lifecycle.vocabulary import PlanState, StageCode
from lifecycle.vocabulary.situations import Situation

#: What counts as completed in the figures of a plan.
COMPLETED = {Situation.DONE, Situation.DONE_WITH_CANCELLATIONS}


@dataclass(frozen=True)
class PlanSummary:
    """A plan with its number of commitments and their declared progress, in percent on average."""

    plan: ActionPlan
    commitments: int
    mean_progress: float | None


@dataclass(frozen=True)
class Figures:
    """The numbers at the head of a plan. `mean_progress` is the declared one, in percent."""

    commitments: int
    mean_progress: float | None
    completed: int
    late: int


def list_plans() -> list[PlanSummary]:
    """Return every plan, the newest first, in three statements."""
    plans = (
        ActionPlan.objects.annotate(
            counted=Count("commitments"), mean=Avg("commitments__declared_progress")
        )
        .prefetch_related("labels", _open_collections())
        .order_by("-pk")
    )
    return [PlanSummary(plan, vars(plan)["counted"], vars(plan)["mean"]) for plan in plans]


def get_plan(code: str) -> ActionPlan:
    """Return the plan with its labels, stages, themes and next steps.

    Raises:
        ActionPlan.DoesNotExist: no plan has this code.
    """
    return (
        ActionPlan.objects.select_related("previous")
        .prefetch_related(
            "labels",
            Prefetch("stages", PlanStage.objects.prefetch_related("work").order_by("rank", "pk")),
            "themes",
            Prefetch("next_steps", NextStep.objects.order_by("rank", "pk")),
        )
        .get(code=code)
    )


def compute_figures(commitments: list[CommitmentRead]) -> Figures:
    """Return the figures of a plan from its commitments as they stand."""
    progress = [each.commitment.declared_progress for each in commitments]
    return Figures(
        commitments=len(commitments),
        mean_progress=sum(progress) / len(progress) if progress else None,
        completed=sum(each.situation in COMPLETED for each in commitments),
        late=sum(each.situation == Situation.LATE for each in commitments),
    )


def compute_stage_slip(stage: PlanStage) -> int | None:
    """Return by how many days the closing moved, None when one of the two days is not known."""
    if stage.closes_on is None or stage.baseline_closes_on is None:
        return None
    return (stage.closes_on - stage.baseline_closes_on).days


def find_open_collection(plan: ActionPlan, *, today: date) -> PlanStage | None:
    """Return the stage in which proposals are received today, or None; reads the prefetch.

    A plan that was decided receives none, whatever its stages say.
    """
    if plan.state != PlanState.CO_CREATION:
        return None
    for stage in plan.stages.all():
        if stage.code == StageCode.COLLECTION.value and stage.has_window_on(today):
            return stage
    return None


def _open_collections() -> "Prefetch[str]":
    return Prefetch("stages", PlanStage.objects.filter(code=StageCode.COLLECTION.value))
