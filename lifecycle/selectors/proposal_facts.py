"""The facts of proposals: all that their guards may know, each read when first asked."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from lifecycle.selectors.assessors import Conflicts
from lifecycle.selectors.consultation_facts import ConsultationFacts
from lifecycle.selectors.convention_facts import ConventionFacts
from lifecycle.selectors.council_facts import CouncilFacts
from lifecycle.selectors.plan_days import PlanDays
from lifecycle.selectors.porter_facts import PorterFacts
from lifecycle.selectors.proposal_surroundings import Content, Surroundings, as_set
from lifecycle.selectors.relatives import Dossier, Source
from lifecycle.selectors.sheet_facts import SheetFacts
from lifecycle.vocabulary.roles import ASSESSOR, AUTHOR, OWNER, PROJECT_LEAD
from workflow.machine import Facts, SubjectRow
from workflow.machine.later import JoinedMapping, KeyedValues, LaterMapping

#: The milestone that what the council decides counts from.
COUNCIL_DAY = "council_day"


@dataclass(frozen=True, kw_only=True)
class ProposalFacts(Facts):
    """What the guards of a proposal look at. Ids are those of people, institutions, proposals.

    Of a phase that has not been reached, it is as if nothing had been done yet. Each is read when
    first asked, for every proposal that was loaded with it.
    """

    around: Surroundings = field(
        default_factory=lambda: Surroundings((), date.min), repr=False, compare=False
    )

    def list_read(self) -> Collection[str]:
        """Return the names of the groups that were read around it, of those read with a lock."""
        return self.around.list_read()

    def take(self, found: Mapping[str, Any]) -> None:
        """Take groups that were read already, by their names."""
        self.around.take(found)

    @property
    def plan(self) -> PlanDays:
        """Return where its plan stands."""
        return self.around.plans.get(self.subject.parent_id or 0, PlanDays())

    @property
    def content(self) -> Content:
        """Return what its author wrote."""
        return self.around.contents.get(self.subject.id, Content())

    @property
    def open_suspicions(self) -> int:
        """Return how many suspected duplicates nobody has judged."""
        return self.around.origins.suspicions[self.subject.id]

    @property
    def leads_here(self) -> frozenset[int]:
        """Return the proposals that would be merged into this one."""
        return self.around.mergers.list_leading_to(self.subject.id)

    @property
    def dossiers(self) -> tuple[Dossier, ...]:
        """Return the dossiers that carry this idea."""
        return self.around.uptakes.list_dossiers(self.subject.id)

    @property
    def sources(self) -> tuple[Source, ...]:
        """Return the ideas that this dossier carries."""
        return self.around.uptakes.list_sources(self.subject.id)

    @property
    def candidates(self) -> tuple[int, ...]:
        """Return the institutions that may carry it, the first asked first."""
        return self.around.candidates[0].get(self.subject.id, ())

    @property
    def dissolved(self) -> frozenset[int]:
        """Return the candidates that do not exist any more."""
        return self.around.candidates[1] & frozenset(self.candidates)

    @property
    def asked(self) -> frozenset[int]:
        """Return the institutions that have answered or let their days pass."""
        return self.around.seats.asked.get(self.subject.id, frozenset())

    @property
    def assessors(self) -> frozenset[int]:
        """Return who can be seated today."""
        return self.around.pool.assessors

    @property
    def conflicts(self) -> Conflicts:
        """Return every conflict of the assessors who have one."""
        origins, key = self.around.origins, self.subject.id
        return self.around.pool.find_conflicts(
            key,
            authors=origins.authors.get(key, frozenset()),
            bodies=origins.bodies.get(key, frozenset()) | as_set(self.content.association_id),
        )

    @property
    def missing_scores(self) -> int:
        """Return how many seats of the open assessment have not decided."""
        return self.around.seats.missing_scores[self.subject.id]

    @property
    def has_minutes(self) -> bool:
        """Return whether minutes of a workshop are kept with it or with its plan."""
        return not self.around.with_minutes.isdisjoint({self.subject.id, self.subject.parent_id})

    @property
    def porters(self) -> PorterFacts:
        """Return the institutions that carry it."""
        return self.around.porters.get(self.subject.id, PorterFacts())

    @property
    def sheet(self) -> SheetFacts:
        """Return what is known of its commitment sheet."""
        return self.around.sheets.get(self.subject.id, SheetFacts())

    @property
    def consultation(self) -> ConsultationFacts:
        """Return what is known of its consultation."""
        return self.around.consultations.get(self.subject.id, ConsultationFacts())

    @property
    def convention(self) -> ConventionFacts:
        """Return what is known of its convention."""
        return self.around.conventions.get(self.subject.id, ConventionFacts())

    @property
    def council(self) -> CouncilFacts:
        """Return what is known of the council file it is in."""
        return self.around.councils.get(self.subject.id, CouncilFacts())

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
    """Return the facts of each proposal by id. Nothing is read before it is asked for.

    What comes after prioritization is not looked for around proposals that were never admitted.
    """
    around = Surroundings(rows, today)
    milestones = {
        plan_id: LaterMapping(partial(_find_milestones, around, plan_id))
        for plan_id in {row.parent_id or 0 for row in rows}
    }
    return {
        row.id: ProposalFacts(
            subject=row,
            today=today,
            people=KeyedValues(_PEOPLE, around, row.id),
            institutions=KeyedValues(_INSTITUTIONS, around, row.id),
            milestones=JoinedMapping(
                KeyedValues(_DAYS, around, row.id), milestones[row.parent_id or 0]
            ),
            around=around,
        )
        for row in rows
    }


def _find_milestones(around: Surroundings, plan_id: int) -> Mapping[str, date | None]:
    return around.plans.get(plan_id, PlanDays()).milestones


def _list_authors(around: Surroundings, key: int) -> frozenset[int]:
    return around.origins.authors.get(key, frozenset())


def _list_seated(around: Surroundings, key: int) -> frozenset[int]:
    return around.seats.seated.get(key, frozenset())


def _list_project_leads(around: Surroundings, key: int) -> frozenset[int]:
    return around.porters.get(key, PorterFacts()).project_lead_ids


def _list_owners(around: Surroundings, key: int) -> frozenset[int]:
    """List that of the lead porter; partners approve and sign, each in their seat."""
    return around.porters.get(key, PorterFacts()).leading_ids


def _find_council_day(around: Surroundings, key: int) -> date | None:
    return around.councils.get(key, CouncilFacts()).meets_on


_PEOPLE = {
    AUTHOR.code: _list_authors,
    ASSESSOR.code: _list_seated,
    PROJECT_LEAD.code: _list_project_leads,
}
_INSTITUTIONS = {OWNER.code: _list_owners}
_DAYS = {COUNCIL_DAY: _find_council_day}
