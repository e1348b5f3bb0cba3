"""The ministry writes down what somebody said at an event or sent in a letter."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lifecycle.models import ActionPlan, Proposal
from lifecycle.selectors.receiving import find_receiving_plan
from lifecycle.services.proposals import record_proposal
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from lifecycle.web.access import answer_refusals, require_person
from lifecycle.web.proposals.dossier import list_crumbs
from lifecycle.web.proposals.forms import RECORDED, RecordingForm, make_initial
from lifecycle.web.proposals.writing import check_files, choose_plan, keep_files
from lifecycle.web.rights import read_grants
from lifecycle.web.rows import leave_unchecked
from workflow.clock import current_clock
from workflow.exceptions import InputError, KeyReusedError, TransitionForbiddenError
from workflow.models import User, Via


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals()
def record(request: HttpRequest) -> HttpResponse:
    """Show an empty form, or record the proposal it holds."""
    person = _require_team(request)
    plan = find_receiving_plan(request.GET.get("plan", ""), today=current_clock().today())
    if plan is None:
        return choose_plan(request)
    if request.method != "POST":
        return _show(request, plan, RecordingForm(plan, initial=_make_initial()))
    form = RecordingForm(plan, request.POST, request.FILES)
    if "more" in request.POST:
        return _show(request, plan, leave_unchecked(form))
    try:
        proposal = _record(plan, person, form)
    except InputError as error:
        form.take_errors(error)
        return _show(request, plan, form, status=422)
    except KeyReusedError as error:
        form.renew(version=None)
        form.take_errors(InputError({"": [str(error)]}))
        return _show(request, plan, form, status=409)
    words = _("Recorded under the reference %(reference)s.") % {"reference": proposal.reference}
    messages.success(request, words)
    return redirect("proposal", proposal.pk)


def _require_team(request: HttpRequest) -> User:
    """Return who is signed in.

    Raises:
        TransitionForbiddenError: nobody is, or somebody who records nothing.
    """
    person = require_person(request)
    if not read_grants(request).has_group(MINISTRY_TEAM.code):
        raise TransitionForbiddenError(_("Only the ministry team records proposals for others."))
    return person


def _record(plan: ActionPlan, person: User, form: RecordingForm) -> Proposal:
    check_files(form)
    proposal = record_proposal(
        plan=plan,
        actor=person,
        values=form.read_values(RECORDED),
        authors=form.read_authors(),
        key=form.read_key(),
        via=Via.WEB,
    )
    if proposal.version == 1:
        # A form that was sent twice finds what was recorded, and its files with it.
        keep_files(proposal, form, person)
    return proposal


def _make_initial() -> dict[str, Any]:
    language = (get_language() or "fr")[:2]
    return {**make_initial(None, language), "received_on": current_clock().today()}


def _show(
    request: HttpRequest, plan: ActionPlan, form: RecordingForm, *, status: int = 200
) -> HttpResponse:
    shown = {
        "plan": plan,
        "form": form,
        "title": _("Record a proposal for somebody"),
        "crumbs": list_crumbs(_("Record a proposal")),
        "is_recording": True,
    }
    return render(request, "lifecycle/proposals/write.html", shown, status=status)
