"""What the machine of a stage knows of it, in a fixed number of statements."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q, QuerySet

from lifecycle.models import ActionPlan, PlanStage, Proposal
from lifecycle.selectors.council_file_facts import count_unpublished
from lifecycle.vocabulary import PlanState
from workflow.machine import Facts, SubjectRow
from workflow.prepared import prepared


@dataclass(frozen=True, kw_only=True)
class StageFacts(Facts):
    """A stage, its plan, and how many proposals of the plan are in each state.

    `received` proposals bear a reference of the plan, and the last one given was the number
    `last_reference`. `unpublished` consultations have no published answers.
    """

    code: str = ""
    plan_state: str = ""
    opens_on: date | None = None
    closes_on: date | None = None
    proposals: Mapping[str, int] = field(default_factory=dict)
    received: int = 0
    last_reference: int = 0
    unpublished: int = 0

    @property
    def is_in_co_creation(self) -> bool:
        """Return whether its plan is still being made."""
        return self.plan_state == PlanState.CO_CREATION


@dataclass
class _Around:
    """What stands around some stages, one statement a table."""

    plans: set[int]
    states: dict[int, tuple[str, int]] = field(default_factory=dict)
    proposals: dict[int, dict[str, int]] = field(default_factory=dict)
    received: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        for key, state, last in _list_plans(self.plans):
            self.states[key] = (state, last)
        for plan, state, count, received in _count_proposals(self.plans):
            self.proposals.setdefault(plan, {})[state] = count
            self.received[plan] += received
        self.unpublished = count_unpublished(self.plans)


@prepared
def _list_plans(plans: Iterable[int]) -> QuerySet[ActionPlan, tuple[int, str, int]]:
    return ActionPlan.objects.filter(pk__in=plans).values_list("pk", "state", "last_reference")


@prepared
def _count_proposals(plans: Iterable[int]) -> QuerySet[Proposal, tuple[int, str, int, int]]:
    rows = Proposal.objects.filter(plan__in=plans).order_by().values_list("plan", "state")
    return rows.annotate(Count("pk"), received=Count("pk", filter=~Q(reference="")))


@prepared
def _list_stages(stages: Iterable[int]) -> QuerySet[PlanStage]:
    return PlanStage.objects.filter(pk__in=stages).only("pk", "code", "opens_on", "closes_on")


def load_stage_facts(rows: Sequence[SubjectRow], *, today: date) -> Mapping[int, StageFacts]:
    """Return the facts of each stage by id; of one that is not born yet, those of its plan."""
    around = _Around({row.parent_id for row in rows if row.parent_id is not None})
    stages = {stage.pk: stage for stage in _list_stages(row.id for row in rows)}
    return {row.id: _make_facts(row, stages.get(row.id), around, today=today) for row in rows}


def _make_facts(
    row: SubjectRow, stage: PlanStage | None, around: _Around, *, today: date
) -> StageFacts:
    opens_on = stage.opens_on if stage else None
    closes_on = stage.closes_on if stage else None
    plan = row.parent_id or 0
    plan_state, last_reference = around.states.get(plan, ("", 0))
    return StageFacts(
        subject=row,
        today=today,
        milestones={"window_start": opens_on, "window_end": closes_on},
        code=stage.code if stage else "",
        plan_state=plan_state,
        opens_on=opens_on,
        closes_on=closes_on,
        proposals=around.proposals.get(plan, {}),
        received=around.received[plan],
        last_reference=last_reference,
        unpublished=around.unpublished.get(plan, 0),
    )
