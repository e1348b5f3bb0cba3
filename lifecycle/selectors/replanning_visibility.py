"""Who may read a replanning, twice: of one by its facts, and as the filter of a list."""

from datetime import date

from django.db.models import Q

from lifecycle.models import CommitmentPorter
from lifecycle.selectors.replanning_facts import ReplanningFacts
from lifecycle.selectors.visibility import INSTITUTION_READERS, READERS
from lifecycle.vocabulary import ReplanningState
from lifecycle.vocabulary.roles import ASKER, PROJECT_LEAD
from workflow.permissions.grants import Grants

#: Decided: everybody reads it with the history of the commitment.
DECIDED = frozenset({ReplanningState.ACCEPTED.value, ReplanningState.REFUSED.value})


def sees_replanning(grants: Grants, facts: ReplanningFacts) -> bool:
    """Return whether the holder of `grants` may read the request. Twin of the next.

    1. Everybody reads what was decided.
    2. Those who run and follow the procedure read all of them.
    3. The people of the institutions that carry the commitment read theirs, and so do who runs it
       and who asked.
    """
    if facts.subject.state in DECIDED:
        return True
    if not grants.is_authenticated:
        return False
    return (
        grants.has_group(*READERS)
        or not facts.carriers.isdisjoint(grants.institutions_of(*INSTITUTION_READERS))
        or facts.subject.parent_id in grants.subjects_of(PROJECT_LEAD.code)
        or grants.person_id in facts.people.get(ASKER.code, frozenset())
    )


def replannings_visible_to(grants: Grants, *, today: date) -> Q:
    """Return the filter of the requests the holder of `grants` may read. Twin of the one above.

    Needs no `distinct()`: relations are looked at in subqueries.
    """
    decided = Q(state__in=DECIDED)
    if not grants.is_authenticated:
        return decided
    if grants.has_group(*READERS):
        return Q()
    own = CommitmentPorter.objects.filter(
        institution__in=grants.institutions_of(*INSTITUTION_READERS)
    )
    return (
        decided
        | Q(commitment__in=own.values("commitment"))
        | Q(commitment__in=grants.subjects_of(PROJECT_LEAD.code))
        | Q(asked_by=grants.person_id)
    )
