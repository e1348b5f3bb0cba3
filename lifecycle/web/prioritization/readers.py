"""Who reads what the assessors of a whole plan gave: those who run and follow the procedure."""

from lifecycle.selectors.assessment import has_seats
from lifecycle.services.access import check_group
from lifecycle.vocabulary.roles import (
    COMMITTEE,
    COMMITTEE_CHAIR,
    MINISTRY_LEAD,
    MINISTRY_TEAM,
    OBSERVER,
)
from workflow.permissions.grants import Grants

_ROLES = (MINISTRY_TEAM, MINISTRY_LEAD, COMMITTEE, COMMITTEE_CHAIR, OBSERVER)
#: Their codes.
READERS = tuple(role.code for role in _ROLES)


def check_reader(grants: Grants) -> None:
    """Do nothing when the person may read the ranking.

    Raises:
        TransitionForbiddenError: they may not.
    """
    check_group(grants, *_ROLES)


def finds_something(grants: Grants) -> bool:
    """Return whether the page of the assessment shows the person anything.

    It does to those who follow the rounds, and to whoever ever had a seat, which costs a statement.
    """
    is_reader = grants.has_group(*READERS)
    return is_reader or (grants.is_authenticated and has_seats(grants.person_id))
