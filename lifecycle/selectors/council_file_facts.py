"""What the machine of a council knows of its file, in a fixed number of statements."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, F, OuterRef, Q, Subquery

from lifecycle.models import (
    ActionPlan,
    Consultation,
    Council,
    CouncilLine,
    PlanStage,
    PlanVersionLine,
    Proposal,
)
from lifecycle.selectors.consultation_facts import Member
from lifecycle.selectors.convention_facts import load_convention_facts
from lifecycle.selectors.council_facts import RUNNING_STATES
from lifecycle.vocabulary import (
    ConsultationState,
    CouncilState,
    LineOutcome,
    PlanState,
    StageCode,
)
from workflow.engine.reading import read_rows
from workflow.machine import Facts, SubjectRow
from workflow.machine.registry import get_machine
from workflow.models import Waiver

#: What the ministry lead waives when a party is absent: its signature is then not missed here.
SIGNATURES_GUARD = "all_parties_signed"
#: Contributions may still come, or wait for their published answers.
UNPUBLISHED_STATES = (
    ConsultationState.SCHEDULED.value,
    ConsultationState.OPEN.value,
    ConsultationState.CLOSED.value,
    ConsultationState.ANSWERED.value,
)


@dataclass(frozen=True, kw_only=True)
class FileLine:
    """A line of the file. `has_other_text`: its sheet is not the one that the version froze."""

    member: Member
    left_out_because: str = ""
    outcome: str = ""
    reason: str = ""
    has_other_text: bool = False
    unsigned: int = 0

    @property
    def is_left_out(self) -> bool:
        """Return whether the council is not asked about it."""
        return bool(self.left_out_because)


@dataclass(frozen=True, kw_only=True)
class CouncilFileFacts(Facts):
    """What the guards of a council look at."""

    plan_id: int = 0
    plan_state: str = ""
    noted_adopts: bool = False
    #: Other files of the plan that are on their way.
    others_running: int = 0
    #: Consultations of the plan whose answers are not public.
    unpublished: int = 0
    version_is_frozen: bool = False
    is_frozen: bool = False
    has_agenda: bool = False
    has_decision: bool = False
    meets_on: date | None = None
    frozen_on: date | None = None
    lines: tuple[FileLine, ...] = ()
    #: Live proposals of the plan that no council has before it: an adoption leaves them behind.
    left_behind: int = 0

    @property
    def is_in_co_creation(self) -> bool:
        """Return whether its plan is still being made."""
        return self.plan_state == PlanState.CO_CREATION

    @property
    def included(self) -> tuple[FileLine, ...]:
        """Return the lines on which the council decides."""
        return tuple(each for each in self.lines if not each.is_left_out)

    @property
    def adopted(self) -> tuple[FileLine, ...]:
        """Return the lines that become commitments."""
        return tuple(each for each in self.included if each.outcome == LineOutcome.ADOPTED)


@dataclass
class _Around:
    """What stands around some councils, one statement a table."""

    rows: Sequence[SubjectRow]
    today: date
    lines: dict[int, tuple[FileLine, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        ids = [row.id for row in self.rows]
        plans = {row.parent_id for row in self.rows if row.parent_id is not None}
        self.councils = {
            each.pk: each
            for each in Council.objects.filter(pk__in=ids).select_related("plan_version")
        }
        self.plans = {
            key: (state, noted_adopts)
            for key, state, noted_adopts in ActionPlan.objects.filter(pk__in=plans).values_list(
                "pk", "state", "noted_adopts"
            )
        }
        self.running = _read_running(plans)
        self.unpublished = count_unpublished(plans)
        self.stage_days = _read_stage_days(plans)
        self.left_behind = _count_left_behind(plans)
        self._read_lines(ids)

    def _read_lines(self, ids: Collection[int]) -> None:
        frozen = PlanVersionLine.objects.filter(
            version=OuterRef("council__plan_version"), proposal=OuterRef("proposal")
        )
        found = list(
            CouncilLine.objects.filter(council__in=ids)
            .annotate(
                rank=Subquery(frozen.values("rank")[:1]),
                frozen_hash=Subquery(frozen.values("sheet_version__content_hash")[:1]),
            )
            .order_by("council_id", "rank", "pk")
            .values_list(
                "council_id",
                "left_out_because",
                "outcome",
                "reason",
                "frozen_hash",
                F("proposal__sheet__current__content_hash"),
                "proposal_id",
                "proposal__plan_number",
                "proposal__reference",
                "proposal__state",
            )
        )
        unsigned = _count_unsigned([row[6] for row in found], self.today)
        for council_id, left_out, outcome, reason, frozen_hash, hash_now, *member in found:
            line = FileLine(
                member=Member(*member),
                left_out_because=left_out,
                outcome=outcome,
                reason=reason,
                has_other_text=frozen_hash != hash_now,
                unsigned=unsigned.get(member[0], 0),
            )
            self.lines[council_id] = (*self.lines.get(council_id, ()), line)


def load_council_file_facts(
    rows: Sequence[SubjectRow], *, today: date
) -> Mapping[int, CouncilFileFacts]:
    """Return the facts of each council by id; of one that is not born yet, its plan's."""
    around = _Around(rows, today)
    return {row.id: _make_facts(row, around) for row in rows}


