"""The pages of a council file: what is handed in, where it stands, what was decided, for whom."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from lifecycle.models import Attachment, Council
from lifecycle.selectors.council_file_facts import TOLD_STATES, CouncilFileFacts
from lifecycle.selectors.councils import (
    CouncilLineRead,
    list_councils,
    list_documents,
    list_lines,
    list_startable,
)
from lifecycle.selectors.moves import Moves, sort_moves
from lifecycle.selectors.readers import Reader, make_reader
from lifecycle.selectors.timeline import describe_events, query_events
from lifecycle.services.councils import is_file_intact
from lifecycle.vocabulary import AttachmentPurpose, CouncilState
from lifecycle.web.access import answer_refusals, find_person
from lifecycle.web.council.finding import get_council_or_404, is_keeper, list_crumbs
from lifecycle.web.council.words import OUTCOME_KINDS, describe_state
from lifecycle.web.plans.reading import get_plan_or_404
from lifecycle.web.rights import list_role_codes, read_grants
from workflow.clock import current_clock
from workflow.engine import Explanation, TransitionExplanation, explain

HISTORY_SIZE = 20
#: The acts that do not bring the plan on: their buttons do not stand out.
_SETBACKS = {"abandon", "postpone", "pull_back", "record_returned"}
#: The document that is asked for next, by the state of the file.
_NEXT_DOCUMENTS = {
    CouncilState.SUBMITTED.value: AttachmentPurpose.AGENDA,
    CouncilState.PRESENTED.value: AttachmentPurpose.COUNCIL_DECISION,
}


@require_safe
def show_councils(request: HttpRequest, code: str) -> HttpResponse:
    """Show the files of a plan that the reader may read, the latest first."""
    plan = get_plan_or_404(code)
    keeper = is_keeper(request)
    rows = [
        {"council": each, "badge": describe_state(each), "day": _format_day(each)}
        for each in list_councils(read_grants(request), plan=plan)
    ]
    shown = {
        "plan": plan,
        "rows": rows,
        "startable": list_startable(plan) if keeper else [],
        "crumbs": list_crumbs(plan, None),
    }
    return render(request, "lifecycle/council/list.html", shown)


@require_safe
@answer_refusals()
def show_council(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a file: its lines, what was decided; to those who follow it also how it came there."""
    council = get_council_or_404(request, pk)
    reads_work = bool(list_role_codes(read_grants(request))) and is_follower(request)
    shown = {
        "council": council,
        "plan": council.plan,
        "version": council.plan_version,
        "badge": describe_state(council),
        "day": _format_day(council),
        "is_told": council.state in TOLD_STATES,
        "crumbs": list_crumbs(council.plan, council),
        **_describe_course(request, council, reads_work=reads_work),
    }
    return render(request, "lifecycle/council/council.html", shown)


def is_follower(request: HttpRequest) -> bool:
    """Return whether the reader follows the procedure, and so reads files before their outcome."""
    return read_grants(request).has_group(
        "ministry_team", "ministry_lead", "committee", "committee_chair", "observer"
    )


def _describe_course(request: HttpRequest, council: Council, *, reads_work: bool) -> dict[str, Any]:
    """Return the lines and what happened, with its public reasons; to followers also the work."""
    explanation = explain(council.pk, actor=find_person(request), grants=read_grants(request))
    case, reader = explanation.case, make_reader(explanation.case, read_grants(request))
    events = query_events(case, reader)[:HISTORY_SIZE]
    rest = (
        _describe_work(request, council, explanation, reader)
        if reads_work
        else _describe_outcome(council)
    )
    return {
        "entries": describe_events(events, case, reader, today=current_clock().today()),
        **rest,
    }


def _describe_outcome(council: Council) -> dict[str, Any]:
    return {
        "lines": [_describe_line(council, each) for each in list_lines(council)],
        "documents": [],
    }


def _describe_work(
    request: HttpRequest, council: Council, explanation: Explanation, reader: Reader
) -> dict[str, Any]:
    """Return what the ministry can do with it now, what is refused and why."""
    facts = cast("CouncilFileFacts", explanation.case.facts)
    keeper = is_keeper(request)
    moves = sort_moves(explanation, reader)
    next_document = _NEXT_DOCUMENTS.get(council.state)
    is_preparing = council.state == CouncilState.PREPARING
    return {
        "lines": [_describe_line(council, each) for each in list_lines(council, facts)],
        "documents": [_describe_document(each) for each in list_documents(council.pk)],
        "moves": _describe_moves(council, moves),
        "is_keeper": keeper,
        "is_preparing": is_preparing,
        "may_add": AttachmentPurpose.COUNCIL_FILE
        if keeper and is_preparing and council.frozen_at is None
        else None,
        "next_document": next_document if keeper else None,
        "may_decide": keeper and council.state == CouncilState.PRESENTED,
        "is_intact": is_file_intact(council) if council.frozen_at else True,
        "reads_work": True,
    }


def _describe_line(council: Council, each: CouncilLineRead) -> dict[str, Any]:
    number, outcome = each.read.proposal.plan_number, each.line.outcome
    is_commitment = each.is_adopted and council.state in TOLD_STATES
    badge = {"kind": OUTCOME_KINDS[outcome], "words": each.outcome_label} if outcome else None
    return {
        "read": each.read,
        "line": each.line,
        "problems": each.problems,
        "mark": "is-blocked" if each.problems else "",
        "outcome": badge,
        "url": _find_text_url(council, number),
        "commitment_url": (
            reverse("commitment", args=[council.plan.code, number]) if is_commitment else ""
        ),
    }


def _find_text_url(council: Council, number: int | None) -> str:
    address = [council.plan.code, council.plan_version.number]
    if number is None:
        return reverse("version", args=address)
    return reverse("version_line", args=[*address, number])


def _describe_document(document: Attachment) -> dict[str, Any]:
    return {"file": document, "purpose": AttachmentPurpose(document.purpose).label}


def _describe_moves(council: Council, moves: Moves) -> dict[str, Any]:
    def describe(each: TransitionExplanation) -> dict[str, Any]:
        address = [council.plan.code, council.pk, each.transition.name]
        return {
            "words": each.transition.label,
            "help": each.transition.help,
            "url": reverse("plan_act", args=address),
            "reasons": [reason.message for reason in each.reasons],
            "is_grave": each.transition.name in _SETBACKS,
        }

    return {
        "possible": [describe(each) for each in moves.possible],
        "refused": [describe(each) for each in moves.refused],
        "others": [describe(each) for each in moves.others],
    }


def _format_day(council: Council) -> str:
    return date_format(council.meets_on, "DATE_FORMAT") if council.meets_on else ""
