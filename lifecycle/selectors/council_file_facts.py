"""What the machine of a council knows of its file, in a fixed number of statements."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

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
from lifecycle.selectors.convention_signing_facts import list_waived
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
from workflow.machine.later import LaterMapping
from workflow.machine.registry import get_machine
from workflow.prepared import prepared

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

    @property
    def is_left_out(self) -> bool:
        """Return whether the council is not asked about it."""
        return bool(self.left_out_because)


@dataclass(frozen=True, kw_only=True)
class CouncilFileFacts(Facts):
    """What the guards of a council look at; each is read when first asked."""

    plan_id: int = 0
    around: "_Around" = field(
        default_factory=lambda: _Around((), date.min), repr=False, compare=False
    )

    @property
    def plan_state(self) -> str:
        """Return where its plan stands."""
        return self.around.plans.get(self.plan_id, ("", False))[0]

    @property
    def noted_adopts(self) -> bool:
        """Return whether what the council only notes counts as adopted."""
        return self.around.plans.get(self.plan_id, ("", False))[1]

    @property
    def others_running(self) -> int:
        """Return how many other files of the plan are on their way."""
        return len(self.around.running.get(self.plan_id, frozenset()) - {self.subject.id})

    @property
    def unpublished(self) -> int:
        """Return how many consultations of the plan have answers that are not public."""
        return self.around.unpublished.get(self.plan_id, 0)

    @property
    def version_is_frozen(self) -> bool:
        """Return whether nothing of its version of the plan can change any more."""
        return self._own is not None and self._own.plan_version.is_frozen

    @property
    def is_frozen(self) -> bool:
        """Return whether nothing of the file can change any more."""
        return self._own is not None and self._own.frozen_at is not None

    @property
    def has_agenda(self) -> bool:
        """Return whether the agenda is kept with it."""
        return self._own is not None and self._own.agenda_document_id is not None

    @property
    def has_decision(self) -> bool:
        """Return whether the document of the decision is kept with it."""
        return self._own is not None and self._own.decision_document_id is not None

    @property
    def meets_on(self) -> date | None:
        """Return the day of the council, None while it is not known."""
        return self._own.meets_on if self._own is not None else None

    @property
    def frozen_on(self) -> date | None:
        """Return the day on which the file was frozen, None before."""
        frozen_at = self._own.frozen_at if self._own is not None else None
        return frozen_at.date() if frozen_at is not None else None

    @property
    def lines(self) -> tuple[FileLine, ...]:
        """Return the lines of the file, in the order of the version."""
        return self.around.lines.get(self.subject.id, ())

    @property
    def left_behind(self) -> int:
        """Return how many live proposals of the plan an adoption would leave behind."""
        return self.around.left_behind.get(self.plan_id, 0)

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

    def count_unsigned(self, line: FileLine) -> int:
        """Return how many parties of a line have no signature on its present text."""
        return self.around.unsigned.get(line.member.proposal_id, 0)

    @property
    def _own(self) -> Council | None:
        return self.around.councils.get(self.subject.id)


class _Around:
    """What stands around some councils: each group is read once, when first asked."""

    def __init__(self, rows: Sequence[SubjectRow], today: date) -> None:
        self._today = today
        self._ids = [row.id for row in rows]
        self._plan_ids = {row.parent_id for row in rows if row.parent_id is not None}

    @cached_property
    def councils(self) -> dict[int, Council]:
        return {each.pk: each for each in _list_own(self._ids)}

    @cached_property
    def plans(self) -> dict[int, tuple[str, bool]]:
        """Where each plan stands, and whether a file that is only noted adopts."""
        return {
            key: (state, noted_adopts) for key, state, noted_adopts in _list_plans(self._plan_ids)
        }

    @cached_property
    def running(self) -> dict[int, frozenset[int]]:
        return _read_running(self._plan_ids)

    @cached_property
    def unpublished(self) -> dict[int, int]:
        return count_unpublished(self._plan_ids)

    @cached_property
    def stage_days(self) -> dict[int, date | None]:
        return dict(_list_stage_days(self._plan_ids))

    @cached_property
    def left_behind(self) -> dict[int, int]:
        return dict(_count_left_behind(self._plan_ids))

    @cached_property
    def lines(self) -> dict[int, tuple[FileLine, ...]]:
        return _read_lines(self._ids)

    @cached_property
    def unsigned(self) -> dict[int, int]:
        keys = [line.member.proposal_id for lines in self.lines.values() for line in lines]
        return _count_unsigned(keys, self._today)


@prepared
def _list_own(councils: Iterable[int]) -> QuerySet[Council]:
    return Council.objects.filter(pk__in=councils).select_related("plan_version")


@prepared
def _list_plans(plans: Iterable[int]) -> QuerySet[ActionPlan, tuple[int, str, bool]]:
    return ActionPlan.objects.filter(pk__in=plans).values_list("pk", "state", "noted_adopts")


def load_council_file_facts(
    rows: Sequence[SubjectRow], *, today: date
) -> Mapping[int, CouncilFileFacts]:
    """Return the facts of each council by id; of one that is not born yet, its plan's."""
    around = _Around(rows, today)
    return {row.id: _make_facts(row, around, today) for row in rows}


