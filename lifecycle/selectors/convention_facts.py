"""What the guards of a proposal know of its convention."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from lifecycle.models import ConventionAnnex
from lifecycle.selectors.convention_agreements import Agreement, load_agreements
from lifecycle.vocabulary import ConventionState
from workflow.machine import SubjectRow
from workflow.prepared import prepared


@dataclass(frozen=True)
class ConventionFacts:
    """The convention's line of a proposal. `unsigned` None: its parties have not been named.

    A party whose text changed after it signed has not signed.
    """

    convention_id: int | None = None
    unsigned: int | None = None
    signatures_match_the_text: bool = False
    #: It binds already: whose signature is missing is asked by an amendment only.
    is_in_force: bool = False


def load_convention_facts(
    rows: Sequence[SubjectRow], *, today: date
) -> Mapping[int, ConventionFacts]:
    """Return what is known of the convention of each proposal, in six statements."""
    conventions = dict(_list_annexed(row.id for row in rows))
    agreements = load_agreements(set(conventions.values()))
    return {
        proposal_id: _assemble(key, agreements[key], proposal_id)
        for proposal_id, key in conventions.items()
    }


@prepared
def _list_annexed(proposals: Iterable[int]) -> QuerySet[ConventionAnnex, tuple[int, int]]:
    annexes = ConventionAnnex.objects.filter(
        proposal__in=proposals, removed_at__isnull=True, left_on__isnull=True
    )
    return annexes.order_by().values_list("proposal_id", "convention_id")


def _assemble(convention_id: int, agreement: Agreement, proposal_id: int) -> ConventionFacts:
    line = next(each for each in agreement.lines if each.proposal_id == proposal_id)
    if not line.sheet.porter_ids or not agreement.party_ids:
        return ConventionFacts(convention_id)
    unsigned = len(agreement.list_unsigned(line))
    return ConventionFacts(
        convention_id,
        unsigned,
        signatures_match_the_text=not unsigned,
        is_in_force=agreement.state == ConventionState.IN_FORCE.value,
    )
