"""The facts of proposals: all that their guards may know, in a fixed number of statements."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce

from lifecycle.models import (
    Attachment,
    CandidatePorter,
    DuplicateSuspicion,
    Proposal,
    ProposalAuthor,
)
from lifecycle.selectors.assessors import AssessorPool, Conflicts
from lifecycle.selectors.consultation_facts import ConsultationFacts, load_consultation_facts
from lifecycle.selectors.convention_facts import ConventionFacts, load_convention_facts
from lifecycle.selectors.council_facts import CouncilFacts, load_council_facts
from lifecycle.selectors.plan_days import PlanDays, read_plan_days
from lifecycle.selectors.porter_facts import PorterFacts, load_porter_facts
from lifecycle.selectors.relatives import Dossier, Mergers, Source, Uptakes
from lifecycle.selectors.sheet_facts import SheetFacts, load_sheet_facts
from lifecycle.vocabulary import AttachmentPurpose, ProposalState
from lifecycle.vocabulary.roles import ASSESSOR, AUTHOR, OWNER, PROJECT_LEAD
from workflow.machine import Facts, SubjectRow
from workflow.models import COUNTING, Decision, RoundOutcome, Seat

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


@dataclass(frozen=True, kw_only=True)
class ProposalFacts(Facts):
    """What the guards of a proposal look at. Ids are those of people, institutions, proposals.

    Of a phase that has not been reached, it is as if nothing had been done yet.
    """

    plan: PlanDays = field(default_factory=PlanDays)
    content: Content = field(default_factory=Content)
    #: Suspected duplicates nobody has judged.
    open_suspicions: int = 0
    #: Proposals that would be merged into this one.
    leads_here: frozenset[int] = frozenset()
    #: Dossiers that carry this idea; ideas that this dossier carries.
    dossiers: tuple[Dossier, ...] = ()
    sources: tuple[Source, ...] = ()
    #: Institutions that may carry it, the first asked first.
    candidates: tuple[int, ...] = ()
    #: Institutions that have answered or let their days pass.
    asked: frozenset[int] = frozenset()
    #: Candidates that do not exist any more.
    dissolved: frozenset[int] = frozenset()
    #: Who can be seated today, and every conflict of those who have one.
    assessors: frozenset[int] = frozenset()
    conflicts: Conflicts = field(default_factory=dict)
    missing_scores: int = 0
    has_minutes: bool = False
    porters: PorterFacts = field(default_factory=PorterFacts)
    sheet: SheetFacts = field(default_factory=SheetFacts)
    consultation: ConsultationFacts = field(default_factory=ConsultationFacts)
    convention: ConventionFacts = field(default_factory=ConventionFacts)
    council: CouncilFacts = field(default_factory=CouncilFacts)

    @property
    def concerned(self) -> frozenset[int]:
        """Return the institutions that are concerned by it, and whose people read it."""
        return frozenset(self.candidates) | self.porters.all_ids

    @property
    def unasked(self) -> tuple[int, ...]:
        """Return the candidates who can still be asked, in their order."""
        out = self.asked | self.porters.withdrawn_ids | self.porters.leading_ids | self.dissolved
        return tuple(each for each in self.candidates if each not in out)


def load_proposal_facts(rows: Sequence[SubjectRow], *, today: date) -> Mapping[int, ProposalFacts]:
    """Return the facts of each proposal by id.

    The number of statements depends on where they stand, never on how many there are: what comes
    after prioritization is not looked for around proposals that were never admitted.
    """
    surroundings = _Surroundings(rows, today)
    return {row.id: surroundings.make_facts(row) for row in rows}


#: Where a proposal stands before it is admitted, and published with that.
_BEFORE_ADMISSION = frozenset(
    {
        ProposalState.DRAFT.value,
        ProposalState.SUBMITTED.value,
        ProposalState.NEEDS_DETAILS.value,
    }
)


class _Surroundings:
    """Everything around some proposals, one statement a table."""

    def __init__(self, rows: Sequence[SubjectRow], today: date) -> None:
        ids = [row.id for row in rows]
        plans = {row.parent_id for row in rows if row.parent_id is not None}
        self.today = today
        self.plans = read_plan_days(plans, today=today)
        self.contents = _read_contents(ids)
        self.authors, self.author_bodies = _read_authors(ids)
        self.seats = _read_seats(ids)
        self.suspicions = _count_suspicions(ids)
        self.uptakes = Uptakes(ids)
        self.mergers = Mergers(plans)
        self.candidates, self.dissolved = _read_candidates(ids)
        self.pool = AssessorPool(ids, today=today)
        self.with_minutes = _list_with_minutes([*ids, *plans])
        admitted = [row for row in rows if self._was_admitted(row)]
        self.porters = load_porter_facts(admitted, today=today)
        self.sheets = load_sheet_facts(admitted, today=today)
        self.consultations = load_consultation_facts(admitted, today=today)
        self.conventions = load_convention_facts(admitted, today=today)
        self.councils = load_council_facts(admitted, today=today)

    def _was_admitted(self, row: SubjectRow) -> bool:
        """Return whether it may have a porter, a sheet or a part in an act, now or from before."""
        content = self.contents.get(row.id, Content())
        return row.state not in _BEFORE_ADMISSION or content.is_published

    def make_facts(self, row: SubjectRow) -> ProposalFacts:
        content = self.contents.get(row.id, Content())
        plan = self.plans.get(row.parent_id or 0, PlanDays())
        authors = self.authors.get(row.id, frozenset())
        porters = self.porters.get(row.id, PorterFacts())
        council = self.councils.get(row.id, CouncilFacts())
        return ProposalFacts(
            subject=row,
            today=self.today,
            people={
                AUTHOR.code: authors,
                ASSESSOR.code: self.seats.seated.get(row.id, frozenset()),
                PROJECT_LEAD.code: porters.project_lead_ids,
            },
            # The owner is that of the lead porter; partners approve and sign, each in their seat.
            institutions={OWNER.code: porters.leading_ids},
            milestones={**plan.milestones, "council_day": council.meets_on},
            plan=plan,
            content=content,
            open_suspicions=self.suspicions[row.id],
            leads_here=self.mergers.list_leading_to(row.id),
            dossiers=self.uptakes.list_dossiers(row.id),
            sources=self.uptakes.list_sources(row.id),
            candidates=self.candidates.get(row.id, ()),
            dissolved=self.dissolved & frozenset(self.candidates.get(row.id, ())),
            asked=self.seats.asked.get(row.id, frozenset()),
            assessors=self.pool.assessors,
            conflicts=self.pool.find_conflicts(
                row.id,
                authors=authors,
                bodies=self.author_bodies.get(row.id, set()) | _as_set(content.association_id),
            ),
            missing_scores=self.seats.missing_scores[row.id],
            porters=porters,
            sheet=self.sheets.get(row.id, SheetFacts()),
            consultation=self.consultations.get(row.id, ConsultationFacts()),
            convention=self.conventions.get(row.id, ConventionFacts()),
            council=council,
            has_minutes=not self.with_minutes.isdisjoint({row.id, row.parent_id}),
        )


def _read_contents(ids: Iterable[int]) -> dict[int, Content]:
    rows = Proposal.objects.filter(pk__in=ids).annotate(
        is_public=Q(published_at__isnull=False),
        target_state=Coalesce(F("merge_target__state"), Value("")),
    )
    columns = [each.name for each in fields(Content)]
    columns[columns.index("is_published")] = "is_public"
    columns[columns.index("merge_target_state")] = "target_state"
    return {pk: Content(*values) for pk, *values in rows.values_list("pk", *columns)}


def _read_authors(ids: Iterable[int]) -> tuple[dict[int, frozenset[int]], dict[int, set[int]]]:
    people: dict[int, set[int]] = {}
    bodies: dict[int, set[int]] = {}
    for proposal_id, person_id, body_id in (
        ProposalAuthor.objects.filter(proposal__in=ids)
        .order_by()
        .values_list("proposal_id", "person_id", "institution_id")
    ):
        people.setdefault(proposal_id, set()).update(_as_set(person_id))
        bodies.setdefault(proposal_id, set()).update(_as_set(body_id))
    return {key: frozenset(found) for key, found in people.items()}, bodies


@dataclass
class _Seats:
    """Who sits in open assessments, how many have not decided, and which porters were asked."""

    seated: dict[int, frozenset[int]] = field(default_factory=dict)
    missing_scores: Counter[int] = field(default_factory=Counter)
    asked: dict[int, frozenset[int]] = field(default_factory=dict)


def _read_seats(ids: Iterable[int]) -> _Seats:
    counting = Decision.objects.filter(COUNTING)
    # A round that was cut off asked nobody to the end: its porters can be asked again.
    asked = Q(
        round__name=ACCEPTANCE, round__outcome__in=[RoundOutcome.RETURNED, RoundOutcome.PASSED]
    )
    rows = (
        Seat.objects.filter(
            Q(round__name=ASSESSMENT, round__outcome="") | asked, round__subject__in=ids
        )
        .annotate(has_decided=Exists(counting.filter(seat=OuterRef("pk"))))
        .order_by()
        .values_list(
            "round__subject_id", "round__name", "person_id", "institution_id", "has_decided"
        )
    )
    seats = _Seats()
    for proposal_id, name, person_id, institution_id, has_decided in rows:
        if name == ASSESSMENT:
            seats.missing_scores[proposal_id] += not has_decided
            _add(seats.seated, proposal_id, person_id)
        elif has_decided:
            _add(seats.asked, proposal_id, institution_id)
    return seats


def _add(found: dict[int, frozenset[int]], proposal_id: int, key: int | None) -> None:
    found[proposal_id] = found.get(proposal_id, frozenset()) | _as_set(key)


def _count_suspicions(ids: Sequence[int]) -> Counter[int]:
    """Return how many suspicions about each proposal, the later of the pair, are open."""
    found = DuplicateSuspicion.objects.filter(proposal__in=ids, verdict="")
    return Counter(found.values_list("proposal_id", flat=True))


def _read_candidates(ids: Iterable[int]) -> tuple[dict[int, tuple[int, ...]], frozenset[int]]:
    """Return the candidates of each proposal in their order, and which of all are dissolved."""
    found: dict[int, tuple[int, ...]] = {}
    dissolved: set[int] = set()
    rows = CandidatePorter.objects.filter(proposal__in=ids).order_by("proposal_id", "rank")
    for proposal_id, institution_id, dissolved_on in rows.values_list(
        "proposal_id", "institution_id", "institution__dissolved_on"
    ):
        found[proposal_id] = (*found.get(proposal_id, ()), institution_id)
        dissolved |= _as_set(institution_id if dissolved_on is not None else None)
    return found, frozenset(dissolved)


def _list_with_minutes(ids: Iterable[Any]) -> frozenset[int]:
    found = Attachment.objects.filter(subject__in=ids, purpose=AttachmentPurpose.MINUTES)
    return frozenset(found.order_by().values_list("subject_id", flat=True).distinct())


def _as_set(key: int | None) -> set[int]:
    return set() if key is None else {key}
