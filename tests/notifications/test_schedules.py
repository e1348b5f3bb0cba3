"""When a daily letter leaves: at an hour, on working days, outside quiet days; pure."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from notifications.schedules import Rhythm, compute_next_letter, load_worked_days, may_leave
from workflow.models import WorkingDay

CASABLANCA = ZoneInfo("Africa/Casablanca")
#: Wednesday 18 November is the Independence Day, a holiday.
HOLIDAY = date(2026, 11, 18)


def at(text: str) -> datetime:
    """Return a civil instant of November 2026, such as "24 07:59"."""
    return datetime.strptime(f"2026-11-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=CASABLANCA)


def is_worked(day: date) -> bool:
    """Return whether offices are open: no weekend, and not on the holiday."""
    return day.weekday() < 5 and day != HOLIDAY


@pytest.mark.once
@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("24 07:59", "24 08:00"),
        ("24 08:00", "25 08:00"),
        ("24 23:59", "25 08:00"),
        # Friday after the hour: Monday.
        ("27 08:01", "30 08:00"),
        ("28 12:00", "30 08:00"),
        # The day before a holiday: the day after it.
        ("17 09:00", "19 08:00"),
        ("18 07:00", "19 08:00"),
    ],
)
def test_the_letter_leaves_at_eight_on_the_next_working_day(after: str, expected: str) -> None:
    assert compute_next_letter(at(after), Rhythm(), is_worked) == at(expected)


@pytest.mark.once
def test_it_leaves_at_the_hour_its_reader_chose() -> None:
    assert compute_next_letter(at("24 08:00"), Rhythm(hour=17), is_worked) == at("24 17:00")
    assert compute_next_letter(at("24 08:00"), Rhythm(hour=0), is_worked) == at("25 00:00")


@pytest.mark.once
@pytest.mark.parametrize(
    ("after", "expected"),
    [
        # Quiet from the 10th to Saturday the 14th: the Monday after.
        ("09 07:00", "09 08:00"),
        ("09 09:00", "16 08:00"),
        ("12 09:00", "16 08:00"),
        ("14 09:00", "16 08:00"),
    ],
)
def test_no_letter_leaves_on_quiet_days(after: str, expected: str) -> None:
    rhythm = Rhythm(quiet_from=date(2026, 11, 10), quiet_until=date(2026, 11, 14))

    assert compute_next_letter(at(after), rhythm, is_worked) == at(expected)


@pytest.mark.once
def test_quiet_for_a_year_is_not_quiet_for_ever() -> None:
    rhythm = Rhythm(quiet_from=date(2026, 11, 1), quiet_until=date(2027, 10, 31))

    due = compute_next_letter(at("24 08:00"), rhythm, is_worked)

    assert due.date() == date(2027, 11, 1)


@pytest.mark.once
@pytest.mark.parametrize(
    ("now", "leaves"),
    [
        ("24 07:59", False),
        ("24 08:00", True),
        ("24 20:00", True),
        ("18 09:00", False),
        ("28 09:00", False),
    ],
)
def test_a_letter_that_is_late_still_leaves_only_on_a_working_day(now: str, leaves: bool) -> None:
    assert may_leave(at(now), Rhythm(), is_worked) is leaves


@pytest.mark.django_db
def test_the_calendar_of_the_ministry_says_what_is_worked() -> None:
    known = load_worked_days(HOLIDAY)

    assert [known(date(2026, 11, day)) for day in (17, 18, 19, 21)] == [True, False, True, False]


@pytest.mark.django_db
def test_where_the_calendar_ends_monday_to_friday_are_worked() -> None:
    WorkingDay.objects.all().delete()

    known = load_worked_days(HOLIDAY)

    assert [known(date(2026, 11, day)) for day in (18, 21)] == [True, False]
