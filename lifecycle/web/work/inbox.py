"""The inbox: the home of everybody who has something to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from lifecycle.selectors.escalations import count_proposed, may_settle
from lifecycle.selectors.inbox import (
    COUNTED,
    Filters,
    Inbox,
    Urgency,
    Whose,
    has_set_aside,
    read_inbox,
)
from lifecycle.selectors.open_items import name_institutions
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM
from lifecycle.web.rights import read_grants
from lifecycle.web.work.addresses import (
    change_page,
    change_query,
    read_flag,
    read_number,
    read_page,
)
from lifecycle.web.work.kinds import name_kinds
from lifecycle.web.work.lines import Line, make_line
from workflow.clock import current_clock
from workflow.machine.registry import list_machines
from workflow.permissions.grants import Grants

HEADINGS: dict[Urgency, str | Promise] = {
    Urgency.LATE: gettext_lazy("Late"),
    Urgency.SOON: gettext_lazy("Due today or soon"),
    Urgency.LATER: gettext_lazy("Due later"),
    Urgency.UNDATED: gettext_lazy("Without a date"),
}


@dataclass(frozen=True)
class Group:
    """The lines of one urgency on this page, and how many there are on all pages."""

    urgency: Urgency
    heading: str | Promise
    count: str
    lines: Sequence[Line]


@login_required
@require_safe
def show_inbox(request: HttpRequest) -> HttpResponse:
    """Show what the asker has to do, the gravest first."""
    today, grants = current_clock().today(), read_grants(request)
    filters, page = _read_filters(request, grants), read_page(request)
    inbox = read_inbox(grants, filters, today=today, page=page)
    lines = [make_line(item, grants, today=today) for item in inbox.items]
    shown = {
        "groups": _group(inbox, filters, lines),
        "late_count": _count(inbox, filters, Urgency.LATE),
        "chips": _list_chips(request, inbox, filters, grants, today=today),
        "institutions": _list_institutions(inbox, filters),
        "kinds": _list_kinds(inbox, filters),
        "has_selectable": any(line.is_selectable for line in lines),
        "filters": filters,
        "is_narrowed": filters != Filters(),
        "previous_url": change_page(request, page - 1) if page > 1 else "",
        "next_url": change_page(request, page + 1) if inbox.has_next else "",
        "page_number": page,
        "proposed_count": count_proposed() if may_settle(grants) else 0,
    }
    return render(request, "lifecycle/work/inbox.html", shown)


def runs_the_procedure(grants: Grants) -> bool:
    """Return whether the person watches over the work of others."""
    return grants.has_group(MINISTRY_TEAM.code, MINISTRY_LEAD.code)


def _read_filters(request: HttpRequest, grants: Grants) -> Filters:
    whose = request.GET.get("of", "")
    offered = [Whose.MINE, Whose.ASIDE]
    offered += [Whose.OTHERS] if runs_the_procedure(grants) else []
    kind = request.GET.get("kind", "")
    return Filters(
        whose=Whose(whose) if whose in offered else Whose.OURS,
        only_late=read_flag(request, "late"),
        institution_id=read_number(request, "institution"),
        kind=kind if _is_known(kind) else "",
    )


def _is_known(kind: str) -> bool:
    subject_kind, dot, _kind = kind.partition(".")
    return bool(dot) and subject_kind in {machine.kind for machine in list_machines()}


def _group(inbox: Inbox, filters: Filters, lines: Sequence[Line]) -> list[Group]:
    found = [(each, [line for line in lines if line.urgency is each]) for each in Urgency]
    return [
        Group(each, HEADINGS[each], _count(inbox, filters, each), members)
        for each, members in found
        if members
    ]


def _count(inbox: Inbox, filters: Filters, urgency: Urgency | None = None) -> str:
    """Return a count as people read it: what was not counted to the end reads "1000+"."""
    count = inbox.count(filters, urgency)
    is_cut = not inbox.is_counted_whole and (urgency is None or count >= COUNTED)
    return f"{count}+" if is_cut else str(count)


def _list_chips(
    request: HttpRequest, inbox: Inbox, filters: Filters, grants: Grants, *, today: date
) -> list[dict[str, Any]]:
    """Return the chips; what would show the same as another one is left out."""
    is_aside = filters.whose is Whose.ASIDE
    ours = filters.whose in {Whose.OURS, Whose.MINE}
    late = Filters(whose=filters.whose, only_late=True)
    chips = [_make_chip(request, inbox, filters, Whose.OURS, _("All"), is_counted=ours)]
    if len(grants.desks) > 1:
        words = _("On my own desk")
        chips.append(_make_chip(request, inbox, filters, Whose.MINE, words, is_counted=ours))
    if runs_the_procedure(grants):
        words = _("Waiting for others")
        others = filters.whose is Whose.OTHERS
        chips.append(_make_chip(request, inbox, filters, Whose.OTHERS, words, is_counted=others))
    if is_aside or has_set_aside(grants, today=today):
        words = _("Set aside")
        chips.append(_make_chip(request, inbox, filters, Whose.ASIDE, words, is_counted=is_aside))
    return [
        *chips,
        {
            "words": _("Late"),
            "url": change_query(request, late=None if filters.only_late else "1"),
            "is_on": filters.only_late,
            "count": _count(inbox, late),
        },
    ]


def _make_chip(
    request: HttpRequest,
    inbox: Inbox,
    filters: Filters,
    whose: Whose,
    words: str,
    *,
    is_counted: bool,
) -> dict[str, Any]:
    shown = Filters(whose=whose if whose is Whose.MINE else Whose.OURS)
    return {
        "words": words,
        "url": change_query(request, of=None if whose is Whose.OURS else whose.value),
        "is_on": filters.whose is whose,
        "count": _count(inbox, shown) if is_counted else None,
    }


def _list_institutions(inbox: Inbox, filters: Filters) -> list[tuple[int, str]]:
    found = {facet.institution_id for facet in inbox.facets} | {filters.institution_id}
    names = name_institutions(key for key in found if key is not None)
    return sorted(names.items(), key=lambda pair: pair[1])


def _list_kinds(inbox: Inbox, filters: Filters) -> list[tuple[str, str]]:
    """Return what can be chosen, no two of the same words."""
    return name_kinds(sorted({facet.kind for facet in inbox.facets} | {filters.kind} - {""}))
