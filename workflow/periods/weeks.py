"""What "the second week of September" may mean: people mean three different things by it."""

from calendar import monthrange
from datetime import date, timedelta

from workflow.periods.vocabulary import LAST

DAYS_A_WEEK = 7


def list_week_readings(first: int, last: int, *, month: int, year: int) -> list[tuple[date, date]]:
    """Return each reading of the weeks `first` to `last` of a month, earliest first.

    1. The calendar weeks (Monday to Sunday) that touch the month, cut at its ends.
    2. The days 1 to 7, 8 to 14 and so on.
    3. The calendar weeks that lie whole inside the month.

    A reading that does not have those weeks is left out; equal readings are one. `LAST` counts
    from the end. When the month starts on a Monday the three agree.
    """
    start = date(year, month, 1)
    end = date(year, month, monthrange(year, month)[1])
    ways = [_touching(start, end), _blocks(start, end, from_end=first == LAST), _whole(start, end)]
    readings = {
        (weeks[_index(first)][0], weeks[_index(last)][1])
        for weeks in ways
        if max(first, last) <= len(weeks)
    }
    return sorted(readings)


def find_week_of(day: date) -> tuple[date, date]:
    """Return the Monday and the Sunday around `day`."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=DAYS_A_WEEK - 1)


def _index(ordinal: int) -> int:
    return ordinal if ordinal == LAST else ordinal - 1


def _touching(start: date, end: date) -> list[tuple[date, date]]:
    weeks = []
    monday, sunday = find_week_of(start)
    while monday <= end:
        weeks.append((max(monday, start), min(sunday, end)))
        monday, sunday = find_week_of(sunday + timedelta(days=1))
    return weeks


def _whole(start: date, end: date) -> list[tuple[date, date]]:
    return [week for week in _touching(start, end) if (week[1] - week[0]).days == DAYS_A_WEEK - 1]


def _blocks(start: date, end: date, *, from_end: bool) -> list[tuple[date, date]]:
    """Return the runs of seven days counted from the first of the month, or up to its last."""
    whole = (end - start).days // DAYS_A_WEEK
    first = end - timedelta(days=whole * DAYS_A_WEEK - 1) if from_end else start
    days = [first + timedelta(days=DAYS_A_WEEK * n) for n in range(whole)]
    return [(day, day + timedelta(days=DAYS_A_WEEK - 1)) for day in days]
