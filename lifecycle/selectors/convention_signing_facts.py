"""The facts of conventions: all that their guards may know, in a fixed number of statements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from lifecycle.selectors.convention_agreements import Agreement, AnnexedLine, load_agreements
from lifecycle.vocabulary.roles import OWNER
from workflow.machine import Facts, SubjectRow
from workflow.models import Waiver
from workflow.prepared import prepared

#: The guard of a dossier that the lead waives when a party of its line does not sign.
ALL_PARTIES_SIGNED = "all_parties_signed"


@dataclass(frozen=True, kw_only=True)
class SigningFacts(Facts):
    """A convention as its signatures see it, and the dossiers whose missing ones are waived."""

    agreement: Agreement = field(default_factory=Agreement)
    waived_ids: frozenset[int] = frozenset()

    def is_complete(self, line: AnnexedLine) -> bool:
        """Return whether nothing is missing under this line, or the lead does without."""
        return (
            bool(line.sheet.porter_ids) and not self.agreement.list_unsigned(line)
        ) or line.proposal_id in self.waived_ids


def needs_every_seat(facts: Facts) -> bool:
    """Return whether the subject is a convention that binds nobody before all have signed it."""
    return isinstance(facts, SigningFacts) and not facts.agreement.allows_partial


def load_signing_facts(rows: Sequence[SubjectRow], *, today: date) -> Mapping[int, SigningFacts]:
    """Return the facts of each convention by id, in six statements, seven after a succession."""
    agreements = load_agreements([row.id for row in rows])
    waived = frozenset(
        list_waived(
            line.proposal_id for agreement in agreements.values() for line in agreement.lines
        )
    )
    facts = {}
    for row in rows:
        agreement = agreements.get(row.id, Agreement())
        facts[row.id] = SigningFacts(
            subject=row,
            today=today,
            institutions={OWNER.code: frozenset(agreement.party_ids)},
            milestones={"plan_end": agreement.plan_ends_on},
            agreement=agreement,
            waived_ids=waived & {line.proposal_id for line in agreement.lines},
        )
    return facts


@prepared
def list_waived(proposals: Iterable[int]) -> QuerySet[Waiver, int]:
    """Return those of these dossiers whose missing signatures are waived, in one statement."""
    found = Waiver.objects.filter(subject__in=proposals, guard=ALL_PARTIES_SIGNED)
    return found.values_list("subject_id", flat=True)
