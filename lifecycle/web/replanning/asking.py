"""Ask for a new date: in words, with its cause; what it would move is shown before it is sent."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lifecycle.selectors.replanning_simulation import simulate
from lifecycle.selectors.replanning_slips import list_date_moves
from lifecycle.selectors.replanning_targets import Target
from lifecycle.services.access import check_access
from lifecycle.services.after_slips import REASON_MAX_LENGTH as ANSWER_MAX_LENGTH
from lifecycle.services.after_slips import (
    answer_after_slips,
    find_given_answer,
    is_answer_asked,
)
from lifecycle.services.replanning_words import (
    CAUSES,
    REASON_MAX_LENGTH,
    WORDS_MAX_LENGTH,
    read_asked,
)
from lifecycle.services.replannings import ASKERS, ask, check_askable, get_target
from lifecycle.vocabulary import AfterSlips
from lifecycle.vocabulary.roles import MINISTRY_LEAD
from lifecycle.web.access import answer_refusals, require_person
from lifecycle.web.choices import ask_first
from lifecycle.web.forms import ReadForm, find_posted, find_status, run_or_complain
from lifecycle.web.plans.places import find_place
from lifecycle.web.replanning.words import (
    describe_dates,
    describe_simulation,
    describe_slipped,
    describe_slips,
)
from workflow.clock import current_clock
from workflow.exceptions import TransitionRefusedError
from workflow.models import Via

#: The button that shows what would move, instead of asking.
PREVIEW = "preview"
_STILL_TO_DO = gettext_lazy("Your answer is kept. It stays on your list until that step is taken.")


class WhyForm(ReadForm):
    """Why dates move: one of a closed list, and a reason everybody reads once it is decided."""

    cause = forms.ChoiceField(label=gettext_lazy("Cause"), choices=ask_first(CAUSES))
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("In your language. Everybody reads it once it is decided."),
        max_length=REASON_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )


class AskForm(WhyForm):
    """A new date in words, its cause and its reason."""

    words = forms.CharField(
        label=gettext_lazy("New date"),
        help_text=gettext_lazy(
            "As you would say it: “15 March 2027”, “end of March 2027”, “first quarter of 2027”, "
            "or “no visibility” when there is none."
        ),
        max_length=WORDS_MAX_LENGTH,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    field_order = ("words", "cause", "reason", "expect")


class AfterSlipsForm(ReadForm):
    """What becomes of what slipped too far, and why."""

    answer = forms.ChoiceField(
        label=gettext_lazy("What becomes of it"),
        choices=AfterSlips.choices,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Public reason"),
        max_length=ANSWER_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals()
def ask_date(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the new date on GET; show what it moves, or send it, on POST."""
    person = require_person(request)
    check_access(pk, actor=person, roles=ASKERS)
    target = get_target(pk)
    check_askable(target)
    form = AskForm(find_posted(request), initial={"expect": target.subject.version})
    if request.method != "POST" or not form.is_valid():
        return _show(request, target, form)
    said = form.cleaned_data
    if PREVIEW in request.POST:
        return _show(request, target, form, simulation=_simulate(target, form))
    asked = run_or_complain(
        form,
        lambda: ask(
            pk,
            words=said["words"],
            cause=said["cause"],
            reason=said["reason"],
            actor=person,
            language=get_spoken_language(),
            expect=said["expect"],
            via=Via.WEB,
        ),
    )
    if asked is None:
        return _show(request, target, form)
    messages.success(request, _("The new date is asked for. The owner reads it first."))
    return HttpResponseRedirect(reverse("replanning", args=[asked.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals()
def decide_after_slips(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the lead what becomes of what slipped too far on GET; keep it on POST."""
    person = require_person(request)
    check_access(pk, actor=person, roles=[MINISTRY_LEAD])
    target = get_target(pk)
    if not is_answer_asked(pk):
        raise TransitionRefusedError(_("Nothing is to be decided about its slips."))
    place = find_place(target.commitment.plan.code, pk)
    form = AfterSlipsForm(find_posted(request), initial={"expect": target.subject.version})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        kept = run_or_complain(
            form,
            lambda: answer_after_slips(
                pk,
                answer=said["answer"],
                reason=said["reason"],
                actor=person,
                expect=said["expect"],
                via=Via.WEB,
            ),
        )
        if kept is not None:
            is_kept = said["answer"] == AfterSlips.KEEP
            messages.success(request, _("Your answer is kept.") if is_kept else _STILL_TO_DO)
            return HttpResponseRedirect(place.url if is_kept else _find_next(target))
    title = _("Keep, amend or withdraw")
    shown = {
        **describe_slipped(target, list_date_moves(pk)),
        "form": form,
        "title": title,
        "given": find_given_answer(pk),
        "moves_url": _find_next(target),
        "back_url": place.url,
        "crumbs": [*place.crumbs, {"words": title, "url": ""}],
    }
    status = find_status(form)
    return render(request, "lifecycle/replanning/after_slips.html", shown, status=status)


def get_spoken_language() -> str:
    """Return the language of the page, in which words are read that do not tell theirs."""
    return (get_language() or "fr")[:2]


def _find_next(target: Target) -> str:
    """Return the page of the steps of the commitment, on which it is amended or withdrawn."""
    return reverse("plan_moves", args=[target.commitment.plan.code, target.commitment.pk])


def _simulate(target: Target, form: AskForm) -> dict[str, Any] | None:
    said = form.cleaned_data
    today = current_clock().today()
    asked = run_or_complain(
        form,
        lambda: read_asked(
            target,
            words=said["words"],
            cause=said["cause"],
            reason=said["reason"],
            language=get_spoken_language(),
            today=today,
        ),
    )
    if asked is None:
        return None
    return describe_simulation(simulate({target.subject.pk: asked.period}, today=today))


def _show(
    request: HttpRequest, target: Target, form: AskForm, *, simulation: dict[str, Any] | None = None
) -> HttpResponse:
    place = find_place(target.commitment.plan.code, target.subject.pk)
    title = _("Ask for a new date")
    shown = {
        "form": form,
        "title": title,
        "about": target.title,
        "now": describe_dates(target.period),
        "slips": describe_slips(target.slips.slips),
        "simulation": simulation,
        "back_url": place.url,
        "crumbs": [*place.crumbs, {"words": title, "url": ""}],
    }
    status = find_status(form)
    return render(request, "lifecycle/replanning/ask.html", shown, status=status)
