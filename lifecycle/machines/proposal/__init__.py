"""The machine of proposals: seven phases, from an idea to what the government adopted."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django.db.models import Q, QuerySet

from lifecycle.machines.proposal.aside import Aside
from lifecycle.machines.proposal.births import Births
from lifecycle.machines.proposal.consultation import Consultation
from lifecycle.machines.proposal.convention_signature import ConventionSignature
from lifecycle.machines.proposal.government_adoption import GovernmentAdoption
from lifecycle.machines.proposal.porter_identification import PorterIdentification
from lifecycle.machines.proposal.prioritization import Prioritization
from lifecycle.machines.proposal.sheet_drafting import SheetDrafting
from lifecycle.machines.proposal.states import At
from lifecycle.machines.proposal.submission import Merging, Submission
from lifecycle.phases import (
    assessment,
    consultation,
    convention_signature,
    duplicates,
    government_adoption,
    porter_identification,
    records,
    setting_aside,
    sheet_drafting,
    submission,
    uptakes,
)
from lifecycle.selectors.proposal_facts import ProposalFacts, load_proposal_facts
from lifecycle.selectors.proposal_surroundings import AHEAD
from lifecycle.selectors.visibility import READERS, proposals_visible_to, sees_proposal
from workflow.machine import FactGroup, StateMachine, SubjectRow
from workflow.permissions.grants import Grants


class ProposalMachine(StateMachine):
    """The road of a proposal. Its states, guards and chapters stand in modules of their own."""

    kind = "proposal"
    model = "lifecycle.Proposal"
    version = "2026.1"
    parts = (
        At,
        submission.Needs,
        duplicates.Needs,
        assessment.Needs,
        uptakes.Needs,
        porter_identification.Needs,
        sheet_drafting.Needs,
        consultation.Needs,
        convention_signature.Needs,
        government_adoption.Needs,
        setting_aside.Needs,
        Births,
        Submission,
        Merging,
        Prioritization,
        PorterIdentification,
        SheetDrafting,
        Consultation,
        ConventionSignature,
        GovernmentAdoption,
        Aside,
    )
    ahead: ClassVar[Mapping[str, FactGroup]] = AHEAD
    paper_documents: ClassVar[Callable[[Any], QuerySet[Any]] | None] = records.list_paper_acts

    @classmethod
    def load_facts(
        cls, subjects: Sequence[SubjectRow], *, today: date
    ) -> Mapping[int, ProposalFacts]:
        """Return the facts of each proposal by id, in a fixed number of statements."""
        return load_proposal_facts(subjects, today=today)

    @classmethod
    def sees(cls, grants: Grants, facts: ProposalFacts) -> bool:
        """Return whether the holder of `grants` may read the proposal."""
        return sees_proposal(grants, facts)

    @classmethod
    def names_people(cls, grants: Grants) -> bool:
        """Return whether the holder of `grants` follows the procedure, and so knows its people."""
        return grants.has_group(*READERS)

    @classmethod
    def visible_to(cls, grants: Grants, *, today: date) -> Q:
        """Return the filter of the proposals the holder of `grants` may read."""
        return proposals_visible_to(grants, today=today)
