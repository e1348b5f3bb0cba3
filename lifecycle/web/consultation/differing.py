"""What changed in a line since it was consulted on: written by the ministry, read by everybody."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lifecycle.selectors.consultations import read_difference
from lifecycle.selectors.proposals import explain_proposal, get_proposal
from lifecycle.services import consultations
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from lifecycle.web.access import answer_refusals, find_person, require_person
from lifecycle.web.proposals.dossier import find_dossier
from lifecycle.web.proposals.dossier import list_crumbs as list_dossier_crumbs
from lifecycle.web.rights import list_role_codes, read_grants
from workflow.models import Via


@require_safe
@answer_refusals(find_dossier)
def show_difference(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what changed, word by word; before it is published, to those who hold a role."""
    grants = read_grants(request)
    explain_proposal(pk, actor=find_person(request), grants=grants)
    proposal = get_proposal(pk)
    found = read_difference(proposal)
    if found is None or not (found.is_public or list_role_codes(grants)):
        raise Http404
    title = _("What changed since the consultation")
    shown = {
        "proposal": proposal,
        "title": title,
        "found": found,
        "may_publish": not found.is_public and grants.has_group(MINISTRY_TEAM.code),
        "crumbs": list_dossier_crumbs(proposal.reference, title, proposal_id=pk),
    }
    return render(request, "lifecycle/consultation/difference.html", shown)


@require_POST
@answer_refusals(find_dossier)
def publish_difference(request: HttpRequest, pk: int) -> HttpResponse:
    """Let everybody read what changed."""
    consultations.publish_difference(pk, actor=require_person(request), via=Via.WEB)
    messages.success(request, _("Everybody can read what changed since the consultation."))
    return HttpResponseRedirect(reverse("proposal_difference", args=[pk]))
