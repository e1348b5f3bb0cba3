"""The calendar as the ministry decides it: seeded, then moved, confirmed and decreed.

Every change rebuilds the numbered working days in the same transaction, so that whoever counts
sees either the old calendar or the new one, whole. What is open is counted anew by
`workflow.holiday_decisions`, which people go through.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from secrets import token_hex
from typing import Any

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Aggregate, QuerySet, TextField, Value
from django.db.models.sql.compiler import SQLCompiler
from django.utils.translation import gettext as _

from workflow.calendars import Calendar
from workflow.clock import MachineClock
from workflow.exceptions import (
    EmptyCalendarError,
    SubjectNotFoundError,
    TransitionRefusedError,
)
from workflow.models.calendar import CalendarEdition, Holiday, HolidayKind, WorkingDay
from workflow.moroccan_holidays import HolidaySeed, list_moroccan_holidays
from workflow.prepared import prepared

#: Longer than any run of days off, so that the edges of a narrow calendar are known.
_EDGE = timedelta(days=15)
_BATCH = 500


class UnknownHolidayError(SubjectNotFoundError):
    """No holiday has this code in this year (404)."""

    code = "unknown_holiday"


class HolidayExistsError(TransitionRefusedError):
    """A holiday already has this code in this year (409)."""

    code = "holiday_exists"


class UnseededYearError(TransitionRefusedError):
    """The day is in a year whose holidays are not known yet (409)."""

    code = "unseeded_year"


#: Where a new calendar begins, and how many years ahead it reaches: the oldest plan that is
#: loaded is of 2018, and feasts of the moon are guessed well enough for that long.
FIRST_YEAR = 2018
YEARS_AHEAD = 5


def ensure_calendar(**_signal: object) -> None:
    """Seed the calendar of a new database. Connected to `post_migrate`; changes no other one.

    One that was numbered before editions were kept is numbered again: it has one then.
    """
    if CalendarEdition._meta.db_table not in connection.introspection.table_names():
        # A migration before ours: there is no such table yet, or no more.
        return
    if not Holiday.objects.exists():
        seed_holidays(FIRST_YEAR, MachineClock().today().year + YEARS_AHEAD)
    elif not CalendarEdition.objects.exists():
        rebuild_working_days()


@transaction.atomic
def seed_holidays(first_year: int, last_year: int) -> int:
    """Write the public holidays of these civil years; return how many are new.

    What is already there stays: a date that somebody moved or confirmed is never overwritten.

    Raises:
        UnseededYearError: the years turn round, would leave a gap in the calendar, or have no
            holiday that is known.
    """
    if last_year < first_year:
        raise UnseededYearError(
            _("The last year, %(last)s, comes before the first, %(first)s.")
            % {"first": first_year, "last": last_year}
        )
    before = Holiday.objects.count()
    seeds = [
        _write(seed, year)
        for year in range(first_year, last_year + 1)
        for seed in list_moroccan_holidays(year)
    ]
    if not seeds:
        raise UnseededYearError(
            _("No holiday is known from %(first)s to %(last)s: is it these years that are meant?")
            % {"first": first_year, "last": last_year}
        )
    Holiday.objects.bulk_create(seeds, batch_size=_BATCH, ignore_conflicts=True)
    rebuild_working_days()
    return Holiday.objects.count() - before


def _write(seed: HolidaySeed, year: int) -> Holiday:
    return Holiday(
        code=seed.code,
        year=year,
        day=seed.day,
        kind=seed.feast.kind.value,
        provisional=seed.provisional,
        name_fr=seed.feast.name_fr,
        name_ar=seed.feast.name_ar,
        name_en=seed.feast.name_en,
    )


@transaction.atomic
def decree_holiday(code: str, day: date, *, name_fr: str, name_ar: str, name_en: str) -> Holiday:
    """Add a day off decreed for the administrations.

    Raises:
        HolidayExistsError: the code is taken in that year.
        UnseededYearError: the calendar does not reach that year.
    """
    _require_seeded(day)
    if Holiday.objects.filter(code=code, year=day.year).exists():
        raise HolidayExistsError(
            _("There is already a holiday “%(code)s” in %(year)s; move it, or choose another code.")
            % {"code": code, "year": day.year}
        )
    holiday = Holiday.objects.create(
        code=code,
        year=day.year,
        day=day,
        kind=HolidayKind.EXCEPTIONAL.value,
        name_fr=name_fr,
        name_ar=name_ar,
        name_en=name_en,
    )
    rebuild_working_days()
    return holiday


@transaction.atomic
def move_holiday(code: str, year: int, *, to: date) -> Holiday:
    """Put a holiday on another day; a religious one stays provisional until it is confirmed.

    Raises:
        UnknownHolidayError: no holiday has that code in that year.
        UnseededYearError: the calendar does not reach the new day.
    """
    holiday = get_holiday(code, year)
    _require_seeded(to)
    holiday.day = to
    holiday.save(update_fields=["day"])
    rebuild_working_days()
    return holiday


@transaction.atomic
def confirm_holiday(code: str, year: int) -> Holiday:
    """Say that a holiday stands on its day; confirming twice changes nothing.

    Raises:
        UnknownHolidayError: no holiday has that code in that year.
    """
    holiday = get_holiday(code, year)
    holiday.provisional = False
    holiday.save(update_fields=["provisional"])
    return holiday


@transaction.atomic
def remove_holiday(code: str, year: int) -> Holiday:
    """Let a decreed day off be worked after all; return what it was.

    Raises:
        UnknownHolidayError: no holiday has that code in that year.
        TransitionRefusedError: it was not decreed: the law or the moon gives that day (409).
    """
    holiday = get_holiday(code, year)
    if holiday.kind != HolidayKind.EXCEPTIONAL:
        raise TransitionRefusedError(
            _("Only a day off that was decreed is taken away; this one can be moved.")
        )
    Holiday.objects.filter(pk=holiday.pk).delete()
    rebuild_working_days()
    return holiday


def get_holiday(code: str, year: int) -> Holiday:
    """Return the holiday `code` of `year`.

    Raises:
        UnknownHolidayError: there is none; the message lists those of the year.
    """
    holiday = Holiday.objects.filter(code=code, year=year).first()
    if holiday:
        return holiday
    known = ", ".join(Holiday.objects.filter(year=year).values_list("code", flat=True))
    raise UnknownHolidayError(
        _("There is no holiday “%(code)s” in %(year)s; those that are known: %(known)s.")
        % {"code": code, "year": year, "known": known or _("none")}
    )


def _require_seeded(day: date) -> None:
    if day.year not in list_seeded_years():
        raise UnseededYearError(
            _("The holidays of %(year)s are not known yet. Seed that year first.")
            % {"year": day.year}
        )


def list_seeded_years() -> list[int]:
    """Return the civil years whose fixed holidays are known, in order."""
    fixed = Holiday.objects.filter(kind=HolidayKind.FIXED.value)
    return list(fixed.order_by("year").values_list("year", flat=True).distinct())


@transaction.atomic
def rebuild_working_days() -> int:
    """Number the working days of every seeded year anew; return how many there are.

    Raises:
        UnseededYearError: a year is missing in between, whose feasts would count as worked.
    """
    # Two rebuilds at once would both insert ordinal 1: the second waits here for the first. What
    # that one added is seen by a statement that begins afterwards.
    list(Holiday.objects.select_for_update().order_by("pk").values_list("pk", flat=True))
    closed = list(Holiday.objects.values_list("day", flat=True))
    years = list_seeded_years()
    _require_no_gap(years)
    WorkingDay.objects.all().delete()
    CalendarEdition.objects.all().delete()
    if not years:
        return 0
    calendar = Calendar.from_holidays(date(years[0], 1, 1), date(years[-1], 12, 31), closed)
    days = [WorkingDay(day=day, ordinal=n) for n, day in enumerate(calendar.working_days, start=1)]
    WorkingDay.objects.bulk_create(days, batch_size=_BATCH)
    CalendarEdition.objects.create(edition=token_hex(16))
    return len(days)


def _require_no_gap(years: list[int]) -> None:
    missing = sorted(set(range(years[0], years[-1] + 1)) - set(years)) if years else []
    if missing:
        raise UnseededYearError(
            _("The holidays of %(years)s are missing in between. Seed those years too.")
            % {"years": ", ".join(map(str, missing))}
        )


def load_calendar(start: date | None = None, days: int | None = None) -> Calendar:
    """Return the calendar of every seeded year, or of `days` days from `start`; one statement.

    The numbered days always cover whole years, so the whole calendar runs from a first of January
    to a 31 December. A narrow one ends where the known days end.

    Raises:
        EmptyCalendarError: no working day is known there.
    """
    if start is None or days is None:
        return _build(date.min, date.max, _read_days(date.min, date.max))
    end = start + timedelta(days=days)
    return _build(start, end, _read_days(start - _EDGE, end + _EDGE))


class _Written(Aggregate):
    """All the days as one text, in ISO 8601: a hundred of them come as fast as one."""

    output_field = TextField()
    arity = 1

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: object
    ) -> tuple[str, Any]:
        """Return them as they are stored."""
        template = "GROUP_CONCAT(%(expressions)s, ' ')"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: object
    ) -> tuple[str, Any]:
        """Return them written, whatever the style of dates of the connection."""
        template = "STRING_AGG(TO_CHAR(%(expressions)s, 'YYYY-MM-DD'), ' ')"
        return self.as_sql(compiler, connection, template=template, **context)


@prepared
def _read_days(start: date, end: date) -> QuerySet[WorkingDay, str | None]:
    days = WorkingDay.objects.filter(day__range=(start, end)).order_by()
    together = days.annotate(together=Value(1)).values("together")
    return together.annotate(written=_Written("day")).values_list("written", flat=True)


def _build(start: date, end: date, written: Iterable[str | None]) -> Calendar:
    # No database promises in which order it joins them.
    texts = sorted(" ".join(filter(None, written)).split())
    if not texts:
        raise EmptyCalendarError(None if end == date.max else end.year)
    first = date.fromisoformat(texts[0]).replace(month=1, day=1)
    last = date.fromisoformat(texts[-1]).replace(month=12, day=31)
    return Calendar.from_written_days(max(start, first), min(end, last), texts)
