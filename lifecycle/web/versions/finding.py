"""Which version of a plan an address names: a draft is read by those who follow the procedure."""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from lifecycle.models import ActionPlan, PlanVersion
from lifecycle.selectors.plan_versions import LineRead, find_line, find_version
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from lifecycle.web.access import require_person
from lifecycle.web.plans.reading import get_plan_or_404
from lifecycle.web.versions.rights import is_team, reads_drafts
from workflow.exceptions import TransitionForbiddenError
from workflow.models import User


def require_team(request: HttpRequest) -> User:
    """Return who asks, somebody of the ministry team.

    Raises:
        TransitionForbiddenError: they are not, or have not signed in (403).
    """
    person = require_person(request)
    if not is_team(request):
        raise TransitionForbiddenError(
            _("Only this role can do this: %(roles)s.") % {"roles": MINISTRY_TEAM}
        )
    return person


def get_version_or_404(request: HttpRequest, code: str, number: int) -> PlanVersion:
    """Return a version that the reader may read.

    Raises:
        Http404: there is none, or it is a draft and not for them.
    """
    plan = get_plan_or_404(code)
    version = find_version(plan, number, frozen_only=not reads_drafts(request))
    if version is None:
        raise Http404
    return version


def get_line_or_404(version: PlanVersion, proposal: int) -> LineRead:
    """Return the line of a dossier in a version that the reader may read.

    Raises:
        Http404: the version has no such line.
    """
    line = find_line(version, proposal)
    if line is None:
        raise Http404
    return line


def list_crumbs(plan: ActionPlan, *words: str, number: int | None = None) -> list[dict[str, Any]]:
    """Return the way to a page of the versions of a plan; the last words are the page itself."""
    crumbs = [
        {"words": _("Plans"), "url": reverse("plan_list")},
        {"words": plan.code, "url": reverse("plan", args=[plan.code])},
        {"words": _("Versions"), "url": reverse("version_list", args=[plan.code])},
    ]
    if number is not None:
        url = reverse("version", args=[plan.code, number])
        crumbs.append({"words": _("Version %(number)d") % {"number": number}, "url": url})
    crumbs += [{"words": each, "url": ""} for each in words]
    crumbs[-1] = {**crumbs[-1], "url": ""}
    return crumbs
