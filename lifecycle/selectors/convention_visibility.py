"""Who may read a convention, twice: of one by its facts, and as the filter of a list."""

from datetime import date

from django.db.models import Q

from lifecycle.models import ConventionAnnex, ConventionParty
from lifecycle.selectors.convention_signing_facts import SigningFacts
from lifecycle.selectors.visibility import INSTITUTION_READERS, READERS
from lifecycle.vocabulary import ConventionState
from lifecycle.vocabulary.roles import PROJECT_LEAD
from workflow.permissions.grants import Grants

#: It binds, or did: everybody reads it.
PUBLIC_STATES = frozenset(
    {
        ConventionState.IN_FORCE.value,
        ConventionState.AMENDING.value,
        ConventionState.TERMINATED.value,
        ConventionState.EXPIRED.value,
    }
)


def sees_convention(grants: Grants, facts: SigningFacts) -> bool:
    """Return whether the holder of `grants` may read the convention. Twin of the next.

    1. Everybody reads what is or was in force.
    2. Those who run and follow the procedure read all of them.
    3. The people of its parties read theirs, and who runs one of its dossiers does.
    """
    if facts.subject.state in PUBLIC_STATES:
        return True
    if not grants.is_authenticated:
        return False
    own = grants.institutions_of(*INSTITUTION_READERS)
    run = grants.subjects_of(PROJECT_LEAD.code)
    return (
        grants.has_group(*READERS)
        or not own.isdisjoint(facts.agreement.party_ids)
        or any(line.proposal_id in run for line in facts.agreement.lines)
    )


def conventions_visible_to(grants: Grants, *, today: date) -> Q:
    """Return the filter of the conventions the holder of `grants` may read. Twin of the one above.

    Needs no `distinct()`: relations are looked at in subqueries.
    """
    public = Q(state__in=PUBLIC_STATES)
    if not grants.is_authenticated:
        return public
    if grants.has_group(*READERS):
        return Q()
    own = grants.institutions_of(*INSTITUTION_READERS)
    parties = ConventionParty.objects.filter(institution__in=own)
    run = ConventionAnnex.objects.filter(
        proposal__in=grants.subjects_of(PROJECT_LEAD.code),
        removed_at__isnull=True,
        left_on__isnull=True,
    )
    return public | Q(pk__in=parties.values("convention")) | Q(pk__in=run.values("convention"))
