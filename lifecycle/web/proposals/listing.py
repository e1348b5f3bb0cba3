"""The list of proposals: one's own, and those everybody may read, with filters in the address."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lifecycle.models import Proposal
from lifecycle.selectors.authorship import name_publicly
from lifecycle.selectors.proposal_list import (
    PAGE_SIZE,
    Filters,
    list_plans_with_proposals,
    list_themes,
    query_own,
    query_published,
)
from lifecycle.selectors.receiving import list_receiving_plans
from lifecycle.vocabulary import PROPOSAL_PHASES, ContentLanguage
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from lifecycle.web.proposals.standing import describe_state, find_phase
from lifecycle.web.rights import read_grants
from lifecycle.web.work.badges import Badge
from workflow.clock import current_clock
from workflow.permissions import Grants

MINE, PUBLIC = "mine", "public"
#: A longer search is none anybody typed.
WORDS_MAX_LENGTH = 100


@dataclass(frozen=True)
class Line:
    """A proposal in the list."""

    proposal: Proposal
    badge: Badge
    phase: str
    author: str


@require_safe
def list_proposals(request: HttpRequest) -> HttpResponse:
    """Show the reader's own proposals, or everybody's."""
    grants = read_grants(request)
    whose, filters = _read_whose(request, grants), _read_filters(request)
    page = Paginator(_query(whose, filters, grants), PAGE_SIZE).get_page(request.GET.get("page"))
    shown = {
        "page": page,
        "lines": [_describe(proposal) for proposal in page],
        "whose": whose,
        "is_mine": whose == MINE,
        "filters": filters,
        "chips": _list_chips(whose) if grants.is_authenticated else [],
        "themes": list_themes(),
        "plans": list_plans_with_proposals(),
        "phases": [(each.value, each.label) for each in PROPOSAL_PHASES],
        "languages_written": ContentLanguage.choices,
        "is_receiving": bool(list_receiving_plans(today=current_clock().today())),
        "may_record": grants.has_group(MINISTRY_TEAM.code),
    }
    return render(request, "lifecycle/proposals/list.html", shown)


def _read_whose(request: HttpRequest, grants: Grants) -> str:
    """Return whose proposals are asked for; citizens see their own first."""
    asked = request.GET.get("whose", "")
    if not grants.is_authenticated or asked == PUBLIC:
        return PUBLIC
    holds_role = bool(grants.groups or grants.institutions or grants.subjects)
    return MINE if asked == MINE or not holds_role else PUBLIC


def _read_filters(request: HttpRequest) -> Filters:
    return Filters(
        plan=request.GET.get("plan", "").replace("\0", ""),
        theme=request.GET.get("theme", ""),
        phase=request.GET.get("phase", ""),
        language=request.GET.get("language", ""),
        words=request.GET.get("words", "").replace("\0", "").strip()[:WORDS_MAX_LENGTH],
    )


def _query(whose: str, filters: Filters, grants: Grants) -> QuerySet[Proposal]:
    if whose == MINE and grants.person_id is not None:
        return query_own(grants.person_id, filters)
    return query_published(filters)


def _list_chips(whose: str) -> list[dict[str, object]]:
    base = reverse("proposal_list")
    words = {MINE: _("My proposals"), PUBLIC: _("Published proposals")}
    return [
        {"words": words[each], "url": f"{base}?whose={each}", "is_on": each == whose, "count": None}
        for each in (MINE, PUBLIC)
    ]


def _describe(proposal: Proposal) -> Line:
    phase = find_phase(proposal.state, proposal.left_phase)
    return Line(
        proposal=proposal,
        badge=describe_state(proposal.state),
        phase=str(phase.label) if phase is not None else "",
        author=name_publicly(proposal, list(proposal.authors.all())),
    )
