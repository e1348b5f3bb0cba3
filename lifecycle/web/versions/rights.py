"""Who reads the drafts of a plan, and who writes them."""

from django.http import HttpRequest

from lifecycle.selectors.visibility import READERS
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from lifecycle.web.rights import read_grants


def reads_drafts(request: HttpRequest) -> bool:
    """Return whether the reader follows the procedure, and so reads what is not frozen yet."""
    return read_grants(request).has_group(*READERS)


def is_team(request: HttpRequest) -> bool:
    """Return whether the reader writes the draft of a plan."""
    return read_grants(request).has_group(MINISTRY_TEAM.code)
