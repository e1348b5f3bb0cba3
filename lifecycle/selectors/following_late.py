"""Who follows what is late: the committee and the ministry everywhere, institutions their own."""

from lifecycle.selectors.late import Scope
from lifecycle.vocabulary.roles import (
    COMMITTEE,
    COMMITTEE_CHAIR,
    FOCAL_POINT,
    MINISTRY_LEAD,
    MINISTRY_TEAM,
    OBSERVER,
    OWNER,
    PROJECT_LEAD,
    SUPERIOR,
)
from workflow.permissions import Grants

#: They read the list of all that is late.
LIST_READERS = (MINISTRY_TEAM, MINISTRY_LEAD, COMMITTEE, COMMITTEE_CHAIR, OBSERVER)
#: They read what is open of any institution they choose.
MINISTRY = (MINISTRY_TEAM, MINISTRY_LEAD)
#: They read what is open of their own institution.
ANSWERING = (FOCAL_POINT, SUPERIOR, OWNER, PROJECT_LEAD)


def reads_list(grants: Grants) -> bool:
    """Return whether the holder of `grants` reads the list of all that is late."""
    return grants.has_group(*(role.code for role in LIST_READERS))


def chooses_institution(grants: Grants) -> bool:
    """Return whether the holder of `grants` reads what is open of any institution."""
    return grants.has_group(*(role.code for role in MINISTRY))


def list_own_institutions(grants: Grants) -> frozenset[int]:
    """Return the institutions the holder of `grants` answers for, in whichever role."""
    return grants.institutions_of(*(role.code for role in ANSWERING))


def find_own_scope(grants: Grants) -> Scope | None:
    """Return what of the commitments is the reader's own, None when they answer for nothing."""
    institutions = list_own_institutions(grants)
    commitments = grants.subjects_of(PROJECT_LEAD.code)
    if not institutions and not commitments:
        return None
    return Scope(institutions=institutions, commitments=commitments)
