"""What unblocks a proposal without moving it: a reminder, a waiver, a comment."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lifecycle.selectors.dossier import load_dossier
from lifecycle.selectors.proposals import explain_proposal, get_proposal
from lifecycle.selectors.readers import make_reader
from lifecycle.services import comments
from lifecycle.services.access import check_group
from lifecycle.services.reminders import remind as send_reminder
from lifecycle.services.waivers import waive as grant_waiver
from lifecycle.vocabulary.roles import MINISTRY_LEAD
from lifecycle.web.access import answer_refusals, require_person
from lifecycle.web.form_errors import take_errors
from lifecycle.web.forms import find_posted
from lifecycle.web.proposals.asking import require_asker
from lifecycle.web.proposals.dossier import describe_dossier, find_dossier
from lifecycle.web.proposals.waits import WaitLine, list_waits
from lifecycle.web.rights import read_grants
from workflow.clock import current_clock
from workflow.exceptions import (
    InputError,
    StaleSubjectError,
    SubjectNotFoundError,
    TransitionRefusedError,
)
from workflow.machine.guards import Guard
from workflow.models import User, Via
from workflow.permissions import Grants


class WaiverForm(forms.Form):
    """The public reason of a waiver, and the version of the proposal that was read."""

    reason = forms.CharField(
        label=gettext_lazy("Public reason"),
        help_text=gettext_lazy("Everybody can read it, for ever, in the history of the proposal."),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    expect = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class CommentForm(forms.Form):
    """What somebody says about a proposal."""

    text = forms.CharField(
        label=gettext_lazy("Your comment"), widget=forms.Textarea(attrs={"rows": 3})
    )


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals(find_dossier)
def remind(request: HttpRequest, pk: int, item_id: int) -> HttpResponse:
    """Say who will be reminded on GET; remind them on POST."""
    person, grants = require_person(request), read_grants(request)
    wait = _get_wait(pk, item_id, person, grants)
    if request.method != "POST":
        shown = {"wait": wait, "proposal": get_proposal(pk), "back_url": find_dossier(pk)}
        return render(request, "lifecycle/proposals/remind.html", shown)
    send_reminder(item_id, actor=person, via=Via.WEB)
    messages.success(request, _("%(holder)s will be reminded.") % {"holder": wait.holder})
    return redirect("proposal", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals(find_dossier)
def waive(request: HttpRequest, pk: int, guard: str) -> HttpResponse:
    """Ask for the public reason on GET; lift the condition on POST."""
    person, grants = require_person(request), read_grants(request)
    explanation = explain_proposal(pk, actor=person, grants=grants)
    declared = explanation.case.machine.guards.get(guard)
    if declared is None:
        raise SubjectNotFoundError(_("There is nothing here under this number."))
    check_group(grants, MINISTRY_LEAD)
    form = WaiverForm(find_posted(request), initial={"expect": explanation.version})
    if request.method != "POST":
        return _show_waiver(request, pk, declared, form)
    try:
        grant_waiver(
            pk,
            guard=guard,
            reason=request.POST.get("reason", ""),
            actor=person,
            expect=_read_expect(form),
            via=Via.WEB,
        )
    except InputError as error:
        take_errors(form, error.errors)
        return _show_waiver(request, pk, declared, form, status=422)
    except StaleSubjectError as error:
        again = WaiverForm({"reason": request.POST.get("reason", ""), "expect": error.version})
        again.add_error(None, str(error))
        return _show_waiver(request, pk, declared, again, status=409)
    messages.success(request, _("Waived: %(guard)s.") % {"guard": declared.label})
    return redirect("proposal", pk)


@require_POST
@answer_refusals(find_dossier)
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a comment; one that is refused comes back in the page, still typed."""
    person = require_person(request)
    language = (get_language() or "fr")[:2]
    try:
        comments.comment(pk, actor=person, text=request.POST.get("text", ""), language=language)
    except InputError as error:
        form = CommentForm(request.POST)
        take_errors(form, error.errors)
        asker = require_asker(request)
        dossier = load_dossier(pk, actor=person, grants=asker.own_grants)
        shown = {**describe_dossier(dossier, asker), "comment_form": form}
        return render(request, "lifecycle/proposals/dossier.html", shown, status=422)
    return redirect(f"{find_dossier(pk)}#comments")


@require_POST
@answer_refusals(find_dossier)
def hide_comment(request: HttpRequest, pk: int, comment_id: int) -> HttpResponse:
    """Hide a comment from those who do not moderate."""
    comments.hide(comment_id, actor=require_person(request))
    messages.success(request, _("The comment is hidden."))
    return redirect(f"{find_dossier(pk)}#comments")


def _get_wait(pk: int, item_id: int, person: User, grants: Grants) -> WaitLine:
    """Return who is waited for under this number.

    Raises:
        TransitionRefusedError: nobody is, any more.
    """
    explanation = explain_proposal(pk, actor=person, grants=grants)
    reader = make_reader(explanation.case, grants)
    lines = list_waits(explanation, reader, today=current_clock().today())
    for waited, line in zip(explanation.waiting, lines, strict=True):
        if waited.item_id == item_id:
            return line
    raise TransitionRefusedError(_("This task is done already; nobody is waited for."))


def _read_expect(form: WaiverForm) -> int:
    form.full_clean()
    expect: int | None = form.cleaned_data.get("expect")
    if expect is None:
        raise InputError({"": [_("This form is incomplete. Load the page again.")]})
    return expect


def _show_waiver(
    request: HttpRequest, pk: int, declared: Guard[Any], form: WaiverForm, *, status: int = 200
) -> HttpResponse:
    shown = {
        "guard": declared,
        "form": form,
        "proposal": get_proposal(pk),
        "back_url": find_dossier(pk),
    }
    return render(request, "lifecycle/proposals/waive.html", shown, status=status)
