"""What has no day climbs a ladder of its own, until it has one; a period that moves begins anew."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lifecycle.models import Activity, PeriodRecord, make_period_columns
from lifecycle.vocabulary import PeriodRole
from tests.cast import Institutions
from tests.lifecycle.machines.carrying import activity_in, commitment_in
from tests.workflow.sweep.making import find_next, read_rungs, sweep_on
from workflow.clock import FixedClock, use_clock
from workflow.engine.rescheduling import recount_due_days, reschedule
from workflow.holidays import move_holiday
from workflow.models import WorkItem
from workflow.periods import read_period
from workflow.sweep import recount

OPENED = date(2020, 7, 15)


@pytest.fixture
def activity(institutions: Institutions) -> Activity:
    """Return an activity of the archives without any date."""
    with use_clock(FixedClock.on(OPENED)):
        return activity_in("planned", commitment_in("in_progress", lead=institutions.archives))


def item_of(activity: Activity) -> WorkItem:
    return WorkItem.objects.get(subject=activity, closed_at=None, escalation=None)


def plan(activity: Activity, words: str, *, recorded_on: date = OPENED) -> None:
    """Give the activity this period, which replaces the one it had."""
    PeriodRecord.objects.filter(subject=activity).delete()
    PeriodRecord.objects.create(
        subject=activity,
        role=PeriodRole.CURRENT.value,
        recorded_on=recorded_on,
        **make_period_columns(read_period(words, today=recorded_on, language="fr")),
    )


def read_count(activity: Activity) -> tuple[str | None, date, date | None, int]:
    item = item_of(activity)
    return item.ladder_id, item.anchor_on, item.due_on, item.generation


def test_what_has_no_period_is_undated_from_the_day_it_was_opened(activity: Activity) -> None:
    assert read_count(activity) == ("undated", OPENED, None, 1)


def test_what_is_undated_counts_from_the_day_that_was_recorded(activity: Activity) -> None:
    plan(activity, "sans visibilité", recorded_on=date(2020, 7, 1))

    reschedule([activity.pk], today=OPENED)

    assert read_count(activity) == ("undated", date(2020, 7, 1), None, 2)


def test_what_announces_a_start_counts_from_it(activity: Activity) -> None:
    plan(activity, "à partir de septembre 2020")

    reschedule([activity.pk], today=OPENED)

    assert read_count(activity) == ("undated", date(2020, 9, 1), None, 2)


def test_what_is_given_a_day_climbs_the_ladder_of_what_is_dated(activity: Activity) -> None:
    sweep_on(date(2020, 9, 2))
    assert read_rungs(item_of(activity)) == {"U1-20": "skipped", "U1-30": "spoken"}
    plan(activity, "octobre 2020")

    reschedule([activity.pk], today=date(2020, 9, 3))
    sweep_on(date(2020, 9, 3))

    assert read_count(activity) == ("activity", OPENED, date(2020, 10, 28), 2)
    # Ten working days before 28 October.
    assert find_next(item_of(activity)) == ("R0-10", date(2020, 10, 14))


def test_what_loses_its_day_is_undated_again(activity: Activity) -> None:
    plan(activity, "octobre 2020")
    reschedule([activity.pk], today=OPENED)
    plan(activity, "sans visibilité", recorded_on=date(2020, 9, 3))

    reschedule([activity.pk], today=date(2020, 9, 3))

    assert read_count(activity) == ("undated", date(2020, 9, 3), None, 3)


def test_whoever_was_given_a_day_by_hand_keeps_it(activity: Activity) -> None:
    WorkItem.objects.filter(subject=activity).update(is_extended=True, due_on=date(2020, 12, 1))
    plan(activity, "octobre 2020")

    assert reschedule([activity.pk], today=OPENED) == 0
    assert item_of(activity).due_on == date(2020, 12, 1)


def test_a_new_period_ends_what_was_given_by_hand(activity: Activity) -> None:
    WorkItem.objects.filter(subject=activity).update(is_extended=True, due_on=date(2020, 12, 1))
    plan(activity, "octobre 2020")

    assert reschedule([activity.pk], today=OPENED, renewed=[activity.pk]) == 1

    item = item_of(activity)
    assert (item.is_extended, item.due_on, item.generation) == (False, date(2020, 10, 28), 2)


def test_a_changed_calendar_leaves_what_was_given_by_hand(activity: Activity) -> None:
    plan(activity, "30 juillet 2020")
    WorkItem.objects.filter(subject=activity).update(is_extended=True, due_on=date(2020, 12, 1))
    move_holiday("eid-al-adha-2", 2020, to=date(2020, 8, 3))

    recount(today=date(2020, 7, 17))

    item = item_of(activity)
    assert (item.is_extended, item.due_on, item.generation) == (True, date(2020, 12, 1), 1)


def test_a_due_day_that_follows_the_calendar_moves_in_its_generation(activity: Activity) -> None:
    plan(activity, "30 juillet 2020")
    reschedule([activity.pk], today=OPENED)
    sweep_on(date(2020, 7, 16))
    # The feast is announced a day later than it was guessed: Monday is not worked either.
    move_holiday("eid-al-adha-2", 2020, to=date(2020, 8, 3))

    recount(today=date(2020, 7, 17))
    sweep_on(date(2020, 7, 17))

    assert read_count(activity) == ("activity", OPENED, date(2020, 8, 4), 2)
    # What has fired stands, and what is left is counted from the new day.
    assert read_rungs(item_of(activity)) == {"R0-10": "spoken"}
    assert find_next(item_of(activity)) == ("R0-3", date(2020, 7, 27))


def test_hundreds_are_rescheduled_in_as_many_statements_as_one(
    institutions: Institutions,
) -> None:
    with use_clock(FixedClock.on(OPENED)):
        commitment = commitment_in("in_progress", lead=institutions.archives)
        activities = [activity_in("planned", commitment) for _number in range(6)]
    for each in activities:
        plan(each, "octobre 2020")
    ids = [each.pk for each in activities]

    counts = []
    for some in (ids[:1], ids[1:]):
        with use_clock(FixedClock.on(OPENED)), CaptureQueriesContext(connection) as captured:
            assert reschedule(some, today=OPENED) == len(some)
        counts.append(len(captured))

    assert counts[0] == counts[1]
    # Their commitment follows them; then nothing is counted otherwise.
    recount_due_days(today=OPENED)
    assert recount_due_days(today=OPENED) == 0
