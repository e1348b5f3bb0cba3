from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflow.morocco_2020 import MOROCCO_2020
from workflow.calendars import Calendar
from workflow.exceptions import EmptyCalendarError

pytestmark = pytest.mark.once

MONDAY = date(2026, 11, 23)
YEARS = Calendar.from_holidays(
    date(2018, 1, 1), date(2030, 12, 31), [date(year, 7, 30) for year in range(2018, 2031)]
)
days_well_inside = st.dates(date(2020, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2020, 7, 29), True),
        (date(2020, 7, 30), False),
        (date(2020, 8, 1), False),
        (date(2020, 8, 2), False),
        (date(2020, 8, 3), True),
    ],
)
def test_weekends_and_feasts_are_not_worked(day: date, worked: bool) -> None:
    assert MOROCCO_2020.is_working_day(day) is worked


def test_the_day_of_opening_does_not_count() -> None:
    calendar = Calendar.from_holidays(MONDAY, date(2026, 12, 31), [])

    assert calendar.add_working_days(MONDAY, 1) == date(2026, 11, 24)
    assert calendar.add_working_days(MONDAY, 5) == date(2026, 11, 30)


def test_counting_from_a_holiday_starts_with_the_first_day_after_it() -> None:
    assert MOROCCO_2020.add_working_days(date(2020, 7, 30), 1) == date(2020, 8, 3)


def test_counting_back_from_a_holiday_starts_with_the_last_day_before_it() -> None:
    assert MOROCCO_2020.add_working_days(date(2020, 7, 30), -1) == date(2020, 7, 29)


def test_zero_working_days_leave_the_day_where_it_is() -> None:
    assert MOROCCO_2020.add_working_days(date(2020, 7, 30), 0) == date(2020, 7, 30)


@pytest.mark.parametrize(
    ("day", "following", "preceding"),
    [
        (date(2020, 7, 29), date(2020, 7, 29), date(2020, 7, 29)),
        (date(2020, 7, 30), date(2020, 8, 3), date(2020, 7, 29)),
        (date(2020, 8, 2), date(2020, 8, 3), date(2020, 7, 29)),
        (date(2020, 8, 3), date(2020, 8, 3), date(2020, 8, 3)),
    ],
)
def test_a_day_off_moves_to_the_working_day_after_or_before_it(
    day: date, following: date, preceding: date
) -> None:
    assert MOROCCO_2020.next_working_day(day) == following
    assert MOROCCO_2020.previous_working_day(day) == preceding


def test_the_days_between_exclude_the_first_and_include_the_last() -> None:
    assert MOROCCO_2020.working_days_between(date(2020, 7, 29), date(2020, 7, 29)) == 0
    assert MOROCCO_2020.working_days_between(date(2020, 7, 29), date(2020, 8, 2)) == 0
    assert MOROCCO_2020.working_days_between(date(2020, 7, 29), date(2020, 8, 3)) == 1
    assert MOROCCO_2020.working_days_between(date(2020, 8, 3), date(2020, 7, 29)) == -1


@pytest.mark.parametrize(
    ("ask", "year"),
    [
        (lambda c: c.is_working_day(date(2019, 12, 31)), 2019),
        (lambda c: c.is_working_day(date(2021, 1, 1)), 2021),
        (lambda c: c.next_working_day(date(2021, 1, 1)), 2021),
        (lambda c: c.previous_working_day(date(2020, 1, 1)), 2019),
        (lambda c: c.add_working_days(date(2020, 12, 31), 1), 2021),
        (lambda c: c.add_working_days(date(2020, 1, 2), -1), 2019),
        (lambda c: c.add_working_days(date(2021, 1, 1), 0), 2021),
        (lambda c: c.working_days_between(date(2020, 1, 1), date(2021, 1, 1)), 2021),
    ],
)
def test_days_that_nobody_declared_are_not_guessed(
    ask: Callable[[Calendar], object], year: int
) -> None:
    with pytest.raises(EmptyCalendarError, match=str(year)) as refusal:
        ask(MOROCCO_2020)

    assert refusal.value.year == year


def test_the_first_and_the_last_declared_days_are_known() -> None:
    assert not MOROCCO_2020.is_working_day(date(2020, 1, 1))
    assert MOROCCO_2020.is_working_day(date(2020, 12, 31))


def test_a_calendar_is_the_same_from_its_holidays_and_from_its_working_days() -> None:
    again = Calendar.from_working_days(
        MOROCCO_2020.start, MOROCCO_2020.end, reversed(MOROCCO_2020.working_days)
    )

    assert again == MOROCCO_2020


@given(day=days_well_inside, count=st.integers(1, 200))
def test_adding_then_subtracting_comes_back_to_a_working_day(day: date, count: int) -> None:
    worked = YEARS.next_working_day(day)

    there = YEARS.add_working_days(worked, count)

    assert YEARS.add_working_days(there, -count) == worked
    assert YEARS.working_days_between(worked, there) == count


@given(day=days_well_inside, count=st.integers(-200, 200), later=st.integers(0, 60))
def test_a_later_start_never_ends_earlier(day: date, count: int, later: int) -> None:
    start_later = day + timedelta(days=later)

    assert YEARS.add_working_days(day, count) <= YEARS.add_working_days(start_later, count)


@given(day=days_well_inside, count=st.integers(-200, 200), more=st.integers(1, 60))
def test_more_working_days_always_end_later(day: date, count: int, more: int) -> None:
    assert YEARS.add_working_days(day, count) < YEARS.add_working_days(day, count + more)


@given(day=days_well_inside, count=st.integers(1, 200))
def test_one_holiday_more_never_brings_a_deadline_forward(day: date, count: int) -> None:
    due = YEARS.add_working_days(day, count)
    closed = {d for d in YEARS.working_days if d == due}
    with_feast = Calendar.from_working_days(
        YEARS.start, YEARS.end, [d for d in YEARS.working_days if d not in closed]
    )

    assert with_feast.add_working_days(day, count) > due


@given(day=days_well_inside)
def test_the_next_and_the_previous_working_day_surround_the_day(day: date) -> None:
    before, after = YEARS.previous_working_day(day), YEARS.next_working_day(day)

    assert before <= day <= after
    assert YEARS.is_working_day(before)
    assert YEARS.is_working_day(after)
    assert (before == after) is YEARS.is_working_day(day)
