"""The page of a request: its facts, and what can be done."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lifecycle.selectors.attachments import list_readable
from lifecycle.selectors.history import list_own_history
from lifecycle.selectors.moves import Moves, sort_moves
from lifecycle.selectors.readers import make_reader
from lifecycle.selectors.replanning_simulation import simulate
from lifecycle.selectors.replannings import (
    ReplanningRead,
    find_request,
    find_round,
    list_requests,
    read_requests,
)
from lifecycle.services.replannings import ASKERS
from lifecycle.web.access import answer_refusals, find_person
from lifecycle.web.plans.history import describe_history
from lifecycle.web.replanning.attaching import may_attach
from lifecycle.web.replanning.listing import name_list
from lifecycle.web.replanning.words import describe_read, describe_simulation
from lifecycle.web.rights import list_role_codes, read_grants
from workflow.clock import current_clock
from workflow.engine import Explanation, TransitionExplanation, explain
from workflow.engine.reading import load_case
from workflow.machine.rights import holds

_SETBACKS = {"refuse", "hold_back", "withdraw", "settle_refuse", "committee_refuses"}


@require_safe
@answer_refusals()
def show_request(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a request: from which date to which, why, what it moves, what can be done."""
    read = find_request(pk, read_grants(request))
    if read is None:
        raise Http404
    is_staff = bool(list_role_codes(read_grants(request)))
    shown = {
        **describe_read(read),
        "row": read.request,
        "is_staff": is_staff,
        "entries": describe_history(list_own_history(pk), names=is_staff),
        "crumbs": list_crumbs(read),
        **(_describe_work(request, read) if is_staff else {}),
    }
    return render(request, "lifecycle/replanning/request.html", shown)


def list_crumbs(read: ReplanningRead) -> list[dict[str, str]]:
    """Return the way to the page of a request."""
    commitment = read.target.commitment
    plan = commitment.plan
    number = {"number": commitment.number}
    return [
        {"words": _("Plans"), "url": reverse("plan_list")},
        {"words": plan.code, "url": reverse("plan", args=[plan.code])},
        {
            "words": _("Commitment %(number)d") % number,
            "url": reverse("commitment", args=[plan.code, commitment.number]),
        },
        name_list(),
    ]


def _describe_work(request: HttpRequest, read: ReplanningRead) -> dict[str, Any]:
    """Return what staff read besides: what can be done, what would move, the round, the files."""
    row = read.request
    explanation = explain(row.pk, actor=find_person(request), grants=read_grants(request))
    moves = sort_moves(explanation, make_reader(explanation.case, read_grants(request)))
    opened = find_round(row.pk)
    return {
        "moves": _describe_moves(read, moves),
        "due_on": _find_due_on(explanation),
        "round_url": reverse("round", args=[opened.pk]) if opened is not None else "",
        "simulation": _simulate(read),
        "documents": list_readable(explanation.case, read_grants(request)),
        "may_attach": row.is_open and may_attach(explanation.case, read_grants(request)),
        "batch_url": f"{reverse('replanning_list')}?batch={row.batch}" if row.batch else "",
    }


def _simulate(read: ReplanningRead) -> dict[str, Any] | None:
    if not read.request.is_open or read.new is None:
        return None
    changes = {read.target.subject.pk: read.new}
    return describe_simulation(simulate(changes, today=current_clock().today()))


def _find_due_on(explanation: Explanation) -> date | None:
    return min((each.due_on for each in explanation.waiting if each.due_on), default=None)


def _describe_moves(read: ReplanningRead, moves: Moves) -> dict[str, Any]:
    code = read.target.commitment.plan.code

    def describe(each: TransitionExplanation) -> dict[str, Any]:
        return {
            "words": each.transition.label,
            "help": each.transition.help,
            "url": reverse("plan_act", args=[code, read.request.pk, each.transition.name]),
            "reasons": [reason.message for reason in each.reasons],
            "is_grave": each.transition.name in _SETBACKS,
        }

    return {
        "possible": [describe(each) for each in moves.possible],
        "refused": [describe(each) for each in moves.refused],
        "others": [describe(each) for each in moves.others],
    }


def list_requests_of(request: HttpRequest, commitment_id: int) -> list[dict[str, Any]]:
    """Return the requests about a commitment that the reader may read, as its page draws them."""
    found = list_requests(read_grants(request)).filter(commitment=commitment_id)
    rows = found.select_related("replaces", "asked_by")
    return [describe_read(each) for each in read_requests(rows)]


def may_ask(request: HttpRequest, subject_id: int) -> bool:
    """Return whether the reader may ask for a new date of it."""
    grants = read_grants(request)
    if not list_role_codes(grants):
        return False
    facts = load_case(subject_id, today=current_clock().today()).facts
    return any(holds(role, grants, facts) for role in ASKERS)
