"""The list of what is late, blocked or undated, for the committee and the ministry; printable."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from lifecycle.models import ActionPlan
from lifecycle.selectors.following_late import LIST_READERS
from lifecycle.selectors.institutions import query_institutions
from lifecycle.selectors.late import Lateness, Scope, list_late
from lifecycle.services.access import check_group
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from lifecycle.web.access import answer_refusals, require_person
from lifecycle.web.implementation.exporting import FORMATS, answer_file
from lifecycle.web.implementation.rows import make_rows
from lifecycle.web.rights import read_grants
from lifecycle.web.work.addresses import change_query, read_number
from workflow.clock import current_clock
from workflow.models import Institution


@require_safe
@answer_refusals()
def show_late(request: HttpRequest) -> HttpResponse:
    """Show the list, narrowed as the address says, or give it as a file."""
    require_person(request)
    grants, today = read_grants(request), current_clock().today()
    check_group(grants, *LIST_READERS)
    plans, institutions = list(ActionPlan.objects.order_by("code")), _list_institutions()
    plan = _choose(request.GET.get("plan", ""), {each.code for each in plans})
    institution = _find(read_number(request, "institution"), institutions)
    what = _choose(request.GET.get("what", ""), set(Lateness.values))
    scope = Scope(plan, frozenset({institution.pk}) if institution else None)
    lines = list_late(scope, on=today, what=what)
    if (wanted := request.GET.get("format", "")) in FORMATS:
        return answer_file(lines, wanted, today=today)
    shown: dict[str, Any] = {
        "rows": make_rows(lines, grants),
        "counts": [
            {"words": reason.label, "count": sum(reason in each.reasons for each in lines)}
            for reason in Lateness
        ],
        "plans": plans,
        "plan": plan,
        "institutions": institutions,
        "institution": institution,
        "reasons": Lateness.choices,
        "what": what,
        "is_narrowed": bool(plan or institution or what),
        "csv_url": change_query(request, format="csv"),
        "xlsx_url": change_query(request, format="xlsx"),
        "writes_letters": grants.has_group(MINISTRY_TEAM.code),
        "told_on": date_format(today, "DATE_FORMAT"),
    }
    return render(request, "lifecycle/implementation/late.html", shown)


def _list_institutions() -> list[Institution]:
    carrying = query_institutions().filter(porter_rows__isnull=False).distinct()
    return sorted(carrying, key=str)


def _choose(asked: str, known: set[str]) -> str:
    """Return what the address asks for, nothing when there is no such thing."""
    return asked if asked in known else ""


def _find(key: int | None, institutions: list[Institution]) -> Institution | None:
    return next((each for each in institutions if each.pk == key), None)
