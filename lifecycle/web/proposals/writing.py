"""Writing a proposal: begun as a draft, edited, and submitted once its author has read it again."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lifecycle.models import ActionPlan, Proposal
from lifecycle.selectors.proposals import explain_proposal, get_proposal
from lifecycle.selectors.readers import make_reader
from lifecycle.selectors.receiving import find_receiving_plan, list_receiving_plans
from lifecycle.selectors.timeline import HistoryEntry, list_since
from lifecycle.services.attachments import attach, check_file
from lifecycle.services.proposals import WRITABLE_STATES, create_draft, edit_draft
from lifecycle.vocabulary import ProposalState
from lifecycle.web.access import answer_refusals, require_person
from lifecycle.web.proposals.dossier import find_dossier, list_crumbs
from lifecycle.web.proposals.forms import WritingForm, make_initial
from lifecycle.web.rights import read_grants
from workflow.clock import current_clock
from workflow.engine import Explanation
from workflow.exceptions import (
    InputError,
    KeyReusedError,
    StaleSubjectError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import User, Via

#: What a writer may go on to, once the draft is kept.
SUBMIT = "submit"


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals()
def begin_proposal(request: HttpRequest) -> HttpResponse:
    """Show an empty form, or keep what it holds as a draft."""
    person = require_person(request)
    plan = find_receiving_plan(request.GET.get("plan", ""), today=current_clock().today())
    if plan is None:
        return choose_plan(request)
    if request.method != "POST":
        form = WritingForm(plan, initial=make_initial(None, (get_language() or "fr")[:2]))
        return _show_new(request, plan, form)
    form = WritingForm(plan, request.POST, request.FILES)
    try:
        proposal = _create(plan, person, form)
    except InputError as error:
        form.take_errors(error)
        return _show_new(request, plan, form, status=422)
    except KeyReusedError as error:
        form.renew(version=None)
        form.take_errors(InputError({"": [str(error)]}))
        return _show_new(request, plan, form, status=409)
    return _go_on(request, proposal)


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals(find_dossier)
def edit_proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is written, or keep what was changed in it."""
    person = require_person(request)
    explanation = _explain_for_author(request, pk, person)
    proposal = get_proposal(pk)
    if request.method != "POST":
        form = WritingForm(proposal.plan, initial=make_initial(proposal, proposal.language))
        return _show_edit(request, proposal, form)
    form = WritingForm(proposal.plan, request.POST, request.FILES)
    try:
        _edit(proposal, person, form)
    except InputError as error:
        form.take_errors(error)
        return _show_edit(request, proposal, form, status=422)
    except StaleSubjectError as error:
        changes = _list_changes(request, explanation, form)
        form.renew(version=error.version)
        return _show_edit(request, proposal, form, status=409, changes=changes)
    return _go_on(request, proposal)


def choose_plan(request: HttpRequest) -> HttpResponse:
    """Show the plans that receive proposals, or say that none does."""
    shown = {
        "plans": list_receiving_plans(today=current_clock().today()),
        "crumbs": list_crumbs(_("New proposal")),
    }
    return render(request, "lifecycle/proposals/choose_plan.html", shown)


def keep_files(proposal: Proposal, form: WritingForm, person: User) -> None:
    """Keep the files of the form with the proposal.

    Raises:
        InputError: one cannot be taken.
    """
    for upload in form.list_files():
        attach(proposal.pk, upload=upload, purpose=form.purpose, actor=person, via=Via.WEB)


def check_files(form: WritingForm) -> None:
    """Do nothing when every file can be taken, before anything is written.

    Raises:
        InputError: one cannot; all problems are named.
    """
    problems: list[str] = []
    for upload in form.list_files():
        try:
            check_file(upload)
        except InputError as error:
            problems += [words for each in error.errors.values() for words in each]
    if problems:
        raise InputError({"documents": problems})


