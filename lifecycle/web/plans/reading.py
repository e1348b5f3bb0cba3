"""The list of plans and the page of one: public, the same for everybody."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lifecycle.models import ActionPlan
from lifecycle.selectors.commitments import CommitmentRead, list_commitments
from lifecycle.selectors.conventions import list_conventions
from lifecycle.selectors.history import list_plan_history
from lifecycle.selectors.plans import (
    compute_figures,
    find_open_collection,
    get_plan,
    list_plans,
)
from lifecycle.selectors.slips import find_publication_slip
from lifecycle.web.consultation.cards import describe_draft
from lifecycle.web.navigation import find_url
from lifecycle.web.plans.cards import get_label, make_card, make_plan_card
from lifecycle.web.plans.filters import choose, list_chips, list_orders
from lifecycle.web.plans.history import describe_history
from lifecycle.web.plans.stages import draw_stages, list_stage_lines
from lifecycle.web.plans.steps import list_steps
from lifecycle.web.plans.words import PLAN_KINDS, describe_plan_state, format_percent
from lifecycle.web.rights import list_role_codes, read_grants
from workflow.clock import current_clock

#: The lines of its history that the page of a plan shows.
HISTORY_SIZE = 12


@require_safe
def show_plans(request: HttpRequest) -> HttpResponse:
    """Show every plan, the newest first."""
    today = current_clock().today()
    plans = [make_plan_card(each, today=today) for each in list_plans()]
    return render(
        request,
        "lifecycle/plans/plan_list.html",
        {"plans": plans, "may_create": may_set_up(request)},
    )


@require_safe
def show_plan(request: HttpRequest, code: str) -> HttpResponse:
    """Show where a plan stands: figures, stages, what comes next, commitments."""
    plan = get_plan_or_404(code)
    today = current_clock().today()
    commitments = list_commitments(plan.pk, on=today)
    shown = choose(commitments, request.GET)
    collection = find_open_collection(plan, today=today)
    return render(
        request,
        "lifecycle/plans/plan.html",
        {
            "plan": plan,
            "state": describe_plan_state(plan.state),
            "state_kind": PLAN_KINDS[plan.state],
            "told_on": date_format(today, "DATE_FORMAT"),
            "labels": list(plan.labels.all()),
            "label": get_label(plan),
            "figures": _describe_figures(commitments),
            "stage_lines": list_stage_lines(plan.stages.all()),
            "slip": find_publication_slip(plan),
            "chart": draw_stages(plan.stages.all(), today=today),
            "steps": list_steps(plan),
            "settle_url": _find_settle_url(request, plan),
            "draft": describe_draft(request, plan),
            "entries": describe_history(
                list_plan_history(plan.pk, limit=HISTORY_SIZE),
                names=bool(list_role_codes(read_grants(request))),
            ),
            "cards": [make_card(each, plan=plan) for each in shown],
            "chips": list_chips(request.GET, list(plan.themes.all()), commitments),
            "orders": list_orders(request.GET),
            "has_commitments": bool(commitments),
            "collection": collection,
            "closing_on": date_format(collection.closes_on, "DATE_FORMAT")
            if collection and collection.closes_on
            else "",
            "proposal_url": find_url("proposal_new"),
            "may_set_up": may_set_up(request),
            "reads_conventions": _reads_conventions(request, code),
            "crumbs": [
                {"words": _("Plans"), "url": reverse("plan_list")},
                {"words": plan.code, "url": ""},
            ],
        },
    )


def get_plan_or_404(code: str) -> ActionPlan:
    """Return the plan of this code.

    Raises:
        Http404: there is none.
    """
    try:
        return get_plan(code)
    except ActionPlan.DoesNotExist:
        raise Http404 from None


def may_set_up(request: HttpRequest) -> bool:
    """Return whether the reader sets plans up."""
    return read_grants(request).has_group("ministry_lead")


def _reads_conventions(request: HttpRequest, code: str) -> bool:
    """Return whether there is a convention of the plan for this reader, or they may write one."""
    grants = read_grants(request)
    writes = grants.has_group("ministry_team")
    return writes or list_conventions(grants, plan_code=code).exists()


def _find_settle_url(request: HttpRequest, plan: ActionPlan) -> str:
    """Return where ambiguous periods are settled, for who does, while there are any."""
    if not read_grants(request).has_group("ministry_team"):
        return ""
    has_any = any(step.ambiguous for step in plan.next_steps.all())
    return reverse("period_settle", args=[plan.code]) if has_any else ""


def _describe_figures(commitments: list[CommitmentRead]) -> dict[str, Any]:
    figures = compute_figures(commitments)
    return {
        "mean": format_percent(figures.mean_progress),
        "commitments": figures.commitments,
        "completed": figures.completed,
        "late": figures.late,
    }
