"""The page of one activity: where it stands, who is awaited, what escalates, what can be done."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lifecycle.selectors.activity_page import list_periods, list_requests
from lifecycle.selectors.evidence import list_evidence
from lifecycle.selectors.history import list_own_history
from lifecycle.selectors.late import OpenLine, find_line
from lifecycle.selectors.late_words import name_activity
from lifecycle.selectors.moves import sort_moves
from lifecycle.selectors.readers import make_reader
from lifecycle.services.attachments import may_attach
from lifecycle.vocabulary import AttachmentPurpose
from lifecycle.web.access import find_person
from lifecycle.web.implementation.climbs import describe_fired, describe_next
from lifecycle.web.implementation.rows import make_row
from lifecycle.web.plans.acting import describe_moves
from lifecycle.web.plans.activities import make_activity_row
from lifecycle.web.plans.history import describe_history
from lifecycle.web.rights import list_role_codes, read_grants
from workflow.clock import current_clock
from workflow.engine import explain


@require_safe
def show_activity(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one activity to everybody; what can be done, and its evidence, to who holds a role."""
    grants, today = read_grants(request), current_clock().today()
    line = find_line(pk, on=today)
    if line is None:
        raise Http404
    is_staff = bool(list_role_codes(grants))
    shown: dict[str, Any] = {
        "plan": line.commitment.plan,
        "commitment": line.commitment,
        "activity": line.activity,
        "title": name_activity(line.activity),
        "row": make_row(line, grants),
        "told": make_activity_row(line.line),
        "periods": list_periods(pk),
        "requests": list_requests(pk, grants, today=today),
        "fired": [describe_fired(each) for each in line.climbed.fired],
        "next_rung": describe_next(line.climbed.next),
        "entries": describe_history(list_own_history(pk), names=is_staff),
        "is_staff": is_staff,
        "told_on": date_format(today, "DATE_FORMAT"),
        "crumbs": list_crumbs(line),
    }
    if is_staff:
        shown |= _describe_doing(request, line)
    return render(request, "lifecycle/implementation/activity.html", shown)


def list_crumbs(line: OpenLine, *, is_here: bool = True) -> list[dict[str, str]]:
    """Return the way to the page of an activity; `is_here` when that is the page itself."""
    plan, number = line.commitment.plan, line.commitment.number
    return [
        {"words": _("Plans"), "url": reverse("plan_list")},
        {"words": plan.code, "url": reverse("plan", args=[plan.code])},
        {
            "words": _("Commitment %(number)d") % {"number": number},
            "url": reverse("commitment", args=[plan.code, number]),
        },
        {
            "words": name_activity(line.activity),
            "url": "" if is_here else reverse("activity", args=[line.activity.pk]),
        },
    ]


def _describe_doing(request: HttpRequest, line: OpenLine) -> dict[str, Any]:
    """Return what the reader can do there, every reason against it, and what shows it was done."""
    grants, key = read_grants(request), line.activity.pk
    explanation = explain(key, actor=find_person(request), grants=grants)
    case = explanation.case
    moves = sort_moves(explanation, make_reader(case, grants))
    return {
        **describe_moves(moves, line.commitment.plan.code, key),
        "evidence": list_evidence(case, grants),
        "may_attach": may_attach(AttachmentPurpose.EVIDENCE, case, grants),
    }
