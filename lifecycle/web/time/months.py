"""The twelve months of a year as tables: which days are worked, which are off and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from lifecycle.selectors.calendar_year import CalendarYear
from workflow.models import Holiday, HolidayKind

KINDS: dict[str, str | Promise] = {
    HolidayKind.FIXED.value: gettext_lazy("public holiday"),
    HolidayKind.RELIGIOUS.value: gettext_lazy("religious feast"),
    HolidayKind.EXCEPTIONAL.value: gettext_lazy("decreed, for the administrations"),
}
_WEEK = 7


@dataclass(frozen=True)
class DayCell:
    """A day of a month: how it is drawn, what it is called, and how much is on it."""

    day: date
    style: str
    words: str
    count: int
    is_today: bool


@dataclass(frozen=True)
class Month:
    """A month as a table; days of other months are None."""

    words: str
    weeks: Sequence[Sequence[DayCell | None]]


def name_holiday(holiday: Holiday) -> str:
    """Return the name of a holiday in the reader's language, in French when it has none."""
    wanted = (get_language() or "fr")[:2]
    return str(getattr(holiday, f"name_{wanted}", "")) or holiday.name_fr


def name_kind(holiday: Holiday) -> str:
    """Return why a day is not worked, and whether that is certain."""
    kind = str(KINDS.get(holiday.kind, holiday.kind))
    if holiday.provisional:
        return _("%(kind)s, provisional until the moon is seen") % {"kind": kind}
    return kind


def list_weekdays() -> list[tuple[str, str]]:
    """Return the days of the week from Monday on: short, and whole."""
    return [(str(WEEKDAYS_ABBR[number]), str(WEEKDAYS[number])) for number in range(_WEEK)]


def draw_months(year: CalendarYear, counts: Mapping[date, int], *, today: date) -> list[Month]:
    """Return the months of a year; `counts` is how much happens on each day."""
    off: dict[date, list[Holiday]] = {}
    for holiday in year.holidays:
        off.setdefault(holiday.day, []).append(holiday)
    return [_draw(year, number, off, counts, today) for number in range(1, 13)]


def _draw(
    year: CalendarYear,
    number: int,
    off: Mapping[date, Sequence[Holiday]],
    counts: Mapping[date, int],
    today: date,
) -> Month:
    first = date(year.year, number, 1)
    following = date(year.year + number // 12, number % 12 + 1, 1)
    days: list[date | None] = [None] * first.weekday()
    days += [first + timedelta(days=count) for count in range((following - first).days)]
    days += [None] * (-len(days) % _WEEK)
    cells = [
        _draw_day(year, day, off.get(day, ()), counts.get(day, 0), today) if day else None
        for day in days
    ]
    weeks = [cells[start : start + _WEEK] for start in range(0, len(cells), _WEEK)]
    return Month(date_format(first, "F"), weeks)


def _draw_day(
    year: CalendarYear, day: date, holidays: Sequence[Holiday], count: int, today: date
) -> DayCell:
    words = [_("%(name)s: %(kind)s") % _describe(each) for each in holidays]
    if count:
        told = ngettext("%(count)d thing on this day", "%(count)d things on this day", count)
        words.append(told % {"count": count})
    return DayCell(day, _find_style(year, day, holidays), "; ".join(words), count, day == today)


def _describe(holiday: Holiday) -> dict[str, str]:
    return {"name": name_holiday(holiday), "kind": name_kind(holiday)}


def _find_style(year: CalendarYear, day: date, holidays: Sequence[Holiday]) -> str:
    if holidays:
        certain = not any(each.provisional for each in holidays)
        return f"is-{holidays[0].kind}" if certain else "is-provisional"
    return "" if year.calendar.is_working_day(day) else "is-weekend"
