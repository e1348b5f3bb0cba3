"""What surrounds proposals: each group is read once, when a fact of one of them is first asked."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cached_property
from typing import Any, TypeAlias

from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from lifecycle.models import (
    Attachment,
    CandidatePorter,
    DuplicateSuspicion,
    Proposal,
    ProposalAuthor,
)
from lifecycle.selectors.assessors import AssessorPool
from lifecycle.selectors.consultation_facts import ConsultationFacts, load_consultation_facts
from lifecycle.selectors.convention_facts import ConventionFacts, load_convention_facts
from lifecycle.selectors.council_facts import CouncilFacts, load_council_facts
from lifecycle.selectors.plan_days import (
    PlanDays,
    ask_plan_days,
    make_plan_days,
    read_plan_days,
)
from lifecycle.selectors.porter_facts import PorterFacts, load_porter_facts
from lifecycle.selectors.relatives import Mergers, Uptakes
from lifecycle.selectors.sheet_facts import SheetFacts, load_sheet_facts
from lifecycle.vocabulary import AttachmentPurpose, ProposalState
from workflow.machine import FactGroup, SubjectRow
from workflow.models import COUNTING, Decision, RoundOutcome, Seat
from workflow.prepared import Question, prepared

#: Name of the collecting round in which assessors score.
ASSESSMENT = "assessment"
#: Name of the round in which candidate porters are asked, in order.
ACCEPTANCE = "acceptance"


@dataclass(frozen=True)
class Content:
    """What the author wrote, what was asked, and where it goes on."""

    title: str = ""
    problem: str = ""
    solution: str = ""
    language: str = "fr"
    theme_id: int | None = None
    is_published: bool = False
    questions_asked: int = 0
    association_id: int | None = None
    merge_target_id: int | None = None
    merge_target_state: str = ""


#: Where a proposal stands before it is admitted, and published with that.
_BEFORE_ADMISSION = frozenset(
    {
        ProposalState.DRAFT.value,
        ProposalState.SUBMITTED.value,
        ProposalState.NEEDS_DETAILS.value,
    }
)


class Surroundings:
    """Everything around some proposals: each group is read once, when first asked."""

    def __init__(self, rows: Sequence[SubjectRow], today: date) -> None:
        self._today = today
        self._rows = rows
        self._ids = [row.id for row in rows]
        self._plan_ids = {row.parent_id for row in rows if row.parent_id is not None}

    def list_read(self) -> Collection[str]:
        """Return the names of the groups in `AHEAD` that were read."""
        return vars(self).keys() & AHEAD.keys()

    def take(self, found: Mapping[str, Any]) -> None:
        """Take groups that were read already, by their names."""
        vars(self).update(found)

    @cached_property
    def plans(self) -> dict[int, PlanDays]:
        return read_plan_days(self._plan_ids, today=self._today)

    @cached_property
    def contents(self) -> dict[int, Content]:
        return _read_contents(self._ids)

    @cached_property
    def origins(self) -> "Origins":
        return _make_origins(_list_origins(self._ids))

    @cached_property
    def seats(self) -> "_Seats":
        return _read_seats(self._ids)

    @cached_property
    def uptakes(self) -> Uptakes:
        return Uptakes(self._ids)

    @cached_property
    def mergers(self) -> Mergers:
        return Mergers(self._plan_ids)

    @cached_property
    def candidates(self) -> tuple[dict[int, tuple[int, ...]], frozenset[int]]:
        """The candidates of each in their order, and which of all are dissolved."""
        return _read_candidates(self._ids)

    @cached_property
    def pool(self) -> AssessorPool:
        return AssessorPool(self._ids, today=self._today)

    @cached_property
    def with_minutes(self) -> frozenset[int]:
        return _list_with_minutes([*self._ids, *self._plan_ids])

    @cached_property
    def porters(self) -> Mapping[int, PorterFacts]:
        return load_porter_facts(self._admitted, today=self._today)

    @cached_property
    def sheets(self) -> Mapping[int, SheetFacts]:
        return load_sheet_facts(self._admitted, today=self._today)

    @cached_property
    def consultations(self) -> Mapping[int, ConsultationFacts]:
        return load_consultation_facts(self._admitted, today=self._today)

    @cached_property
    def conventions(self) -> Mapping[int, ConventionFacts]:
        return load_convention_facts(self._admitted, today=self._today)

    @cached_property
    def councils(self) -> Mapping[int, CouncilFacts]:
        return load_council_facts(self._admitted, today=self._today)

    @cached_property
    def _admitted(self) -> list[SubjectRow]:
        """Those that may have a porter, a sheet or a part in an act, now or from before."""
        return [
            row
            for row in self._rows
            if row.state not in _BEFORE_ADMISSION
            or self.contents.get(row.id, Content()).is_published
        ]


def _read_contents(ids: Iterable[int]) -> dict[int, Content]:
    return {pk: Content(*values) for pk, *values in _list_contents(ids)}


@prepared
def _list_contents(ids: Iterable[int]) -> QuerySet[Proposal, tuple[Any, ...]]:
    rows = Proposal.objects.filter(pk__in=ids).annotate(
        is_public=Q(published_at__isnull=False),
        target_state=Coalesce(F("merge_target__state"), Value("")),
    )
    columns = [each.name for each in fields(Content)]
    columns[columns.index("is_published")] = "is_public"
    columns[columns.index("merge_target_state")] = "target_state"
    return rows.values_list("pk", *columns)


#: A proposal, a person and an institution that wrote it, open suspicions about it.
_Origin: TypeAlias = tuple[int, int | None, int | None, int]


@dataclass
class Origins:
    """Who wrote each proposal, for whom, and how many open suspicions say it was written before.

    Who admits one is asked about both, so both are read at once.
    """

    authors: dict[int, frozenset[int]] = field(default_factory=dict)
    bodies: dict[int, frozenset[int]] = field(default_factory=dict)
    #: About each, the later of the pair.
    suspicions: Counter[int] = field(default_factory=Counter)


def _make_origins(rows: Iterable[_Origin]) -> Origins:
    origins = Origins()
    for proposal_id, person_id, body_id, suspicions in rows:
        _add(origins.authors, proposal_id, person_id)
        _add(origins.bodies, proposal_id, body_id)
        origins.suspicions[proposal_id] += suspicions
    return origins


@prepared
def _list_origins(ids: Iterable[int]) -> QuerySet[Any, _Origin]:
    """Return each author of each proposal, and each open suspicion about it."""
    nobody = Value(None, output_field=BigIntegerField())
    authors = ProposalAuthor.objects.filter(proposal__in=ids).order_by()
    suspicions = DuplicateSuspicion.objects.filter(proposal__in=ids, verdict="").order_by()
    return authors.values_list("proposal_id", "person_id", "institution_id", Value(0)).union(
        suspicions.values_list("proposal_id", nobody, nobody, Value(1)), all=True
    )


def _ask_origins(ids: Sequence[int], _today: date) -> Question[_Origin]:
    return _list_origins.ask(ids)


#: What can be read along with the lock of proposals, under its name in their surroundings.
AHEAD = {
    "plans": FactGroup(ask_plan_days, make_plan_days),
    "origins": FactGroup(_ask_origins, _make_origins),
}


@dataclass
class _Seats:
    """Who sits in open assessments, how many have not decided, and which porters were asked."""

    seated: dict[int, frozenset[int]] = field(default_factory=dict)
    missing_scores: Counter[int] = field(default_factory=Counter)
    asked: dict[int, frozenset[int]] = field(default_factory=dict)


def _read_seats(ids: Iterable[int]) -> _Seats:
    seats = _Seats()
    for proposal_id, name, person_id, institution_id, has_decided in _list_seats(ids):
        if name == ASSESSMENT:
            seats.missing_scores[proposal_id] += not has_decided
            _add(seats.seated, proposal_id, person_id)
        elif has_decided:
            _add(seats.asked, proposal_id, institution_id)
    return seats


@prepared
def _list_seats(ids: Iterable[int]) -> QuerySet[Seat, tuple[Any, ...]]:
    counting = Decision.objects.filter(COUNTING)
    # A round that was cut off asked nobody to the end: its porters can be asked again.
    asked = Q(
        round__name=ACCEPTANCE, round__outcome__in=[RoundOutcome.RETURNED, RoundOutcome.PASSED]
    )
    rows = Seat.objects.filter(
        Q(round__name=ASSESSMENT, round__outcome="") | asked, round__subject__in=ids
    ).annotate(has_decided=Exists(counting.filter(seat=OuterRef("pk"))))
    return rows.order_by().values_list(
        "round__subject_id", "round__name", "person_id", "institution_id", "has_decided"
    )


def _add(found: dict[int, frozenset[int]], proposal_id: int, key: int | None) -> None:
    found[proposal_id] = found.get(proposal_id, frozenset()) | as_set(key)


def _read_candidates(ids: Iterable[int]) -> tuple[dict[int, tuple[int, ...]], frozenset[int]]:
    """Return the candidates of each proposal in their order, and which of all are dissolved."""
    found: dict[int, tuple[int, ...]] = {}
    dissolved: set[int] = set()
    for proposal_id, institution_id, dissolved_on in _list_candidates(ids):
        found[proposal_id] = (*found.get(proposal_id, ()), institution_id)
        dissolved |= as_set(institution_id if dissolved_on is not None else None)
    return found, frozenset(dissolved)


@prepared
def _list_candidates(
    ids: Iterable[int],
) -> QuerySet[CandidatePorter, tuple[int, int, date | None]]:
    rows = CandidatePorter.objects.filter(proposal__in=ids).order_by("proposal_id", "rank")
    return rows.values_list("proposal_id", "institution_id", "institution__dissolved_on")


def _list_with_minutes(ids: Iterable[int]) -> frozenset[int]:
    return frozenset(_list_minutes(ids))


@prepared
def _list_minutes(ids: Iterable[int]) -> QuerySet[Attachment, int]:
    found = Attachment.objects.filter(subject__in=ids, purpose=AttachmentPurpose.MINUTES)
    return found.order_by().values_list("subject_id", flat=True).distinct()


def as_set(key: int | None) -> set[int]:
    """Return the set of a key, empty without one."""
    return set() if key is None else {key}
