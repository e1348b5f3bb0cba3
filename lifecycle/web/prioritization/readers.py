"""Who reads what the assessors of a whole plan gave: those who run and follow the procedure."""

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