def _make_facts(row: SubjectRow, around: _Around) -> CouncilFileFacts:
    plan_id = row.parent_id or 0
    council = around.councils.get(row.id)
    plan_state, noted_adopts = around.plans.get(plan_id, ("", False))
    meets_on = council.meets_on if council else None
    return CouncilFileFacts(
        subject=row,
        today=around.today,
        milestones={
            f"stage_end:{StageCode.COUNCIL}": around.stage_days.get(plan_id),
            "council_day": meets_on,
        },
        plan_id=plan_id,
        plan_state=plan_state,
        noted_adopts=noted_adopts,
        others_running=len(around.running.get(plan_id, frozenset()) - {row.id}),
        unpublished=around.unpublished.get(plan_id, 0),
        version_is_frozen=council is not None and council.plan_version.is_frozen,
        is_frozen=council is not None and council.frozen_at is not None,
        has_agenda=council is not None and council.agenda_document_id is not None,
        has_decision=council is not None and council.decision_document_id is not None,
        meets_on=meets_on,
        frozen_on=council.frozen_at.date() if council and council.frozen_at else None,
        lines=around.lines.get(row.id, ()),
        left_behind=around.left_behind.get(plan_id, 0),
    )


def _read_running(plans: Collection[int]) -> dict[int, frozenset[int]]:
    running: dict[int, frozenset[int]] = {}
    rows = Council.objects.filter(plan__in=plans, state__in=RUNNING_STATES)
    for plan_id, council_id in rows.values_list("plan", "pk"):
        running[plan_id] = running.get(plan_id, frozenset()) | {council_id}
    return running


def count_unpublished(plans: Collection[int]) -> dict[int, int]:
    """Return how many consultations of each plan have no published answers, in one statement."""
    waiting = Consultation.objects.filter(plan__in=plans, state__in=UNPUBLISHED_STATES)
    return dict(waiting.order_by().values_list("plan").annotate(Count("pk")))


def _read_stage_days(plans: Collection[int]) -> dict[int, date | None]:
    stages = PlanStage.objects.filter(plan__in=plans, code=StageCode.COUNCIL.value)
    return dict(stages.values_list("plan", "closes_on"))


def _count_left_behind(plans: Collection[int]) -> dict[int, int]:
    """Count what an adoption would leave behind; a plan that was adopted left everything then."""
    states = get_machine("proposal").get_transition("leave_behind").source_names
    live = Proposal.objects.filter(
        Q(plan__state=PlanState.CO_CREATION.value), plan__in=plans, state__in=states
    )
    return dict(live.order_by().values_list("plan").annotate(Count("pk")))


def _count_unsigned(ids: Iterable[int], today: date) -> dict[int, int]:
    """Count the parties of each line whose signature is not on its present text.

    A dossier that came in signed, with no convention here, was signed elsewhere.
    """
    keys = set(ids)
    waived = set(
        Waiver.objects.filter(subject__in=keys, guard=SIGNATURES_GUARD).values_list(
            "subject_id", flat=True
        )
    )
    conventions = load_convention_facts(read_rows(keys), today=today)
    return {key: each.unsigned or 0 for key, each in conventions.items() if key not in waived}


#: The council has said what it says: everybody reads the outcome.
TOLD_STATES: tuple[str, ...] = (
    CouncilState.ADOPTED.value,
    CouncilState.NOTED.value,
    CouncilState.RETURNED.value,
)
