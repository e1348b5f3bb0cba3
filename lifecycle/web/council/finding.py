"""Which council file an address names, who keeps it, and the way to its pages."""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from lifecycle.models import ActionPlan, Council
from lifecycle.selectors.councils import find_council
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM
from lifecycle.web.access import require_person
from lifecycle.web.rights import read_grants
from workflow.exceptions import TransitionForbiddenError
from workflow.models import User


def get_council_or_404(request: HttpRequest, pk: int) -> Council:
    """Return a file that the reader may read.

    Raises:
        Http404: there is none, or it is not decided yet and not for them.
    """
    found = find_council(pk, read_grants(request))
    if found is None:
        raise Http404
    return found


def is_keeper(request: HttpRequest) -> bool:
    """Return whether the reader puts council files together."""
    return read_grants(request).has_group(MINISTRY_TEAM.code, MINISTRY_LEAD.code)


def require_keeper(request: HttpRequest) -> User:
    """Return who asks, somebody of the ministry.

    Raises:
        TransitionForbiddenError: they are not, or have not signed in (403).
    """
    person = require_person(request)
    if not is_keeper(request):
        raise TransitionForbiddenError(
            _("Only these roles can do this: %(roles)s.")
            % {"roles": _(", ").join([str(MINISTRY_TEAM.label), str(MINISTRY_LEAD.label)])}
        )
    return person


def find_url(pk: int, *_rest: object, **_named: object) -> str:
    """Return the address of a file."""
    return reverse("council", args=[pk])


def list_crumbs(plan: ActionPlan, council: Council | None, *words: str) -> list[dict[str, Any]]:
    """Return the way to a page of the files of a plan; the last words are the page itself."""
    crumbs = [
        {"words": _("Plans"), "url": reverse("plan_list")},
        {"words": plan.code, "url": reverse("plan", args=[plan.code])},
        {"words": _("Government council"), "url": reverse("council_list", args=[plan.code])},
    ]
    if council is not None:
        crumbs.append({"words": council.reference, "url": find_url(council.pk)})
    crumbs += [{"words": each, "url": ""} for each in words]
    crumbs[-1] = {**crumbs[-1], "url": ""}
    return crumbs
