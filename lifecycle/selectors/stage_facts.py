"""What the machine of a stage knows of it, in a fixed number of statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count

from lifecycle.models import ActionPlan, PlanStage, Proposal
from lifecycle.vocabulary import PlanState
from workflow.machine import Facts, SubjectRow


@dataclass(frozen=True, kw_only=True)
class StageFacts(Facts):
    """A stage, its plan, and how many proposals of the plan are in each state."""

    code: str = ""
    plan_state: str = ""
    opens_on: date | None = None
    closes_on: date | None = None
    proposals: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_in_co_creation(self) -> bool:
        """Return whether its plan is still being made."""
        return self.plan_state == PlanState.CO_CREATION


def load_stage_facts(rows: Sequence[SubjectRow], *, today: date) -> Mapping[int, StageFacts]:
    """Return the facts of each stage by id; of one that is not born yet, those of its plan."""
    plans = {row.parent_id for row in rows if row.parent_id is not None}
    states = dict(ActionPlan.objects.filter(pk__in=plans).values_list("pk", "state"))
    counts = _count_proposals(plans)
    stages = {
        stage.pk: stage
        for stage in PlanStage.objects.filter(pk__in=[row.id for row in rows]).only(
            "pk", "code", "opens_on", "closes_on"
        )
    }
    return {
        row.id: _make_facts(row, stages.get(row.id), states, counts, today=today) for row in rows
    }


def _count_proposals(plans: set[int]) -> dict[int, dict[str, int]]:
    counts: dict[int, dict[str, int]] = {}
    rows = Proposal.objects.filter(plan__in=plans).values_list("plan", "state")
    for plan, state, count in rows.annotate(Count("pk")):
        counts.setdefault(plan, {})[state] = count
    return counts


def _make_facts(
    row: SubjectRow,
    stage: PlanStage | None,
    states: Mapping[int, str],
    counts: Mapping[int, Mapping[str, int]],
    *,
    today: date,
) -> StageFacts:
    opens_on = stage.opens_on if stage else None
    closes_on = stage.closes_on if stage else None
    plan = row.parent_id or 0
    return StageFacts(
        subject=row,
        today=today,
        milestones={"window_start": opens_on, "window_end": closes_on},
        code=stage.code if stage else "",
        plan_state=states.get(plan, ""),
        opens_on=opens_on,
        closes_on=closes_on,
        proposals=counts.get(plan, {}),
    )
