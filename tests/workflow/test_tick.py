"""The clock fires what is due: not a day early, not twice, and never silently."""

import json
import logging
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from threading import Thread

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection

from tests.databases import Clone
from tests.workflow.toy.making import MONDAY, Office, make_office, make_parcel, make_van
from tests.workflow.toy.models import Parcel, Van
from workflow.clock import FixedClock, use_clock
from workflow.engine import fire
from workflow.exceptions import ClockSkewError, TransitionRefusedError
from workflow.models import Event, Via, WorkItem
from workflow.tasks import tick_now
from workflow.tick import Tick, foresee, tick

#: The feast of the throne, a Thursday: what is due on it is due on Friday 31 July.
FEAST = date(2026, 7, 30)


def tick_on(day: date) -> list[Tick]:
    with use_clock(FixedClock.on(day)):
        return tick()


def state_of(parcel: Parcel) -> str:
    return Parcel.objects.values_list("state", flat=True).get(pk=parcel.pk)


@pytest.mark.parametrize(
    ("closes_on", "day", "state"),
    [
        (date(2026, 6, 15), date(2026, 6, 14), "draft"),
        (date(2026, 6, 15), date(2026, 6, 15), "draft"),
        (date(2026, 6, 15), date(2026, 6, 16), "lapsed"),
        (FEAST, date(2026, 7, 30), "draft"),
        (FEAST, date(2026, 7, 31), "draft"),
        (FEAST, date(2026, 8, 1), "lapsed"),
    ],
)
def test_what_ends_after_its_due_day_ends_on_the_day_after(
    office: Office, closes_on: date, day: date, state: str
) -> None:
    parcel = make_parcel(office, make_van(office, closes_on=closes_on))

    tick_on(day)

    assert state_of(parcel) == state


@pytest.mark.parametrize(
    ("departs_on", "day", "state"),
    [
        (date(2026, 6, 29), date(2026, 6, 28), "loaded"),
        (date(2026, 6, 29), date(2026, 6, 29), "returned"),
        (FEAST, date(2026, 7, 30), "loaded"),
        (FEAST, date(2026, 7, 31), "returned"),
    ],
)
def test_what_happens_on_its_due_day_happens_that_day(
    office: Office, departs_on: date, day: date, state: str
) -> None:
    parcel = make_parcel(office, make_van(office, departs_on=departs_on), "loaded")

    tick_on(day)

    assert state_of(parcel) == state


def test_the_seats_of_a_round_do_not_make_the_state_due(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, "inspected")
    seat, master = WorkItem.objects.filter(subject=parcel, closed_at=None).order_by("due_on")

    assert seat.due_on is not None
    assert master.due_on is not None
    assert seat.due_on < master.due_on
    assert tick_on(seat.due_on + timedelta(days=1)) == []
    assert tick_on(master.due_on) == []
    assert [each.problem for each in tick_on(master.due_on + timedelta(days=1))] == [""]


def test_a_pause_holds_up_no_day_of_the_plan(office: Office) -> None:
    parcel = make_parcel(office, make_van(office, closes_on=date(2026, 6, 15)))
    WorkItem.objects.filter(subject=parcel).update(paused_at=datetime(2026, 6, 1, tzinfo=UTC))

    tick_on(date(2026, 6, 16))

    assert state_of(parcel) == "lapsed"


def test_what_is_undated_is_never_due(office: Office) -> None:
    make_parcel(office, make_van(office, closes_on=None))

    assert tick_on(date(2030, 1, 1)) == []


def test_the_clock_signs_as_nobody_and_through_its_own_entrance(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van)

    tick_on(date(2026, 6, 16))

    event = Event.objects.get(subject=parcel, name="lapse")
    assert (event.actor, event.via) == (None, str(Via.CLOCK))


def test_a_second_tick_finds_nothing_to_do(office: Office, van: Van) -> None:
    make_parcel(office, van)

    first = tick_on(date(2026, 6, 16))

    assert len(first) == 1
    assert tick_on(date(2026, 6, 16)) == []


def test_a_refusal_is_reported_and_stops_nobody_else(office: Office, van: Van) -> None:
    held = make_parcel(office, van, is_held=True)
    free = make_parcel(office, van)

    ticks = tick_on(date(2026, 6, 16))

    assert [(each.owed.subject_id, bool(each.event_id)) for each in ticks] == [
        (held.pk, False),
        (free.pk, True),
    ]
    assert "Let the parcel go." in ticks[0].problem
    assert not ticks[0].has_failed
    assert state_of(held) == "draft"


@pytest.mark.tampers
def test_a_fault_is_reported_and_stops_nobody_else(
    office: Office, van: Van, caplog: pytest.LogCaptureFixture
) -> None:
    broken = make_parcel(office, van)
    sound = make_parcel(office, van)
    event = Event.objects.get(subject=broken)
    event.pk, event.seq = None, event.seq + 1
    # The number that the next event will want is taken.
    event.save(force_insert=True)

    ticks = tick_on(date(2026, 6, 16))

    assert [(each.owed.subject_id, each.has_failed) for each in ticks] == [
        (broken.pk, True),
        (sound.pk, False),
    ]
    assert "IntegrityError" in ticks[0].problem
    assert f"could not do lapse on {broken.pk}" in caplog.text