def _make_facts(row: SubjectRow, around: _Around, today: date) -> CouncilFileFacts:
    plan_id = row.parent_id or 0

    def list_milestones() -> Mapping[str, date | None]:
        council = around.councils.get(row.id)
        return {
            f"stage_end:{StageCode.COUNCIL}": around.stage_days.get(plan_id),
            "council_day": council.meets_on if council is not None else None,
        }

    return CouncilFileFacts(
        subject=row,
        today=today,
        milestones=LaterMapping(list_milestones),
        plan_id=plan_id,
        around=around,
    )


def _read_lines(ids: Collection[int]) -> dict[int, tuple[FileLine, ...]]:
    lines: dict[int, tuple[FileLine, ...]] = {}
    for council_id, left_out, outcome, reason, frozen_hash, hash_now, *member in _list_lines(ids):
        line = FileLine(
            member=Member(*member),
            left_out_because=left_out,
            outcome=outcome,
            reason=reason,
            has_other_text=frozen_hash != hash_now,
        )
        lines[council_id] = (*lines.get(council_id, ()), line)
    return lines


@prepared
def _list_lines(councils: Iterable[int]) -> QuerySet[CouncilLine, tuple[Any, ...]]:
    frozen = PlanVersionLine.objects.filter(
        version=OuterRef("council__plan_version"), proposal=OuterRef("proposal")
    )
    lines = CouncilLine.objects.filter(council__in=councils).annotate(
        rank=Subquery(frozen.values("rank")[:1]),
        frozen_hash=Subquery(frozen.values("sheet_version__content_hash")[:1]),
    )
    return lines.order_by("council_id", "rank", "pk").values_list(
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


def _read_running(plans: Collection[int]) -> dict[int, frozenset[int]]:
    running: dict[int, frozenset[int]] = {}
    for plan_id, council_id in _list_running(plans):
        running[plan_id] = running.get(plan_id, frozenset()) | {council_id}
    return running


def count_unpublished(plans: Collection[int]) -> dict[int, int]:
    """Return how many consultations of each plan have no published answers, in one statement."""
    return dict(_count_waiting(plans))


@prepared
def _count_waiting(plans: Iterable[int]) -> QuerySet[Consultation, tuple[int, int]]:
    waiting = Consultation.objects.filter(plan__in=plans, state__in=UNPUBLISHED_STATES)
    return waiting.order_by().values_list("plan").annotate(Count("pk"))


@prepared
def _list_running(plans: Iterable[int]) -> QuerySet[Council, tuple[int, int]]:
    rows = Council.objects.filter(plan__in=plans, state__in=RUNNING_STATES)
    return rows.values_list("plan", "pk")


@prepared
def _list_stage_days(plans: Iterable[int]) -> QuerySet[PlanStage, tuple[int, date | None]]:
    stages = PlanStage.objects.filter(plan__in=plans, code=StageCode.COUNCIL.value)
    return stages.values_list("plan", "closes_on")


@prepared
def _count_left_behind(plans: Iterable[int]) -> QuerySet[Proposal, tuple[int, int]]:
    """Count what an adoption would leave behind; a plan that was adopted left everything then."""
    states = get_machine("proposal").get_transition("leave_behind").source_names
    live = Proposal.objects.filter(
        Q(plan__state=PlanState.CO_CREATION.value), plan__in=plans, state__in=states
    )
    return live.order_by().values_list("plan").annotate(Count("pk"))


def _count_unsigned(ids: Iterable[int], today: date) -> dict[int, int]:
    """Count the parties of each line whose signature is not on its present text.

    A dossier that came in signed, with no convention here, was signed elsewhere.
    """
    keys = set(ids)
    waived = set(list_waived(keys))
    conventions = load_convention_facts(read_rows(keys), today=today)
    return {key: each.unsigned or 0 for key, each in conventions.items() if key not in waived}


#: The council has said what it says: everybody reads the outcome.
TOLD_STATES: tuple[str, ...] = (
    CouncilState.ADOPTED.value,
    CouncilState.NOTED.value,
    CouncilState.RETURNED.value,
)
