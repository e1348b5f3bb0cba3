"""The ministry team writes a draft of the plan: its text, its lines in order; then freezes it."""

from collections.abc import Callable, Sequence

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from lifecycle.models import PlanVersion
from lifecycle.selectors.plan_versions import (
    TEXT_COLUMNS,
    LineRead,
    list_candidates,
    list_obstacles,
    list_versions,
    read_current_sheets,
    read_lines,
)
from lifecycle.services import plan_versions
from lifecycle.services.plan_versions import TEXT_MAX_LENGTH, TITLE_MAX_LENGTH
from lifecycle.web.access import answer_refusals
from lifecycle.web.forms import ReadForm, find_posted, find_status, run_or_complain
from lifecycle.web.plans.reading import get_plan_or_404
from lifecycle.web.versions.finding import get_version_or_404, list_crumbs, require_team
from lifecycle.web.work.addresses import LAST_PAGE
from workflow.exceptions import InputError
from workflow.models import Via

_METHODS = ["GET", "HEAD", "POST"]


class VersionForm(ReadForm):
    """What a version of the plan says in its own name."""

    title_fr = forms.CharField(label=gettext_lazy("Title in French"), max_length=TITLE_MAX_LENGTH)
    title_ar = forms.CharField(label=gettext_lazy("Title in Arabic"), max_length=TITLE_MAX_LENGTH)
    title_en = forms.CharField(
        label=gettext_lazy("Title in English"), max_length=TITLE_MAX_LENGTH, required=False
    )
    text_fr = forms.CharField(
        label=gettext_lazy("Text of the plan in French"),
        help_text=gettext_lazy("What stands before the commitments: context, method, commitments."),
        widget=forms.Textarea,
        max_length=TEXT_MAX_LENGTH,
        required=False,
    )
    text_ar = forms.CharField(
        label=gettext_lazy("Text of the plan in Arabic"),
        widget=forms.Textarea,
        max_length=TEXT_MAX_LENGTH,
        required=False,
    )

    @property
    def texts(self) -> dict[str, str]:
        """Return what was written, by column."""
        return {name: self.cleaned_data[name] for name in TEXT_COLUMNS}


class ExpectForm(ReadForm):
    """Nothing but the version of the plan that was read."""


def _back(code: str, number: int | None = None, *_rest: object, **_named: object) -> str:
    if number is None:
        return reverse("version_list", args=[code])
    return reverse("version", args=[code, number])


@require_http_methods(_METHODS)
@answer_refusals(_back)
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a draft, with the text and the lines of the version before."""
    actor, plan = require_team(request), get_plan_or_404(code)
    last = list_versions(plan.pk).first()
    source = last or plan
    started = {name: getattr(source, name, "") for name in TEXT_COLUMNS}
    form = VersionForm(find_posted(request), initial={"expect": plan.version, **started})

    def act() -> PlanVersion:
        return plan_versions.begin_version(
            plan,
            texts=form.texts,
            actor=actor,
            expect=form.cleaned_data["expect"],
            via=Via.WEB,
        )

    if request.method == "POST" and form.is_valid():
        version = run_or_complain(form, act)
        if version is not None:
            messages.success(request, _("The draft is begun. Put its lines in order next."))
            return HttpResponseRedirect(
                reverse("version_lines", kwargs={"code": code, "number": version.number})
            )
    title = _("Begin a draft of the plan")
    shown = {
        "form": form,
        "title": title,
        "back_url": _back(code),
        "crumbs": list_crumbs(plan, title),
    }
    return render(request, "lifecycle/plans/setup_form.html", shown, status=find_status(form))


@require_http_methods(_METHODS)
@answer_refusals(_back)
def describe(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Write the own text of a draft."""
    actor, version = require_team(request), get_version_or_404(request, code, number)
    if request.method != "POST":
        plan_versions.check_draft(version)
    started = {name: getattr(version, name) for name in TEXT_COLUMNS}
    form = VersionForm(find_posted(request), initial={"expect": version.plan.version, **started})

    def act() -> object:
        return plan_versions.describe_version(
            version,
            texts=form.texts,
            actor=actor,
            expect=form.cleaned_data["expect"],
            via=Via.WEB,
        )

    if request.method == "POST" and form.is_valid() and run_or_complain(form, act) is not None:
        messages.success(request, _("The text of the draft is kept."))
        return HttpResponseRedirect(_back(code, number))
    title = _("Write the text of the draft")
    shown = {
        "form": form,
        "title": title,
        "back_url": _back(code, number),
        "crumbs": list_crumbs(version.plan, title, number=number),
    }
    return render(request, "lifecycle/plans/setup_form.html", shown, status=find_status(form))