def test_a_dry_run_says_the_same_and_writes_nothing(office: Office, van: Van) -> None:
    make_parcel(office, van, is_held=True)
    make_parcel(office, van)
    before = Event.objects.count()

    with use_clock(FixedClock.on(date(2026, 6, 16))):
        foreseen = foresee()
        assert Event.objects.count() == before
        done = tick()

    assert [each.owed for each in foreseen] == [each.owed for each in done]
    assert [each.problem for each in foreseen] == [each.problem for each in done]


def test_the_clock_itself_is_refused_before_the_day(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van)

    with pytest.raises(TransitionRefusedError, match="has not passed"):
        fire(parcel, "lapse", actor=None)


def test_a_person_may_fire_before_the_day_what_the_clock_fires_on_it(
    office: Office, van: Van
) -> None:
    parcel = make_parcel(office, van, "loaded")

    event = fire(parcel, "set_aside", actor=office.dora)

    assert event.actor == office.dora


@pytest.mark.parametrize("minutes", [3, -3])
def test_clocks_that_disagree_fire_nothing_and_raise_an_incident(
    office: Office, van: Van, caplog: pytest.LogCaptureFixture, minutes: int
) -> None:
    parcel = make_parcel(office, van)
    wrong = datetime.now(UTC) + timedelta(minutes=minutes)

    with (
        time_machine.travel(wrong),
        caplog.at_level(logging.ERROR, "workflow.incidents"),
        pytest.raises(ClockSkewError, match="ahead of the database"),
    ):
        tick_on(date(2026, 6, 16))

    assert "clock_skew" in caplog.text
    assert state_of(parcel) == "draft"


def test_clocks_that_nearly_agree_are_good_enough(office: Office, van: Van) -> None:
    make_parcel(office, van)

    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=1)):
        assert len(tick_on(date(2026, 6, 16))) == 1


def test_an_idle_tick_costs_eight_statements(
    office: Office, parcel: Parcel, django_assert_num_queries: object
) -> None:
    assert callable(django_assert_num_queries)
    tick_on(MONDAY)

    # One asks the database for its time, two for what is due, three what is to be swept; two say
    # that it was done.
    with django_assert_num_queries(8):
        tick_on(MONDAY)


def test_the_command_says_what_was_done(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van)
    make_parcel(office, van, is_held=True)

    with use_clock(FixedClock.on(date(2026, 6, 16))):
        foreseen, done = StringIO(), StringIO()
        call_command("tick", "--dry-run", stdout=foreseen)
        call_command("tick", "--json", stdout=done)

    assert "would be done" in foreseen.getvalue()
    assert "dry run" in foreseen.getvalue()
    first, second = json.loads(done.getvalue())["transitions"]
    assert first["subject"] == parcel.pk
    assert first["transition"] == "lapse"
    assert first["event"] == Event.objects.get(name="lapse").pk
    assert second["event"] is None
    assert "Let the parcel go." in second["problem"]


def test_the_command_lists_the_rungs_it_would_fire_and_then_fires_them(
    office: Office, van: Van
) -> None:
    parcel = make_parcel(office, van, is_held=True)

    with use_clock(FixedClock.on(date(2026, 6, 16))):
        words, foreseen, done = StringIO(), StringIO(), StringIO()
        call_command("tick", "--dry-run", stdout=words)
        call_command("tick", "--dry-run", "--json", stdout=foreseen)
        call_command("tick", "--json", stdout=done)

    rungs = [
        each for each in json.loads(foreseen.getvalue())["rungs"] if each["subject"] == parcel.pk
    ]
    expected = [("D5", "2026-06-08", "skipped"), ("D1", "2026-06-12", "spoken")]
    assert [(each["rung"], each["fires_on"], each["standing"]) for each in rungs] == expected
    assert "D1 of 2026-06-12  would be spoken" in words.getvalue()
    assert json.loads(done.getvalue())["sweep"]["spoken"] == 1


def test_the_command_says_that_there_is_nothing_to_do(office: Office) -> None:
    said = StringIO()

    call_command("tick", stdout=said)

    assert "The clock owes nothing." in said.getvalue()


def test_the_command_fails_when_the_clocks_disagree(db: None) -> None:
    with (
        time_machine.travel(datetime.now(UTC) + timedelta(minutes=3)),
        pytest.raises(CommandError, match="ahead of the database"),
    ):
        call_command("tick")


def test_the_worker_ticks_by_the_name_the_schedule_knows(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van)

    with use_clock(FixedClock.on(date(2026, 6, 16))):
        tick_now()

    assert tick_now.name == "workflow.tick"
    assert state_of(parcel) == "lapsed"


def test_eight_workers_fire_each_once_and_none_complains(cloned_database: Clone) -> None:
    with use_clock(FixedClock.on(MONDAY)):
        office = make_office()
        van = make_van(office)
        parcels = [make_parcel(office, van) for _number in range(12)]
    results: list[list[Tick]] = []

    def work() -> None:
        results.append(tick_on(date(2026, 6, 16)))
        connection.close()

    workers = [Thread(target=work) for _number in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    done = [each for result in results for each in result]
    assert len(results) == 8
    assert sorted(each.owed.subject_id for each in done) == [each.pk for each in parcels]
    assert all(each.event_id for each in done)
    assert Event.objects.filter(name="lapse").count() == len(parcels)
