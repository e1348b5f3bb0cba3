"""When a daily letter leaves: at its reader's hour, on working days, outside their quiet days."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from notifications.models import Schedule
from workflow.calendars import ONE_DAY, SATURDAY
from workflow.clock import compute_civil_day
from workflow.models import WorkingDay

#: Longer than any run of days off: beyond it the day itself is taken, so nothing waits for ever.
HORIZON_DAYS = 45

IsWorked = Callable[[date], bool]


@dataclass(frozen=True)
class Rhythm:
    """The hour at which somebody reads their letter, and the days on which they want none."""

    hour: int = 8
    quiet_from: date | None = None
    quiet_until: date | None = None

    def is_quiet(self, day: date) -> bool:
        """Return whether no letter goes out on `day`."""
        if self.quiet_from is None or self.quiet_until is None:
            return False
        return self.quiet_from <= day <= self.quiet_until


def compute_next_letter(after: datetime, rhythm: Rhythm, is_worked: IsWorked) -> datetime:
    """Return the first instant after `after` at which the daily letter may leave.

    The hour is civil time in the zone of the site.
    """
    day = compute_civil_day(after)
    if _at_hour(day, rhythm) <= after:
        day += ONE_DAY
    if rhythm.is_quiet(day) and rhythm.quiet_until is not None:
        day = rhythm.quiet_until + ONE_DAY
    ahead = (day + timedelta(days=number) for number in range(HORIZON_DAYS))
    found = (each for each in ahead if is_worked(each) and not rhythm.is_quiet(each))
    return _at_hour(next(found, day), rhythm)


def may_leave(now: datetime, rhythm: Rhythm, is_worked: IsWorked) -> bool:
    """Return whether the daily letter may leave at this very moment."""
    day = compute_civil_day(now)
    return now >= _at_hour(day, rhythm) and is_worked(day) and not rhythm.is_quiet(day)


def load_worked_days(around: date) -> IsWorked:
    """Return who knows whether a day is worked, a few weeks around a day; one statement.

    Where the calendar does not reach, Monday to Friday are: a letter rather leaves on a feast than
    never.
    """
    days = (around - ONE_DAY, around + timedelta(days=3 * HORIZON_DAYS))
    known = frozenset(WorkingDay.objects.filter(day__range=days).values_list("day", flat=True))
    first, last = (min(known), max(known)) if known else (date.max, date.min)
    return lambda day: day in known if first <= day <= last else day.weekday() < SATURDAY


def load_rhythms(person_ids: Iterable[int]) -> dict[int, Rhythm]:
    """Return the rhythm of those who chose one; one statement."""
    rows = Schedule.objects.filter(person__in=list(person_ids))
    return {
        each.person_id: Rhythm(each.digest_hour, each.quiet_from, each.quiet_until) for each in rows
    }


def _at_hour(day: date, rhythm: Rhythm) -> datetime:
    return datetime.combine(day, time(rhythm.hour), timezone.get_default_timezone())
