"""Who reads the pages of people: the ministry team; who changes them: the ministry lead."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM
from lifecycle.web.access import require_person
from lifecycle.web.rights import read_grants
from workflow.exceptions import TransitionForbiddenError
from workflow.models import User


def require_ministry(request: HttpRequest) -> User:
    """Return who asks, somebody of the ministry.

    Raises:
        TransitionForbiddenError: they are not, or have not signed in (403).
    """
    person = require_person(request)
    if not read_grants(request).has_group(MINISTRY_TEAM.code, MINISTRY_LEAD.code):
        raise TransitionForbiddenError(
            _("Only these roles can do this: %(roles)s.")
            % {"roles": _(", ").join(map(str, (MINISTRY_TEAM, MINISTRY_LEAD)))}
        )
    return person


def is_lead(request: HttpRequest) -> bool:
    """Return whether the reader gives rights."""
    return read_grants(request).has_group(MINISTRY_LEAD.code)


def require_lead_reader(request: HttpRequest) -> User:
    """Return who asks, a ministry lead.

    Raises:
        TransitionForbiddenError: they are not, or have not signed in (403).
    """
    person = require_person(request)
    if not is_lead(request):
        raise TransitionForbiddenError(
            _("Only this role can do this: %(roles)s.") % {"roles": MINISTRY_LEAD}
        )
    return person