def _check(form: WritingForm) -> None:
    """Do nothing when the draft can be found again and its files can be taken.

    Raises:
        InputError: it has no title, or a file cannot be taken.
    """
    errors: dict[str, list[str]] = {}
    if not form.read_values()["title"].strip():
        errors["title"] = [_("Give it a title, by which you find it again.")]
    try:
        check_files(form)
    except InputError as error:
        errors |= error.errors
    if errors:
        raise InputError(errors)


def _create(plan: ActionPlan, person: User, form: WritingForm) -> Proposal:
    _check(form)
    proposal = create_draft(
        plan=plan, actor=person, values=form.read_values(), key=form.read_key(), via=Via.WEB
    )
    if proposal.version == 1:
        # A form that was sent twice finds its draft, and its files with it.
        keep_files(proposal, form, person)
    return proposal


def _edit(proposal: Proposal, person: User, form: WritingForm) -> None:
    _check(form)
    edit_draft(
        proposal,
        actor=person,
        values=form.read_values(),
        expect=form.read_expect(),
        via=Via.WEB,
    )
    keep_files(proposal, form, person)


def _explain_for_author(request: HttpRequest, pk: int, person: User) -> Explanation:
    """Return the proposal as it stands, for the author who still writes it.

    Raises:
        SubjectNotFoundError: there is none, or they may not see it (404).
        TransitionForbiddenError: it is somebody else's (403).
        TransitionRefusedError: it is not being written any more (409).
    """
    grants = read_grants(request)
    explanation = explain_proposal(pk, actor=person, grants=grants)
    if not make_reader(explanation.case, grants).is_author:
        raise TransitionForbiddenError(_("Only its author writes a proposal."))
    if explanation.state not in WRITABLE_STATES:
        raise TransitionRefusedError(
            _("A proposal is written before it is submitted, and while a question is open.")
        )
    return explanation


def _list_changes(
    request: HttpRequest, explanation: Explanation, form: WritingForm
) -> list[HistoryEntry]:
    reader = make_reader(explanation.case, read_grants(request))
    today = current_clock().today()
    return list_since(explanation.case, reader, seq=form.find_expect(), today=today)


def _go_on(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    reasons: list[str] = []
    if request.POST.get("next") == SUBMIT:
        reasons = _list_missing(request, proposal)
        if not reasons:
            return redirect("proposal_transition", proposal.pk, SUBMIT)
    messages.success(request, _("Your draft is kept; nobody else sees it."))
    for reason in reasons:
        messages.warning(request, reason)
    return redirect("proposal", proposal.pk)


def _list_missing(request: HttpRequest, proposal: Proposal) -> list[str]:
    """Return every reason why the draft, which is kept, cannot be submitted yet."""
    person = require_person(request)
    explained = explain_proposal(proposal.pk, actor=person, grants=read_grants(request)).find(
        SUBMIT
    )
    return [reason.message for reason in explained.reasons] if explained else []


def _show_new(
    request: HttpRequest, plan: ActionPlan, form: WritingForm, *, status: int = 200
) -> HttpResponse:
    shown = {
        "plan": plan,
        "form": form,
        "title": _("New proposal"),
        "crumbs": list_crumbs(_("New proposal")),
        "may_submit": True,
    }
    return render(request, "lifecycle/proposals/write.html", shown, status=status)


def _show_edit(
    request: HttpRequest, proposal: Proposal, form: WritingForm, **extra: Any
) -> HttpResponse:
    status = extra.pop("status", 200)
    words = proposal.reference or _("Draft")
    shown = {
        "plan": proposal.plan,
        "proposal": proposal,
        "form": form,
        "title": _("Edit the proposal"),
        "crumbs": list_crumbs(words, pgettext("action", "Edit"), proposal_id=proposal.pk),
        "may_submit": proposal.state == ProposalState.DRAFT.value,
        **extra,
    }
    return render(request, "lifecycle/proposals/write.html", shown, status=status)
