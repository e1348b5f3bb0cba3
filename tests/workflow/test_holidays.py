"""The calendar as the ministry decides it: seeded, confirmed, moved, decreed."""

import json
from dataclasses import replace
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.workflow.morocco_2020 import HOLIDAYS_2020
from workflow.calendars import Calendar
from workflow.exceptions import EmptyCalendarError
from workflow.holidays import (
    HolidayExistsError,
    UnknownHolidayError,
    UnseededYearError,
    confirm_holiday,
    decree_holiday,
    load_calendar,
    move_holiday,
    seed_holidays,
)
from workflow.models import Holiday, WorkingDay

pytestmark = pytest.mark.django_db


@pytest.fixture
def seeded() -> None:
    """Start from the public holidays of 2019 to 2021 alone."""
    Holiday.objects.all().delete()
    WorkingDay.objects.all().delete()
    seed_holidays(2019, 2021)


def test_a_new_database_has_a_calendar() -> None:
    assert load_calendar(date(2020, 7, 27), 10).is_working_day(date(2020, 7, 27))
    assert not load_calendar(date(2020, 7, 27), 10).is_working_day(date(2020, 7, 30))


@pytest.mark.usefixtures("seeded")
def test_the_seed_gives_the_holidays_of_2020() -> None:
    days = set(Holiday.objects.filter(day__year=2020).values_list("day", flat=True))

    assert days == set(HOLIDAYS_2020)


@pytest.mark.usefixtures("seeded")
def test_working_days_are_numbered_without_a_gap() -> None:
    ordinals = list(WorkingDay.objects.order_by("day").values_list("ordinal", flat=True))

    assert ordinals == list(range(ordinals[0], ordinals[0] + len(ordinals)))
    assert not WorkingDay.objects.filter(day__in=HOLIDAYS_2020).exists()


@pytest.mark.usefixtures("seeded")
def test_seeding_again_changes_nothing_that_somebody_decided() -> None:
    feast = Holiday.objects.filter(kind="religious", year=2020).first()
    assert feast is not None
    move_holiday(feast.code, 2020, to=date(2020, 7, 29))

    assert seed_holidays(2019, 2021) == 0

    feast.refresh_from_db()
    assert feast.day == date(2020, 7, 29)


@pytest.mark.usefixtures("seeded")
def test_years_of_which_no_holiday_is_known_are_refused() -> None:
    with pytest.raises(UnseededYearError, match="No holiday is known from 3000 to 3001"):
        seed_holidays(3000, 3001)


@pytest.mark.usefixtures("seeded")
def test_a_moved_feast_moves_the_working_days() -> None:
    move_holiday("eid-al-adha-1", 2020, to=date(2020, 7, 29))

    calendar = load_calendar(date(2020, 7, 27), 10)

    assert not calendar.is_working_day(date(2020, 7, 29))


@pytest.mark.usefixtures("seeded")
def test_a_narrow_calendar_knows_the_days_of_the_whole_one() -> None:
    start, whole = date(2020, 7, 20), load_calendar()

    narrow = load_calendar(start, 60)

    days = [day for day in whole.working_days if start <= day <= start + timedelta(days=60)]
    assert narrow == Calendar(start, start + timedelta(days=60), tuple(days))
    assert hash(narrow) == hash(replace(narrow, working_days=tuple(days)))
    assert narrow.working_days[1:3] == days[1:3]
    assert narrow != load_calendar(start, 59)


@pytest.mark.usefixtures("seeded")
def test_a_narrow_calendar_ends_where_the_years_do() -> None:
    first, last = load_calendar().start, load_calendar().end

    assert load_calendar(first - timedelta(days=20), 40).start == first
    assert load_calendar(last - timedelta(days=20), 40).end == last


@pytest.mark.usefixtures("seeded")
def test_a_confirmed_feast_is_no_longer_provisional() -> None:
    confirm_holiday("eid-al-adha-1", 2021)

    assert not Holiday.objects.get(code="eid-al-adha-1", year=2021).provisional


@pytest.mark.usefixtures("seeded")
def test_a_decreed_day_is_not_worked_and_its_code_is_given_once() -> None:
    names = {"name_fr": "Jour chômé", "name_ar": "يوم عطلة", "name_en": "Day off"}
    decree_holiday("tribute", date(2020, 9, 7), **names)

    assert not load_calendar(date(2020, 9, 1), 10).is_working_day(date(2020, 9, 7))
    with pytest.raises(HolidayExistsError):
        decree_holiday("tribute", date(2020, 9, 8), **names)


@pytest.mark.usefixtures("seeded")
def test_a_day_beyond_the_calendar_is_refused_rather_than_guessed() -> None:
    with pytest.raises(UnseededYearError):
        move_holiday("new-year", 2020, to=date(2035, 1, 1))
    with pytest.raises(UnknownHolidayError):
        move_holiday("no_such_day", 2020, to=date(2020, 9, 7))
    with pytest.raises(EmptyCalendarError):
        load_calendar(date(2035, 1, 1), 10)


@pytest.mark.usefixtures("seeded")
def test_years_that_turn_round_or_leave_a_gap_are_refused() -> None:
    with pytest.raises(UnseededYearError):
        seed_holidays(2021, 2020)
    with pytest.raises(UnseededYearError):
        seed_holidays(2030, 2031)


@pytest.mark.usefixtures("seeded")
def test_the_command_shows_before_it_writes() -> None:
    out = StringIO()

    call_command(
        "calendar", "move", "eid-al-adha-1", "2020", "2020-07-29", "--dry-run", "--json", stdout=out
    )

    assert json.loads(out.getvalue())
    assert Holiday.objects.get(code="eid-al-adha-1", year=2020).day != date(2020, 7, 29)


@pytest.mark.usefixtures("seeded")
def test_the_command_refuses_what_does_not_exist() -> None:
    with pytest.raises(CommandError):
        call_command("calendar", "confirm", "no_such_day", "2020")
