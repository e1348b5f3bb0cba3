"""G11 and G12: never early, never by a clock that disagrees, always by the day people live in."""

import logging
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from pytest_django.fixtures import Settings

from tests.workflow.sweep.making import Step, list_told, make_item, make_ladder, read_rungs
from tests.workflow.toy.making import Office, make_parcel, make_van
from workflow.clock import FixedClock, MachineClock, use_clock
from workflow.exceptions import ClockSkewError
from workflow.holidays import load_calendar
from workflow.models import Escalation, Heartbeat, WorkItem
from workflow.sweep import sweep
from workflow.tick import tick

RABAT = ZoneInfo("Africa/Casablanca")


def due_on(office: Office, day: date) -> WorkItem:
    """Return an item that is due on that day and was opened a month before."""
    ladder = make_ladder([Step("R1", 0)])
    return make_item(office, ladder, due_on=day, opened_on=day - timedelta(days=30))


def sweep_at(instant: datetime) -> None:
    with use_clock(FixedClock(instant)):
        sweep()


@pytest.mark.parametrize("minutes", [3, -3])
def test_clocks_that_disagree_sweep_nothing_and_raise_an_incident(
    office: Office, caplog: pytest.LogCaptureFixture, minutes: int
) -> None:
    item = due_on(office, date(2020, 6, 15))
    wrong = datetime.now(UTC) + timedelta(minutes=minutes)

    with (
        time_machine.travel(wrong),
        caplog.at_level(logging.ERROR, "workflow.incidents"),
        pytest.raises(ClockSkewError, match="ahead of the database"),
    ):
        sweep()

    assert "clock_skew" in caplog.text
    assert read_rungs(item) == {}
    # No heartbeat either: whoever watches over the site notices.
    assert not Heartbeat.objects.exists()


@pytest.mark.parametrize("seconds", [110, -110])
def test_clocks_that_nearly_agree_sweep_by_that_of_the_database(
    office: Office, seconds: int
) -> None:
    due_on(office, date(2020, 6, 15))
    before = datetime.now(UTC)

    with time_machine.travel(before + timedelta(seconds=seconds)), use_clock(MachineClock()):
        sweep()

    fired_at = Escalation.objects.get().fired_at
    assert abs(fired_at - before) < timedelta(seconds=60)


#: Every day on which the clocks of Morocco were moved, 2024 to 2026, and what they were moved to.
CHANGES = [
    (date(2024, 3, 10), 0),
    (date(2024, 4, 14), 1),
    (date(2025, 2, 23), 0),
    (date(2025, 4, 6), 1),
    (date(2026, 2, 15), 0),
    (date(2026, 3, 22), 1),
    # Since then all year.
    (date(2026, 9, 20), 0),
]


@pytest.mark.parametrize(("changed_on", "hours"), CHANGES)
def test_a_rung_fires_from_the_first_minute_of_its_civil_day(
    office: Office, changed_on: date, hours: int
) -> None:
    day = load_calendar().next_working_day(changed_on + timedelta(days=1))
    item = due_on(office, day)
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=hours)

    sweep_at(midnight - timedelta(seconds=1))
    assert list_told(item) == []

    sweep_at(midnight)
    assert list_told(item) == ["R1"]


@pytest.mark.parametrize(("changed_on", "hours"), CHANGES)
def test_the_zone_data_knows_every_change(changed_on: date, hours: int) -> None:
    after = datetime(changed_on.year, changed_on.month, changed_on.day, 12, tzinfo=RABAT)
    before = after - timedelta(days=1)

    assert after.utcoffset() == timedelta(hours=hours)
    assert before.utcoffset() == timedelta(hours=1 - hours)


def test_the_day_is_that_of_the_installation_wherever_it_is(
    office: Office, settings: Settings
) -> None:
    settings.TIME_ZONE = "Pacific/Auckland"
    item = due_on(office, date(2026, 6, 15))

    # Noon of the 14th in Greenwich is midnight there.
    sweep_at(datetime(2026, 6, 14, 11, 59, tzinfo=UTC))
    assert list_told(item) == []
    sweep_at(datetime(2026, 6, 14, 12, tzinfo=UTC))
    assert list_told(item) == ["R1"]


# ---- With what else the clock does.


def test_what_the_clock_ends_today_raises_no_alarm(office: Office) -> None:
    with use_clock(FixedClock.on(date(2026, 6, 1))):
        parcel = make_parcel(office, make_van(office, closes_on=date(2026, 6, 15)))
    ladder = make_ladder([Step("R2", 1)])
    WorkItem.objects.filter(subject=parcel).update(ladder=ladder)

    with use_clock(FixedClock.on(date(2026, 6, 16))):
        (done,) = tick()

    assert done.event_id is not None
    assert not Escalation.objects.filter(work_item__subject=parcel).exists()


def test_what_the_clock_cannot_end_is_swept_all_the_same(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = due_on(office, date(2026, 6, 15))

    def fail(**_given: object) -> None:
        raise ConnectionError("nothing can be read")

    monkeypatch.setattr("workflow.tick.list_owed", fail)
    with use_clock(FixedClock.on(date(2026, 6, 15))), pytest.raises(ConnectionError):
        tick()

    assert list_told(item) == ["R1"]
    assert set(Heartbeat.objects.values_list("duty", flat=True)) == {"sweep"}
