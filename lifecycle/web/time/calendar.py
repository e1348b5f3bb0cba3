"""The calendar: a year with its days off, for everybody, and with what is due, for who has it."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lifecycle.selectors.calendar_year import (
    CalendarYear,
    Moment,
    PlanDay,
    list_holiday_changes,
    read_year,
)
from lifecycle.selectors.escalations import count_proposed, may_settle
from lifecycle.selectors.ladders import may_read_ladders
from lifecycle.selectors.open_items import OpenItem
from lifecycle.selectors.tasks import name_task
from lifecycle.web.access import answer_refusals
from lifecycle.web.rights import read_grants
from lifecycle.web.time.months import draw_months, list_weekdays, name_holiday, name_kind
from lifecycle.web.time.rights import is_lead
from lifecycle.web.work.badges import Badge, describe_due
from lifecycle.web.work.lines import find_action
from workflow.clock import current_clock
from workflow.models import Holiday, HolidayAction, HolidayChange, HolidayKind

_MOMENTS: dict[Moment, str | Promise] = {
    Moment.STAGE_OPENS: gettext_lazy("A stage opens"),
    Moment.STAGE_CLOSES: gettext_lazy("A stage closes"),
    Moment.CONSULTATION_OPENS: gettext_lazy("A consultation opens"),
    Moment.CONSULTATION_CLOSES: gettext_lazy("A consultation closes"),
}
_ACTIONS: dict[str, str | Promise] = {
    HolidayAction.DECREED.value: gettext_lazy("Decreed: %(name)s"),
    HolidayAction.MOVED.value: gettext_lazy("Moved: %(name)s"),
    HolidayAction.CONFIRMED.value: gettext_lazy("Confirmed: %(name)s"),
    HolidayAction.REMOVED.value: gettext_lazy("Taken away: %(name)s"),
}


@dataclass(frozen=True)
class Entry:
    """Something that is due or happens on a day."""

    day: date
    words: str
    title: str
    reference: str
    url: str
    badge: Badge | None = None


@require_safe
@answer_refusals()
def show_calendar(request: HttpRequest) -> HttpResponse:
    """Show the year of today."""
    return _show(request, current_clock().today().year)


@require_safe
@answer_refusals(lambda *_args, **_named: reverse("calendar"))
def show_year(request: HttpRequest, year: int) -> HttpResponse:
    """Show a year."""
    return _show(request, year)


def _show(request: HttpRequest, number: int) -> HttpResponse:
    today, grants = current_clock().today(), read_grants(request)
    year = read_year(number, grants, today=today)
    entries = _list_entries(year, today)
    counts = Counter(entry.day for entry in entries)
    shown = {
        "year": year,
        "months": draw_months(year, counts, today=today),
        "weekdays": list_weekdays(),
        "holidays": [_describe_holiday(holiday) for holiday in year.holidays],
        "entries": entries,
        "changes": [_describe_change(change) for change in list_holiday_changes(number)],
        "is_lead": is_lead(request),
        "is_staff": may_read_ladders(grants),
        "proposed_count": count_proposed() if may_settle(grants) else 0,
        "previous_url": _find_url(number - 1) if year.has_previous else "",
        "next_url": _find_url(number + 1) if year.has_next else "",
    }
    return render(request, "lifecycle/time/calendar.html", shown)


def _find_url(year: int) -> str:
    return reverse("calendar_year", args=[year])


def _list_entries(year: CalendarYear, today: date) -> list[Entry]:
    entries = [_describe_item(item, today) for item in year.items if item.due_on is not None]
    entries += [_describe_plan_day(each) for each in year.plan_days]
    return sorted(entries, key=lambda entry: entry.day)


def _describe_item(item: OpenItem, today: date) -> Entry:
    return Entry(
        day=item.due_on or today,
        words=name_task(item.subject_kind, item.kind, round_kind=item.round_kind),
        title=item.title,
        reference=item.reference,
        url=find_action(item, is_theirs=False).url,
        badge=describe_due(item.due_on, today=today, last_day=item.last_day),
    )


def _describe_plan_day(each: PlanDay) -> Entry:
    is_stage = each.moment in {Moment.STAGE_OPENS, Moment.STAGE_CLOSES}
    return Entry(
        day=each.day,
        words=str(_MOMENTS[each.moment]),
        title=each.title,
        reference=each.plan,
        url=reverse("plan", args=[each.plan])
        if is_stage
        else reverse("consultation", args=[each.subject_id]),
    )


def _describe_holiday(holiday: Holiday) -> dict[str, Any]:
    return {
        "holiday": holiday,
        "name": name_holiday(holiday),
        "kind": name_kind(holiday),
        "is_decreed": holiday.kind == HolidayKind.EXCEPTIONAL,
    }


def _describe_change(change: HolidayChange) -> dict[str, Any]:
    wanted = (get_language() or "fr")[:2]
    name = getattr(change, f"name_{wanted}", "") or change.name_fr
    when = date_format(localtime(change.changed_at), "DATETIME_FORMAT")
    if change.changed_by is not None:
        when = _("%(when)s, by %(person)s") % {"when": when, "person": change.changed_by}
    return {
        "change": change,
        "words": str(_ACTIONS[change.action]) % {"name": name},
        "when": when,
    }
