"""Who reads the pages of time, and who changes what they show."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from lifecycle.selectors.ladders import may_read_ladders
from lifecycle.services.access import check_group
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM
from lifecycle.web.access import require_person
from lifecycle.web.rights import read_grants
from workflow.exceptions import TransitionForbiddenError
from workflow.models import User


def require_staff(request: HttpRequest) -> User:
    """Return who asks, somebody with a role.

    Raises:
        TransitionForbiddenError: they hold none, or have not signed in (403).
    """
    person = require_person(request)
    if not may_read_ladders(read_grants(request)):
        raise TransitionForbiddenError(_("Only those who hold a role read this."))
    return person


def require_ministry(request: HttpRequest) -> User:
    """Return who asks, somebody of the ministry.

    Raises:
        TransitionForbiddenError: they are not, or have not signed in (403).
    """
    person = require_person(request)
    check_group(read_grants(request), MINISTRY_TEAM, MINISTRY_LEAD)
    return person


def require_lead(request: HttpRequest) -> User:
    """Return who asks, a ministry lead.

    Raises:
        TransitionForbiddenError: they are not, or have not signed in (403).
    """
    person = require_person(request)
    check_group(read_grants(request), MINISTRY_LEAD)
    return person


def is_lead(request: HttpRequest) -> bool:
    """Return whether the reader rules the ladders and the calendar."""
    return read_grants(request).has_group(MINISTRY_LEAD.code)


def is_ministry(request: HttpRequest) -> bool:
    """Return whether the reader lets escalations go, or holds them back."""
    return read_grants(request).has_group(MINISTRY_TEAM.code, MINISTRY_LEAD.code)