@require_http_methods(_METHODS)
@answer_refusals(_back)
def order_lines(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Put lines in, take them out, move them up and down; each step is kept at once."""
    actor, version = require_team(request), get_version_or_404(request, code, number)
    if request.method != "POST":
        plan_versions.check_draft(version)
    lines = read_lines(version)
    form = ExpectForm(find_posted(request), initial={"expect": version.plan.version})
    if request.method == "POST" and form.is_valid():
        wanted = _read_order(request, [each.line.proposal_id for each in lines])

        def act() -> object:
            return plan_versions.set_lines(
                version,
                proposals=wanted,
                actor=actor,
                expect=form.cleaned_data["expect"],
                via=Via.WEB,
            )

        if run_or_complain(form, act):
            return HttpResponseRedirect(
                reverse("version_lines", kwargs={"code": code, "number": number})
            )
    return _show_lines(request, version, lines, form)


def _read_order(request: HttpRequest, present: Sequence[int]) -> list[int]:
    """Return the lines after the step that was posted.

    Raises:
        InputError: it is no step.
    """
    step, _colon, key = request.POST.get("step", "").partition(":")
    if step == "add":
        keys = [_read_key(each) for each in request.POST.getlist("add")]
        if not keys:
            raise InputError({"add": [_("Tick at least one dossier.")]})
        return [*present, *(each for each in keys if each not in present)]
    place = _find_place(present, key)
    order = list(present)
    moves: dict[str, Callable[[], None]] = {
        "up": lambda: order.insert(max(place - 1, 0), order.pop(place)),
        "down": lambda: order.insert(place + 1, order.pop(place)),
        "out": lambda: order.__delitem__(place),
    }
    if step not in moves:
        raise InputError({"step": [_("This form is incomplete. Load the page again.")]})
    moves[step]()
    return order


def _find_place(present: Sequence[int], key: str) -> int:
    wanted = _read_key(key)
    if wanted not in present:
        raise InputError({"step": [_("The version has no such line.")]})
    return present.index(wanted)


def _read_key(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else 0


def _show_lines(
    request: HttpRequest, version: PlanVersion, lines: Sequence[LineRead], form: forms.Form
) -> HttpResponse:
    candidates = list(list_candidates(version)[:LAST_PAGE])
    ticked = set(request.POST.getlist("add"))
    sheets = read_current_sheets([each.pk for each in candidates])
    title = _("Put the lines in order")
    return render(
        request,
        "lifecycle/versions/lines.html",
        {
            "plan": version.plan,
            "version": version,
            "lines": lines,
            "form": form,
            "title": title,
            "candidates": [
                {
                    "proposal": each,
                    "content": sheets[each.pk].read(),
                    "is_ticked": str(each.pk) in ticked,
                }
                for each in candidates
            ],
            "crumbs": list_crumbs(version.plan, title, number=version.number),
        },
        status=find_status(form),
    )


@require_http_methods(_METHODS)
@answer_refusals(_back)
def freeze(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show what would be frozen and what stands against it on GET; freeze it on POST."""
    actor, version = require_team(request), get_version_or_404(request, code, number)
    if request.method != "POST":
        plan_versions.check_draft(version)
    form = ExpectForm(find_posted(request), initial={"expect": version.plan.version})

    def act() -> object:
        return plan_versions.freeze(
            version, actor=actor, expect=form.cleaned_data["expect"], via=Via.WEB
        )

    if request.method == "POST" and form.is_valid() and run_or_complain(form, act) is not None:
        messages.success(request, _("The version is frozen: nothing in it changes any more."))
        return HttpResponseRedirect(_back(code, number))
    lines = read_lines(version)
    shown = {
        "plan": version.plan,
        "version": version,
        "lines": lines,
        "problems": list_obstacles(version, lines),
        "has_unready": not all(each.is_approved for each in lines),
        "form": form,
        "back_url": _back(code, number),
        "crumbs": list_crumbs(version.plan, _("Freeze"), number=number),
    }
    return render(
        request, "lifecycle/versions/freeze.html", shown, status=409 if form.errors else 200
    )


@require_http_methods(["POST"])
@answer_refusals(_back)
def discard(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Throw a draft away."""
    actor, version = require_team(request), get_version_or_404(request, code, number)
    plan_versions.discard(version, actor=actor, via=Via.WEB)
    messages.success(request, _("The draft is discarded. The numbers it gave stay given."))
    return HttpResponseRedirect(reverse("version_list", args=[code]))
