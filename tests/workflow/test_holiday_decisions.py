"""Decisions about holidays: foreseen and carried out by one computation, and kept in a history."""

from dataclasses import replace
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from tests.workflow.sweep.making import find_next, make_item, make_ladder, read_rungs, sweep_on
from tests.workflow.toy.making import Office
from workflow.exceptions import StaleSubjectError, TransitionRefusedError
from workflow.holiday_decisions import (
    HolidayDecision,
    MovedRung,
    decide_holiday,
    foresee_holiday,
    get_calendar_version,
)
from workflow.holidays import UnknownHolidayError, UnseededYearError, load_calendar
from workflow.models import Holiday, HolidayAction, HolidayChange, WorkingDay, WorkItem
from workflow.sweep import recount

pytestmark = pytest.mark.django_db

DUE = date(2020, 8, 3)
TODAY = date(2020, 7, 20)
DECREE = HolidayDecision(
    HolidayAction.DECREED, "mourning", 2020, date(2020, 8, 5), {"fr": "Deuil", "en": "Mourning"}
)


@pytest.fixture
def item(office: Office) -> WorkItem:
    """Return an item due on 3 August 2020 that climbs the ladder of an activity."""
    return make_item(office, make_ladder(), due_on=DUE, opened_on=date(2020, 7, 15))


def test_what_is_foreseen_is_what_is_done_and_nothing_is_kept(item: WorkItem) -> None:
    sweep_on(TODAY)
    days = WorkingDay.objects.count()
    counted = find_next(item)

    foreseen = foresee_holiday(DECREE, today=TODAY)

    assert find_next(item) == counted
    assert WorkingDay.objects.count() == days
    assert not HolidayChange.objects.exists()
    assert not Holiday.objects.filter(code="mourning").exists()
    change = decide_holiday(DECREE, today=TODAY, reason="Décret")
    assert (change.moved_items, change.moved_rungs) == (foreseen.moved_items, foreseen.moved_rungs)
    (moved,) = foreseen.items
    assert moved.item_id == item.pk
    assert moved.rungs == (
        MovedRung("R2", ("toy_clerk",), date(2020, 8, 10), date(2020, 8, 11)),
        MovedRung("R3", ("toy_master",), date(2020, 8, 18), date(2020, 8, 19)),
        MovedRung("R4", ("toy_clerk",), date(2020, 8, 27), date(2020, 8, 28)),
    )


def test_what_has_fired_stands_in_its_generation(item: WorkItem) -> None:
    sweep_on(date(2020, 8, 10))
    fired = read_rungs(item)

    decide_holiday(replace(DECREE, day=date(2020, 8, 12)), today=date(2020, 8, 10))
    sweep_on(date(2020, 8, 18))
    early = read_rungs(item)
    sweep_on(date(2020, 8, 19))

    assert fired["R2"] == "spoken"
    assert early == fired
    assert read_rungs(item) == {**fired, "R3": "spoken"}
    assert item.generation == 1


def test_a_feast_is_moved_and_confirmed_in_one_decision(item: WorkItem) -> None:
    feast = Holiday.objects.filter(year=2020, kind="religious").order_by("day").first()
    assert feast is not None
    Holiday.objects.filter(pk=feast.pk).update(provisional=True)
    day = feast.day.replace(day=feast.day.day - 1)
    decision = HolidayDecision(HolidayAction.CONFIRMED, feast.code, 2020, day)

    change = decide_holiday(decision, today=TODAY)

    feast.refresh_from_db()
    assert (feast.day, feast.provisional) == (day, False)
    assert change.before_on is not None
    assert change.after_on == day
    with pytest.raises(TransitionRefusedError):
        decide_holiday(decision, today=TODAY)


def test_only_a_decreed_day_is_taken_away() -> None:
    decide_holiday(DECREE, today=TODAY)
    removal = HolidayDecision(HolidayAction.REMOVED, "mourning", 2020)

    change = decide_holiday(removal, today=TODAY, reason="Reporté")

    assert load_calendar(date(2020, 8, 1), 10).is_working_day(date(2020, 8, 5))
    assert (change.before_on, change.after_on, change.name_fr) == (date(2020, 8, 5), None, "Deuil")
    with pytest.raises(UnknownHolidayError):
        decide_holiday(removal, today=TODAY)
    throne = HolidayDecision(HolidayAction.REMOVED, "youth-day", 2020)
    with pytest.raises(TransitionRefusedError):
        decide_holiday(throne, today=TODAY)


@pytest.mark.parametrize(
    ("decision", "error"),
    [
        (replace(DECREE, year=2099, day=date(2099, 1, 5)), UnseededYearError),
        (HolidayDecision(HolidayAction.MOVED, "youth-day", 2020, date(2024, 1, 5)), None),
        (HolidayDecision(HolidayAction.MOVED, "youth-day", 2020, date(2020, 8, 21)), None),
        (HolidayDecision(HolidayAction.CONFIRMED, "youth-day", 2020), None),
        (HolidayDecision(HolidayAction.MOVED, "nowhere", 2020, DUE), UnknownHolidayError),
    ],
)
def test_a_decision_that_cannot_be_is_refused(
    decision: HolidayDecision, error: type[Exception] | None
) -> None:
    with pytest.raises(error or TransitionRefusedError):
        foresee_holiday(decision, today=TODAY)
    with pytest.raises(error or TransitionRefusedError):
        decide_holiday(decision, today=TODAY)

    assert not HolidayChange.objects.exists()


def test_of_two_who_decide_the_second_reads_again() -> None:
    version = get_calendar_version()
    decide_holiday(DECREE, today=TODAY, expect=version)

    with pytest.raises(StaleSubjectError):
        decide_holiday(
            replace(DECREE, code="other", day=date(2020, 8, 6)), today=TODAY, expect=version
        )


def test_the_command_says_what_it_moves_and_a_dry_run_moves_nothing(item: WorkItem) -> None:
    words = ["calendar", "decree", "mourning", "2020-08-05", "--fr=Deuil", "--ar=حداد", "--en=M"]
    shown, done = StringIO(), StringIO()

    call_command(*words, "--dry-run", stdout=shown)
    assert not HolidayChange.objects.exists()
    call_command(*words, "--reason", "Décret", stdout=done)

    assert "R2 2020-08-10 -> 2020-08-11" in shown.getvalue()
    assert "0 due days and 3 rungs move." in shown.getvalue()
    assert "Nothing was changed (dry run)." in shown.getvalue()
    assert "R2 2020-08-10 -> 2020-08-11" in done.getvalue()
    assert HolidayChange.objects.get().reason == "Décret"


def test_what_is_done_while_the_days_are_counted_has_not_moved(
    item: WorkItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    def close_meanwhile(*, today: date) -> int:
        WorkItem.objects.filter(pk=item.pk).update(closed_at=timezone.now())
        return recount(today=today)

    monkeypatch.setattr("workflow.holiday_decisions.recount", close_meanwhile)

    assert foresee_holiday(DECREE, today=TODAY).moved_items == 0
