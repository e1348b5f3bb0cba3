"""The whole history of a proposal, page by page."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lifecycle.selectors.proposals import explain_proposal, get_proposal
from lifecycle.selectors.readers import make_reader
from lifecycle.selectors.timeline import describe_events, query_events
from lifecycle.web.access import answer_refusals, find_person
from lifecycle.web.proposals.dossier import find_dossier, list_crumbs
from lifecycle.web.rights import read_grants
from workflow.clock import current_clock

PAGE_SIZE = 30


@require_safe
@answer_refusals(find_dossier)
def show_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what happened to a proposal, the latest first."""
    grants = read_grants(request)
    case = explain_proposal(pk, actor=find_person(request), grants=grants).case
    reader, proposal = make_reader(case, grants), get_proposal(pk)
    page = Paginator(query_events(case, reader), PAGE_SIZE).get_page(request.GET.get("page"))
    shown = {
        "proposal": proposal,
        "page": page,
        "entries": describe_events(page, case, reader, today=current_clock().today()),
        "crumbs": list_crumbs(proposal.reference or _("Draft"), _("History"), proposal_id=pk),
    }
    return render(request, "lifecycle/proposals/history.html", shown)
