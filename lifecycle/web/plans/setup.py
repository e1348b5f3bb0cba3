"""Setting a plan up: the ministry lead starts it, names it, gives it stages, themes, criteria."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lifecycle.models import ActionPlan, Criterion, PlanStage, Theme
from lifecycle.selectors.history import list_plan_history
from lifecycle.services import plan_lists, plan_setup, plan_stages
from lifecycle.web.access import answer_refusals
from lifecycle.web.forms import find_posted, find_status, run_or_complain
from lifecycle.web.people.rights import require_lead_reader
from lifecycle.web.plans.history import describe_history
from lifecycle.web.plans.reading import get_plan_or_404
from lifecycle.web.plans.setup_forms import (
    CriterionForm,
    LabelForm,
    MoveForm,
    NewPlanForm,
    PlanForm,
    StageForm,
    ThemeForm,
    start_from,
)
from lifecycle.web.plans.stages import describe_window, list_stage_lines
from workflow.models import Via


def _back(code: str, *_rest: object, **_named: object) -> str:
    return reverse("plan_setup", args=[code])


@require_safe
@answer_refusals(_back)
def show_setup(request: HttpRequest, code: str) -> HttpResponse:
    """Show all that a plan is set up with."""
    require_lead_reader(request)
    plan = get_plan_or_404(code)
    return render(
        request,
        "lifecycle/plans/setup.html",
        {
            "plan": plan,
            "lines": list_stage_lines(plan.stages.all()),
            "themes": plan.themes.all(),
            "criteria": plan.criteria.all(),
            "labels": plan.labels.all(),
            "commitments": plan.commitments.order_by("number"),
            "is_scored": plan_lists.is_scored(plan),
            "entries": describe_history(list_plan_history(plan.pk), names=True),
            "crumbs": _list_crumbs(plan),
        },
    )


@answer_refusals(lambda: reverse("plan_list"))
def start_plan(request: HttpRequest) -> HttpResponse:
    """Start a plan."""
    actor = require_lead_reader(request)
    form = NewPlanForm(
        find_posted(request),
        initial={"expect": 0, "accepts_attachments": True, "noted_adopts": True},
    )

    def act() -> ActionPlan:
        given = form.cleaned_data
        return plan_setup.create_plan(
            given["code"],
            words=form.words,
            starts_on=given["starts_on"],
            ends_on=given["ends_on"],
            actor=actor,
            via=Via.WEB,
        )

    if request.method == "POST" and form.is_valid():
        plan = run_or_complain(form, act)
        if plan is not None:
            messages.success(request, _("The plan is started. Give it its stages next."))
            return HttpResponseRedirect(_back(plan.code))
    return _show_form(request, form, title=_("Start a plan"), back=reverse("plan_list"))


@answer_refusals(_back)
def describe_plan(request: HttpRequest, code: str) -> HttpResponse:
    """Change what is said of a plan."""
    actor, plan = require_lead_reader(request), get_plan_or_404(code)
    fields = [name for name in PlanForm.base_fields if name != "expect"]
    started = {name: getattr(plan, name) for name in fields}
    form = PlanForm(find_posted(request), initial={"expect": plan.version, **started})

    def act() -> object:
        return plan_setup.describe_plan(
            plan, words=form.words, actor=actor, expect=form.cleaned_data["expect"], via=Via.WEB
        )

    return _ask(request, plan, form, act, title=_("Describe the plan"))


@answer_refusals(_back)
def rename_plan(request: HttpRequest, code: str) -> HttpResponse:
    """Call the plan otherwise from a day on."""
    actor, plan = require_lead_reader(request), get_plan_or_404(code)
    form = LabelForm(find_posted(request), initial={"expect": plan.version})

    def act() -> object:
        return plan_setup.add_label(
            plan,
            label=form.cleaned_data["label"],
            since=form.cleaned_data["since"],
            because=form.in_languages("because"),
            actor=actor,
            expect=form.cleaned_data["expect"],
            via=Via.WEB,
        )

    return _ask(request, plan, form, act, title=_("Give another name"))


@answer_refusals(_back)
def add_stage(request: HttpRequest, code: str) -> HttpResponse:
    """Add a stage with its window."""
    actor, plan = require_lead_reader(request), get_plan_or_404(code)
    form = StageForm(find_posted(request), initial={"expect": plan.version})

    def act() -> object:
        return plan_stages.add_stage(
            plan,
            code=form.cleaned_data["code"],
            window=form.get_window(),
            actor=actor,
            via=Via.WEB,
        )

    return _ask(request, plan, form, act, title=_("Add a stage"))


@answer_refusals(_back)
def move_stage(request: HttpRequest, code: str, stage: int) -> HttpResponse:
    """Move the window of a stage, with its cause."""
    actor, plan = require_lead_reader(request), get_plan_or_404(code)
    row = get_object_or_404(PlanStage, pk=stage, plan=plan)
    form = MoveForm(find_posted(request), stage=row, initial={"expect": row.version})

    def act() -> object:
        return plan_stages.move_window(
            row,
            window=form.get_window(),
            cause=form.cleaned_data["cause"],
            reason=form.cleaned_data["reason"],
            actor=actor,
            expect=form.cleaned_data["expect"],
            via=Via.WEB,
        )

    title = _("Move the window: %(stage)s") % {"stage": row.label}
    words = _("Planned now: %(words)s. The first window promised stays beside the new one.") % {
        "words": describe_window(row) or "–"
    }
    return _ask(request, plan, form, act, title=title, words=words)


@answer_refusals(_back)
def edit_theme(request: HttpRequest, code: str, theme: int | None = None) -> HttpResponse:
    """Add a theme, or change one."""
    actor, plan = require_lead_reader(request), get_plan_or_404(code)
    row = get_object_or_404(Theme, pk=theme, plan=plan) if theme else None
    form = ThemeForm(find_posted(request), initial=_start(plan, row))

    def act() -> object:
        given = form.cleaned_data
        return plan_lists.save_theme(
            plan,
            code=given["code"],
            names=form.in_languages("name"),
            rank=given["rank"] or 0,
            actor=actor,
            expect=given["expect"],
            theme=row,
            via=Via.WEB,
        )

    title = _("Change the theme") if row else _("Add a theme")
    return _ask(request, plan, form, act, title=title)


@answer_refusals(_back)
def edit_criterion(request: HttpRequest, code: str, criterion: int | None = None) -> HttpResponse:
    """Add a criterion, or change one that nobody has scored with."""
    actor, plan = require_lead_reader(request), get_plan_or_404(code)
    row = get_object_or_404(Criterion, pk=criterion, plan=plan) if criterion else None
    form = CriterionForm(find_posted(request), initial=_start(plan, row))

    def act() -> object:
        given = form.cleaned_data
        return plan_lists.save_criterion(
            plan,
            code=given["code"],
            names=form.in_languages("name"),
            weight=given["weight"],
            max_points=given["max_points"],
            rank=given["rank"] or 0,
            actor=actor,
            expect=given["expect"],
            criterion=row,
            descriptions=form.in_languages("description"),
            via=Via.WEB,
        )

    title = _("Change the criterion") if row else _("Add a criterion")
    return _ask(request, plan, form, act, title=title)


@require_POST
@answer_refusals(_back)
def remove_theme(request: HttpRequest, code: str, theme: int) -> HttpResponse:
    """Remove a theme that nothing was submitted to."""
    actor, plan = require_lead_reader(request), get_plan_or_404(code)
    row = get_object_or_404(Theme, pk=theme, plan=plan)
    plan_lists.remove_theme(plan, theme=row, actor=actor, expect=_read_expect(request), via=Via.WEB)
    messages.success(request, _("The theme is removed."))
    return HttpResponseRedirect(_back(code))


@require_POST
@answer_refusals(_back)
def remove_criterion(request: HttpRequest, code: str, criterion: int) -> HttpResponse:
    """Remove a criterion nobody has scored with."""
    actor, plan = require_lead_reader(request), get_plan_or_404(code)
    row = get_object_or_404(Criterion, pk=criterion, plan=plan)
    plan_lists.remove_criterion(
        plan, criterion=row, actor=actor, expect=_read_expect(request), via=Via.WEB
    )
    messages.success(request, _("The criterion is removed."))
    return HttpResponseRedirect(_back(code))


def _ask(
    request: HttpRequest,
    plan: ActionPlan,
    form: forms.Form,
    act: Callable[[], object],
    *,
    title: str,
    words: str = "",
) -> HttpResponse:
    """Show the form, or do what it says and go back to the set-up."""
    posted = request.method == "POST" and form.is_valid()
    if posted and run_or_complain(form, act) is not None:
        messages.success(request, _("It is recorded."))
        return HttpResponseRedirect(_back(plan.code))
    return _show_form(request, form, title=title, words=words, back=_back(plan.code), plan=plan)


def _show_form(
    request: HttpRequest,
    form: forms.Form,
    *,
    title: str,
    back: str,
    words: str = "",
    plan: ActionPlan | None = None,
) -> HttpResponse:
    shown: dict[str, Any] = {
        "form": form,
        "title": title,
        "words": words,
        "back_url": back,
        "crumbs": _list_crumbs(plan, title),
    }
    status = find_status(form)
    return render(request, "lifecycle/plans/setup_form.html", shown, status=status)


def _start(plan: ActionPlan, row: Theme | Criterion | None) -> dict[str, Any]:
    return {"expect": plan.version, **start_from(row)}


def _read_expect(request: HttpRequest) -> int:
    posted = request.POST.get("expect", "")
    return int(posted) if posted.isdecimal() else 0


def _list_crumbs(plan: ActionPlan | None, *words: str) -> list[dict[str, str]]:
    crumbs = [{"words": _("Plans"), "url": reverse("plan_list")}]
    if plan is not None:
        crumbs += [
            {"words": plan.code, "url": reverse("plan", args=[plan.code])},
            {"words": _("Set-up"), "url": _back(plan.code) if words else ""},
        ]
    return [*crumbs, *({"words": each, "url": ""} for each in words)]
