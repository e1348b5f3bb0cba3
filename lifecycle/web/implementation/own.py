"""What is open of the reader's own institution, the late first: read and answered on a phone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lifecycle.selectors.following_late import (
    ANSWERING,
    MINISTRY,
    chooses_institution,
    find_own_scope,
    list_own_institutions,
)
from lifecycle.selectors.institutions import query_institutions
from lifecycle.selectors.late import Lateness, Scope, list_open
from lifecycle.services.access import make_denial
from lifecycle.vocabulary.situations import Situation
from lifecycle.web.access import answer_refusals, require_person
from lifecycle.web.implementation.rows import OpenRow, make_rows
from lifecycle.web.rights import read_grants
from lifecycle.web.work.addresses import read_number
from workflow.clock import current_clock
from workflow.models import Institution
from workflow.permissions.grants import Grants


@dataclass(frozen=True)
class Group:
    """Activities that stand alike, under one heading."""

    words: str
    rows: Sequence[OpenRow]


@require_safe
@answer_refusals()
def show_own(request: HttpRequest) -> HttpResponse:
    """Show what is open of the institution; the ministry chooses which one."""
    require_person(request)
    grants, today = read_grants(request), current_clock().today()
    offered = _list_offered(grants)
    chosen = _find_chosen(request, offered)
    scope = _find_scope(grants, chosen)
    lines = list_open(scope, on=today) if scope is not None else []
    shown: dict[str, Any] = {
        "groups": _group(make_rows(lines, grants)),
        "late": sum(each.situation == Situation.LATE for each in lines),
        "open": len(lines),
        "blocked": sum(Lateness.BLOCKED in each.reasons for each in lines),
        "institutions": offered if len(offered) > 1 else [],
        "chosen": chosen,
        "names": [str(each) for each in ([chosen] if chosen else offered)],
        "has_scope": scope is not None,
        "told_on": date_format(today, "DATE_FORMAT"),
    }
    return render(request, "lifecycle/implementation/own.html", shown)


def _list_offered(grants: Grants) -> list[Institution]:
    """Return the institutions this reader may look at.

    Raises:
        TransitionForbiddenError: they answer for none and are not of the ministry (403).
    """
    institutions = query_institutions()
    if chooses_institution(grants):
        carrying = institutions.filter(porter_rows__isnull=False).distinct()
        return sorted(carrying, key=str)
    if find_own_scope(grants) is None:
        raise make_denial((*ANSWERING, *MINISTRY))
    return list(institutions.filter(pk__in=list_own_institutions(grants)))


def _find_chosen(request: HttpRequest, offered: Iterable[Institution]) -> Institution | None:
    """Return the institution of the address, None when it names none.

    Raises:
        Http404: it is none of those this reader may look at.
    """
    if not request.GET.get("institution"):
        return None
    key = read_number(request, "institution")
    found = next((each for each in offered if each.pk == key), None)
    if found is None:
        raise Http404
    return found


def _find_scope(grants: Grants, chosen: Institution | None) -> Scope | None:
    if chosen is not None:
        return Scope(institutions=frozenset({chosen.pk}))
    return find_own_scope(grants)


def _group(rows: Sequence[OpenRow]) -> list[Group]:
    """Return the rows under the headings of their situations; they come in that order."""
    groups = []
    for situation in Situation:
        alike = [row for row in rows if row.line.situation == situation]
        if alike:
            groups.append(Group(_name(situation), alike))
    return groups


def _name(situation: Situation) -> str:
    return {
        Situation.LATE: _("Late"),
        Situation.BLOCKED: _("Somebody is awaited"),
        Situation.DUE: _("Due soon"),
        Situation.UNDATED: _("Without a date"),
        Situation.REPORTED: _("Reported done, being verified"),
        Situation.PLANNED: _("Later"),
    }.get(situation, str(situation.label))
