"""The pipeline of a plan: a board of seven phases, and the same as a table."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from lifecycle.models import ActionPlan, Theme
from lifecycle.selectors.pipeline import (
    CARDS,
    Column,
    Filters,
    Pipeline,
    read_details,
    read_pipeline,
)
from lifecycle.services.access import check_group
from lifecycle.vocabulary import PROPOSAL_PHASES, PlanState
from lifecycle.vocabulary.roles import (
    COMMITTEE,
    COMMITTEE_CHAIR,
    MINISTRY_LEAD,
    MINISTRY_TEAM,
    OBSERVER,
)
from lifecycle.web.access import answer_refusals, require_person
from lifecycle.web.rights import read_grants
from lifecycle.web.work.addresses import change_query, read_flag, read_number
from lifecycle.web.work.cards import Card, describe_age, make_cards
from workflow.engine.request import Request, make_request
from workflow.machine.registry import get_machine

#: Rows of a page of the table.
TABLE_ROWS = 50


@require_safe
@answer_refusals()
def show_pipeline(request: HttpRequest) -> HttpResponse:
    """Show where every proposal of a plan is, and what holds it back."""
    asked = make_request(require_person(request), grants=read_grants(request))
    check_group(asked.grants, MINISTRY_TEAM, MINISTRY_LEAD, COMMITTEE, COMMITTEE_CHAIR, OBSERVER)
    plans = list(ActionPlan.objects.order_by("-pk"))
    plan = _choose_plan(request, plans)
    if plan is None:
        return render(request, "lifecycle/work/pipeline_empty.html")
    filters = _read_filters(request)
    pipeline = read_pipeline(plan, asked.grants, filters, today=asked.today)
    shown = {
        "plan": plan,
        "plans": plans,
        "themes": list(Theme.objects.filter(plan=plan).order_by("rank", "pk")),
        "filters": filters,
        "pipeline": pipeline,
        "chips": _list_chips(request, pipeline, filters),
        "board_url": change_query(request, view=None, phase=None),
        "table_url": change_query(request, view="table"),
        "aside": _list_aside(pipeline),
        "is_table": request.GET.get("view") == "table",
    }
    arrange = _arrange_table if shown["is_table"] else _arrange_board
    template = "pipeline_table.html" if shown["is_table"] else "pipeline_board.html"
    shown |= arrange(request, pipeline, asked)
    return render(request, f"lifecycle/work/{template}", shown)


def _choose_plan(request: HttpRequest, plans: Sequence[ActionPlan]) -> ActionPlan | None:
    """Return the plan the address names, else the latest that is being made, else the latest.

    Raises:
        Http404: no plan has the code of the address.
    """
    code = request.GET.get("plan", "")
    if code:
        named = [plan for plan in plans if plan.code == code]
        if not named:
            raise Http404
        return named[0]
    made = [plan for plan in plans if plan.state == PlanState.CO_CREATION]
    return next(iter([*made, *plans]), None)


def _read_filters(request: HttpRequest) -> Filters:
    return Filters(
        theme_id=read_number(request, "theme"),
        only_late=read_flag(request, "late"),
        only_blocked=read_flag(request, "blocked"),
        only_mine=read_flag(request, "mine"),
    )


def _arrange_board(request: HttpRequest, pipeline: Pipeline, asked: Request) -> dict[str, Any]:
    shown = [row for column in pipeline.columns for row in column.rows[:CARDS]]
    details = read_details(shown, today=asked.today)
    cards = {card.id: card for card in make_cards(pipeline, shown, details, asked)}
    return {
        "columns": [
            _make_column(request, number, column, cards)
            for number, column in enumerate(pipeline.columns, start=1)
        ]
    }


def _make_column(
    request: HttpRequest, number: int, column: Column, cards: dict[int, Card]
) -> dict[str, Any]:
    shown, more = column.rows[:CARDS], len(column.rows) - CARDS
    words = ngettext("%(count)d more in the table", "%(count)d more in the table", more)
    return {
        "code": column.phase.value,
        "number": number,
        "words": column.phase.label,
        "count": len(column.rows),
        "is_late": column.is_slow,
        "median": describe_age(column.median_age),
        "term": describe_age(column.term),
        "cards": [cards[row.id] for row in shown],
        "more_url": change_query(request, view="table", phase=column.phase.value),
        "more_words": words % {"count": more} if more > 0 else "",
    }


def _arrange_table(request: HttpRequest, pipeline: Pipeline, asked: Request) -> dict[str, Any]:
    phase = request.GET.get("phase", "")
    known = phase if phase in PROPOSAL_PHASES else ""
    page = Paginator(pipeline.list_rows(known), TABLE_ROWS).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    details = read_details(rows, today=asked.today)
    return {
        "page": page,
        "cards": make_cards(pipeline, rows, details, asked),
        "phases": [(each.value, each.label) for each in PROPOSAL_PHASES],
        "phase": known,
    }


def _list_chips(request: HttpRequest, pipeline: Pipeline, filters: Filters) -> list[dict[str, Any]]:
    counts = pipeline.counts
    offered = [
        ("late", _("Late"), counts.late, filters.only_late),
        ("blocked", _("Blocked"), counts.blocked, filters.only_blocked),
        ("mine", _("On our desk"), counts.mine, filters.only_mine),
    ]
    everything = {
        "words": _("All"),
        "url": change_query(request, late=None, blocked=None, mine=None),
        "is_on": not any(is_on for _name, _words, _count, is_on in offered),
        "count": counts.all,
    }
    return [
        everything,
        *(
            {
                "words": words,
                "url": change_query(request, **{name: None if is_on else "1"}),
                "is_on": is_on,
                "count": count,
            }
            for name, words, count, is_on in offered
        ),
    ]


def _list_aside(pipeline: Pipeline) -> list[tuple[str, int]]:
    states = get_machine("proposal").states
    return [
        (str(state.label), pipeline.aside[name])
        for name, state in states.items()
        if name in pipeline.aside
    ]
