"""The list of what is late, blocked or undated, and how far each line has climbed."""

from collections.abc import Iterable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from lifecycle.selectors.late import (
    EVERYTHING,
    Lateness,
    OpenLine,
    Scope,
    find_line,
    list_late,
    list_open,
)
from lifecycle.selectors.late_words import describe_open
from lifecycle.services.awaited import await_party
from lifecycle.vocabulary import ActivityState
from lifecycle.vocabulary.situations import Situation
from tests.implementation import TODAY, Scene
from workflow.clock import FixedClock, current_clock, use_clock
from workflow.engine import fire
from workflow.escalations import release
from workflow.models import Escalation, Ladder, User, WorkItem
from workflow.sweep.sweeping import sweep

pytestmark = pytest.mark.django_db


def keys(lines: Iterable[OpenLine]) -> list[str]:
    return [line.activity.key for line in lines]


def sweep_on(day: date) -> None:
    with use_clock(FixedClock.on(day)):
        sweep()


def test_the_latest_stands_first_and_what_is_on_schedule_is_left_out(scene: Scene) -> None:
    lines = list_late(EVERYTHING, on=TODAY)

    assert keys(lines) == ["publish", "train", "link"]
    assert [line.line.days_late for line in lines] == [66, 36, 0]


def test_the_day_after_the_last_day_is_the_first_that_is_late(scene: Scene) -> None:
    before = list_late(EVERYTHING, on=date(2020, 11, 30), what=Lateness.LATE)
    after = list_late(EVERYTHING, on=date(2020, 12, 1), what=Lateness.LATE)

    assert "assess" not in keys(before)
    assert "assess" in keys(after)


def test_what_is_late_may_be_blocked_as_well(scene: Scene) -> None:
    await_party(scene.activity("train"), actor=scene.focal_point, who="Quatre départements")

    (line,) = list_late(EVERYTHING, on=TODAY, what=Lateness.BLOCKED)

    assert line.situation is Situation.LATE
    assert line.reasons == {Lateness.LATE, Lateness.BLOCKED}


def test_each_reason_keeps_its_own(scene: Scene) -> None:
    kept = {what: keys(list_late(EVERYTHING, on=TODAY, what=what)) for what in Lateness}

    assert kept == {
        Lateness.LATE: ["publish", "train"],
        Lateness.BLOCKED: [],
        Lateness.UNDATED: ["link"],
        Lateness.LISTED: [],
    }


def test_a_list_is_narrowed_to_a_plan_an_institution_or_a_commitment(scene: Scene) -> None:
    courts = Scope(institutions=frozenset({scene.courts.pk}))
    one = Scope(institutions=frozenset(), commitments=frozenset({scene.commitment.pk}))

    assert keys(list_open(courts, on=TODAY)) == ["publish"]
    assert keys(list_open(one, on=TODAY)) == ["train", "link", "assess"]
    assert list_open(Scope("MA-9"), on=TODAY) == []
    assert len(list_open(Scope("T-1"), on=TODAY)) == 4


def test_what_was_reported_done_is_open_and_not_late(scene: Scene) -> None:
    activity = scene.report_done("train")

    assert activity.state == ActivityState.REPORTED_DONE
    assert "train" in keys(list_open(EVERYTHING, on=TODAY))
    assert "train" not in keys(list_late(EVERYTHING, on=TODAY))


def test_the_rungs_that_fired_and_the_next_one_are_told(scene: Scene) -> None:
    sweep_on(date(2020, 7, 16))
    sweep_on(date(2020, 7, 17))

    line = find_line(scene.activity("train").pk, on=date(2020, 7, 17))

    assert line is not None
    assert line.climbed.last is not None
    assert line.climbed.last.code == "R3"
    assert line.climbed.next is not None
    assert (line.climbed.next.code, line.climbed.next.roles) == ("R4", ("committee",))
    assert line.climbed.listed_on is None


def test_the_list_of_the_committee_begins_on_the_day_its_rung_fired(scene: Scene) -> None:
    sweep_on(date(2020, 7, 17))
    sweep_on(date(2020, 7, 27))

    line = find_line(scene.activity("train").pk, on=TODAY)

    assert line is not None
    assert line.climbed.listed_on == date(2020, 7, 27)
    assert line.climbed.next is None
    with override("en"):
        assert describe_open(line).listed == "On the committee's list since July 27, 2020"


def test_the_list_of_the_committee_begins_on_the_day_its_rung_was_let_go(
    scene: Scene, claire: User
) -> None:
    Ladder.objects.filter(code="activity").update(is_proposed=True)
    sweep_on(date(2020, 7, 27))
    activity, let_go_on = scene.activity("train"), date(2020, 7, 29)
    listed = Escalation.objects.get(work_item__subject=activity, rung="R4")

    before = find_line(activity.pk, on=TODAY)
    with use_clock(FixedClock.on(let_go_on)):
        release(listed, actor=claire)
    after = find_line(activity.pk, on=TODAY)

    assert before is not None
    assert after is not None
    assert (before.climbed.listed_on, after.climbed.listed_on) == (None, let_go_on)


def test_what_is_paused_tells_no_next_rung(scene: Scene) -> None:
    activity = scene.activity("assess")
    assert find_line(activity.pk, on=TODAY).climbed.next is not None  # type: ignore[union-attr]  # it is there

    WorkItem.objects.filter(subject=activity).update(paused_at=current_clock().now())

    line = find_line(activity.pk, on=TODAY)
    assert line is not None
    assert line.climbed.next is None


def test_the_statements_do_not_depend_on_how_many_are_late(scene: Scene) -> None:
    sweep_on(date(2020, 7, 27))
    one = Scope(institutions=frozenset({scene.courts.pk}))

    counts = []
    for scope in (one, EVERYTHING):
        with CaptureQueriesContext(connection) as seen:
            list_late(scope, on=TODAY)
        counts.append(len(seen))

    assert counts[0] == counts[1] <= 18


def test_a_started_activity_stays_late(scene: Scene) -> None:
    fire(scene.activity("train"), "start", actor=scene.focal_point)

    assert "train" in keys(list_late(EVERYTHING, on=TODAY, what=Lateness.LATE))
