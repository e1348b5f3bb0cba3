"""The calendar as this process knows it: read once for each edition, proved by whoever writes.

Most transitions count a few working days, and the calendar changes some times a year. What was
known before is never trusted by itself: what is counted by it is only written while its edition
counts (`workflow.history.append`).
"""

from dataclasses import dataclass

from django.db.models import QuerySet

from workflow.calendars import Calendar
from workflow.holidays import load_calendar
from workflow.models import CalendarEdition
from workflow.prepared import prepared


class StaleCalendarError(Exception):
    """What is to be written was counted by an edition that does not count any more."""


@dataclass(frozen=True)
class KnownCalendar:
    """The working days of every seeded year, as they are in one edition."""

    edition: str
    calendar: Calendar


class _Kept:
    """What this process knows; whoever reads it meanwhile has the one or the other, whole."""

    known: KnownCalendar | None = None


def get_known_calendar() -> KnownCalendar | None:
    """Return what is known, reading it when nothing is; None while no calendar has an edition."""
    if _Kept.known is None:
        for edition in _read_edition():
            # In this order: days that are newer than their edition are never written by.
            _Kept.known = KnownCalendar(edition, load_calendar())
    return _Kept.known


def forget_calendar() -> None:
    """Read the calendar anew next time: the edition that was known does not count any more."""
    _Kept.known = None


@prepared
def _read_edition() -> QuerySet[CalendarEdition, str]:
    return CalendarEdition.objects.values_list("edition", flat=True)
