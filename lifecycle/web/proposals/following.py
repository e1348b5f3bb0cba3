"""The link of a receipt: whoever has it follows the proposal, with or without an account."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lifecycle.selectors.following import get_followed
from lifecycle.selectors.proposals import explain_proposal, get_proposal
from lifecycle.selectors.readers import make_reader
from lifecycle.services.authors import confirm_authorship
from lifecycle.web.access import answer_refusals, require_person
from lifecycle.web.proposals.dossier import find_carrier, find_dossier
from lifecycle.web.proposals.kin import list_ties
from lifecycle.web.proposals.standing import describe_deadline, describe_state, list_steps
from lifecycle.web.rights import read_grants
from lifecycle.web.secrecy import keep_secret
from workflow.clock import current_clock
from workflow.exceptions import SubjectNotFoundError
from workflow.models import Via


@require_safe
@answer_refusals(find_dossier)
def show_receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the author the reference and the link, once the proposal is submitted."""
    grants = read_grants(request)
    explanation = explain_proposal(pk, actor=require_person(request), grants=grants)
    reader, proposal = make_reader(explanation.case, grants), get_proposal(pk)
    if not reader.is_author or not proposal.reference:
        raise SubjectNotFoundError(_("There is nothing here under this number."))
    url = request.build_absolute_uri(reverse("proposal_follow", args=[proposal.receipt_token]))
    shown = {"proposal": proposal, "follow_url": url, "waiting": explanation.waiting}
    return render(request, "lifecycle/proposals/receipt.html", shown)


@require_safe
@answer_refusals()
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """Show where the proposal stands: public facts alone."""
    followed = get_followed(token)
    proposal = followed.proposal
    shown = {
        "proposal": proposal,
        "token": token,
        "badge": describe_state(proposal.state),
        "deadline": describe_deadline(
            [each.due_on for each in followed.waiting], today=current_clock().today()
        ),
        "steps": list_steps(proposal),
        "holders": [str(each.role.label) for each in followed.waiting],
        "carried_by": find_carrier(followed.case.machine.states[proposal.state]),
        "ties": list_ties(followed.kinship),
        "entries": followed.history,
    }
    return keep_secret(render(request, "lifecycle/proposals/follow.html", shown))


@require_POST
@answer_refusals()
def claim(request: HttpRequest, token: str) -> HttpResponse:
    """Let whoever was written down as the author take the proposal as theirs."""
    proposal = confirm_authorship(token, actor=require_person(request), via=Via.WEB)
    messages.success(request, _("The proposal is yours: you can answer and withdraw it here."))
    return redirect("proposal", proposal.pk)
