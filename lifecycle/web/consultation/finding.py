"""Which consultation an address names, and what its reader is to it."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from lifecycle.models import Consultation, PlanVersionLine
from lifecycle.selectors.consultations import find_consultation
from lifecycle.selectors.contributions import list_own_lines
from lifecycle.vocabulary.roles import (
    COMMITTEE,
    COMMITTEE_CHAIR,
    MINISTRY_LEAD,
    MINISTRY_TEAM,
    MODERATOR,
    OBSERVER,
)
from lifecycle.web.access import require_person
from lifecycle.web.rights import read_grants
from workflow.exceptions import TransitionForbiddenError
from workflow.permissions import Grants


@dataclass(frozen=True)
class Standing:
    """What somebody may do with the contributions of a consultation."""

    grants: Grants
    #: The lines on which they propose answers.
    own_lines: frozenset[int] = frozenset()

    @property
    def answers(self) -> bool:
        """Return whether they write the answers of the ministry."""
        return self.grants.has_group(MINISTRY_TEAM.code)

    @property
    def moderates(self) -> bool:
        """Return whether they publish and withhold contributions."""
        return self.grants.has_group(MODERATOR.code, MINISTRY_TEAM.code)

    @property
    def is_ministry(self) -> bool:
        """Return whether they run the procedure."""
        return self.grants.has_group(MINISTRY_TEAM.code, MINISTRY_LEAD.code)

    @property
    def reads_all(self) -> bool:
        """Return whether they read every contribution, before it is published too."""
        followers = (COMMITTEE.code, COMMITTEE_CHAIR.code, OBSERVER.code, MINISTRY_LEAD.code)
        return self.moderates or self.grants.has_group(*followers)

    @property
    def reads_work(self) -> bool:
        """Return whether they read the contributions that are worked on, or those on own lines."""
        return self.reads_all or bool(self.own_lines)


def get_consultation_or_404(request: HttpRequest, pk: int) -> Consultation:
    """Return a consultation that the reader may read.

    Raises:
        Http404: there is none, or it is not announced yet.
    """
    found = find_consultation(pk, read_grants(request))
    if found is None:
        raise Http404
    return found


def find_standing(request: HttpRequest, consultation: Consultation) -> Standing:
    """Return what the reader may do with its contributions."""
    grants = read_grants(request)
    if not (grants.institutions or grants.subjects):
        return Standing(grants)
    lines = PlanVersionLine.objects.filter(version=consultation.plan_version_id)
    keys = lines.values_list("proposal_id", flat=True)
    return Standing(grants, list_own_lines(keys, grants))


def require_worker(request: HttpRequest, consultation: Consultation) -> Standing:
    """Return the standing of who works on contributions.

    Raises:
        TransitionForbiddenError: they do not, or have not signed in (403).
    """
    require_person(request)
    standing = find_standing(request, consultation)
    if not standing.reads_work:
        raise TransitionForbiddenError(
            _("Contributions are worked on by the ministry, moderators and the porters of a line.")
        )
    return standing


def find_url(pk: int, *_rest: object, **_named: object) -> str:
    """Return the address of a consultation."""
    return reverse("consultation", args=[pk])


def list_crumbs(consultation: Consultation, *words: str) -> list[dict[str, Any]]:
    """Return the way to a page of a consultation."""
    plan = consultation.plan
    crumbs = [
        {"words": _("Plans"), "url": reverse("plan_list")},
        {"words": plan.code, "url": reverse("plan", args=[plan.code])},
        {"words": consultation.title, "url": find_url(consultation.pk)},
        *[{"words": each, "url": ""} for each in words],
    ]
    crumbs[-1] = {**crumbs[-1], "url": ""}
    return crumbs
