"""The public pages of a consultation: what is consulted on, what was said, what was answered."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from lifecycle.models import Consultation, Contribution
from lifecycle.selectors.consultations import (
    ForeseenLine,
    foresee_lines,
    list_lines,
    list_readable,
    list_told_differences,
)
from lifecycle.selectors.contributions import (
    are_answers_told,
    count_by_line,
    count_work,
    list_published,
)
from lifecycle.selectors.moves import Moves, sort_moves
from lifecycle.selectors.readers import Reader, make_reader
from lifecycle.selectors.round_sections import put_own_language_first
from lifecycle.selectors.sheet_sections import list_sections
from lifecycle.selectors.timeline import describe_events, query_events
from lifecycle.services.contributions import is_receiving
from lifecycle.vocabulary import ConsultationState
from lifecycle.web.access import answer_refusals, find_person
from lifecycle.web.consultation.finding import (
    Standing,
    find_standing,
    get_consultation_or_404,
    list_crumbs,
)
from lifecycle.web.consultation.words import (
    describe_contribution,
    describe_days,
    describe_state,
)
from lifecycle.web.rights import read_grants
from workflow.clock import current_clock
from workflow.engine import Explanation, TransitionExplanation, explain

PAGE_SIZE = 20
HISTORY_SIZE = 20
_BEFORE_OPENING = (ConsultationState.DRAFT.value, ConsultationState.SCHEDULED.value)


@require_safe
def show_consultations(request: HttpRequest) -> HttpResponse:
    """Show the consultations everybody may read, the latest first."""
    page = Paginator(list_readable(read_grants(request)), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    rows = [
        {
            "consultation": each,
            "badge": describe_state(each),
            "days": describe_days(each),
            "is_receiving": is_receiving(each),
        }
        for each in page
    ]
    return render(request, "lifecycle/consultation/list.html", {"page": page, "rows": rows})


@require_safe
@answer_refusals()
def show_consultation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a consultation: its notice, its lines, what was published of what was said."""
    consultation = get_consultation_or_404(request, pk)
    standing = find_standing(request, consultation)
    page = _page(request, list_published(pk))
    shown = {
        **_describe(consultation, standing),
        "lines": _describe_lines(consultation, standing),
        "page": page,
        "contributions": _describe_all(consultation, page),
        "differences": _list_differences(consultation),
        "crumbs": list_crumbs(consultation),
        **_describe_course(request, consultation, standing),
        "counts": count_work(pk) if standing.reads_all else None,
    }
    return render(request, "lifecycle/consultation/consultation.html", shown)


@require_safe
@answer_refusals()
def show_line(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """Show the text of one line as it is consulted on, and what was said of it."""
    consultation = get_consultation_or_404(request, pk)
    standing = find_standing(request, consultation)
    for each in list_lines(consultation):
        if each.read.proposal.plan_number == line:
            page = _page(request, list_published(pk, proposal_id=each.read.proposal.pk))
            shown = {
                **_describe(consultation, standing),
                "line": each,
                "sections": [
                    put_own_language_first(part) for part in list_sections(each.read.content)
                ],
                "page": page,
                "contributions": _describe_all(consultation, page),
                "crumbs": list_crumbs(consultation, each.read.number),
            }
            return render(request, "lifecycle/consultation/line.html", shown)
    raise Http404


def _page(request: HttpRequest, rows: QuerySet[Contribution]) -> Page[Contribution]:
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))


def _describe(consultation: Consultation, standing: Standing) -> dict[str, Any]:
    return {
        "consultation": consultation,
        "plan": consultation.plan,
        "version": consultation.plan_version,
        "badge": describe_state(consultation),
        "days": describe_days(consultation),
        "is_receiving": is_receiving(consultation),
        "answers_told": are_answers_told(consultation),
        "standing": standing,
    }


def _describe_all(consultation: Consultation, rows: Sequence[Contribution]) -> list[dict[str, Any]]:
    told = are_answers_told(consultation)
    return [describe_contribution(each, tells_answer=told) for each in rows]


def _describe_lines(consultation: Consultation, standing: Standing) -> list[dict[str, Any]]:
    counts = count_by_line(consultation.pk, published_only=not standing.reads_all)
    read = foresee_lines if standing.is_ministry else list_lines
    return [_describe_line(each, counts, consultation) for each in read(consultation)]


def _describe_line(
    line: ForeseenLine, counts: dict[int | None, int], consultation: Consultation
) -> dict[str, Any]:
    read = line.read
    return {
        "line": line,
        "mark": "is-blocked" if line.refusals else "",
        "read": read,
        "count": counts.get(read.proposal.pk, 0),
        "url": reverse("consultation_line", args=[consultation.pk, read.proposal.plan_number]),
    }


def _list_differences(consultation: Consultation) -> list[Any]:
    if consultation.state in {*_BEFORE_OPENING, ConsultationState.OPEN.value}:
        return []
    return list_told_differences(consultation)


def _describe_course(
    request: HttpRequest, consultation: Consultation, standing: Standing
) -> dict[str, Any]:
    """Return what happened, with its public reasons; to the ministry also what can be done now."""
    grants = read_grants(request)
    explanation = explain(consultation.pk, actor=find_person(request), grants=grants)
    case, reader = explanation.case, make_reader(explanation.case, grants)
    events = query_events(case, reader)[:HISTORY_SIZE]
    work = _describe_work(consultation, explanation, reader) if standing.is_ministry else {}
    return {
        "entries": describe_events(events, case, reader, today=current_clock().today()),
        **work,
    }


def _describe_work(
    consultation: Consultation, explanation: Explanation, reader: Reader
) -> dict[str, Any]:
    """Return what the ministry can do with it now, what is refused and why."""
    moves = sort_moves(explanation, reader)
    return {
        "moves": _describe_moves(consultation, moves),
        "waivable": [
            {
                "words": reason.message,
                "url": reverse("consultation_waive", args=[consultation.pk, reason.code]),
            }
            for move in (*moves.refused, *moves.others)
            for reason in move.reasons
            if _is_waivable(move, reason.code) and reader.grants.has_group("ministry_lead")
        ],
        "is_draft": consultation.state == ConsultationState.DRAFT.value,
        "is_before_opening": consultation.state in _BEFORE_OPENING,
    }


def _is_waivable(move: TransitionExplanation, code: str) -> bool:
    guards = {each.name: each for each in move.transition.guards}
    return code in guards and guards[code].waivable


def _describe_moves(consultation: Consultation, moves: Moves) -> dict[str, Any]:
    def describe(each: TransitionExplanation) -> dict[str, Any]:
        address = [consultation.plan.code, consultation.pk, each.transition.name]
        return {
            "words": each.transition.label,
            "help": each.transition.help,
            "url": reverse("plan_act", args=address),
            "reasons": [reason.message for reason in each.reasons],
        }

    return {
        "possible": [describe(each) for each in moves.possible],
        "refused": [describe(each) for each in moves.refused],
        "others": [describe(each) for each in moves.others],
    }
