"""A rung fires once a generation, on its day or after an outage, and is never silent."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.workflow.sweep.making import (
    Step,
    find_next,
    list_told,
    make_item,
    make_ladder,
    read_rungs,
    sweep_on,
)
from tests.workflow.toy.making import Office, make_parcel
from tests.workflow.toy.models import Parcel, Van
from tests.workflow.toy.roles import MASTER
from workflow.clock import FixedClock, use_clock
from workflow.engine import fire
from workflow.engine.errands import close_errands, open_errand
from workflow.engine.rescheduling import reschedule
from workflow.ladders import RungForm
from workflow.models import (
    LADDER_CLIMBED,
    Announcement,
    DeliveryClass,
    Escalation,
    Event,
    Heartbeat,
    WorkItem,
)
from workflow.sweep import Sweep, foresee_rungs
from workflow.sweep.batches import Moment, fire_batch

#: A Wednesday; the item is due on Monday 15 June 2026, and R0-10 was on the first.
OPENED = date(2026, 5, 20)
DUE = date(2026, 6, 15)


@pytest.fixture
def item(office: Office) -> WorkItem:
    """Return an item due in nearly four weeks, on the ladder of an activity."""
    return make_item(office, make_ladder(), due_on=DUE, opened_on=OPENED)


# ---- Which rung speaks.


def test_each_rung_speaks_on_its_day_and_not_the_day_before(item: WorkItem) -> None:
    days = {"R0-10": date(2026, 6, 1), "R0-3": date(2026, 6, 10), "R1": DUE}

    for rung, day in days.items():
        sweep_on(day - timedelta(days=1))
        assert rung not in read_rungs(item)
        sweep_on(day)
        assert read_rungs(item)[rung] == "spoken"

    assert list_told(item) == ["R0-10", "R0-3", "R1"]


def test_a_second_sweep_of_the_day_finds_nothing(item: WorkItem) -> None:
    assert sweep_on(DUE).spoken == 1

    assert sweep_on(DUE) == Sweep()
    assert list_told(item) == ["R1"]


def test_after_an_outage_only_the_highest_rung_speaks(item: WorkItem) -> None:
    done = sweep_on(date(2026, 6, 23))

    assert read_rungs(item) == {
        "R0-10": "skipped",
        "R0-3": "skipped",
        "R1": "skipped",
        "R2": "spoken",
    }
    assert list_told(item) == ["R2"]
    assert (done.spoken, done.skipped) == (1, 3)
    assert find_next(item) == ("R3", date(2026, 6, 30))


def test_a_reminder_whose_day_had_passed_when_the_item_was_opened_is_silent(
    office: Office,
) -> None:
    late = make_item(office, make_ladder(), due_on=DUE, opened_on=date(2026, 6, 3))

    sweep_on(date(2026, 6, 3))

    assert read_rungs(late) == {"R0-10": "skipped"}
    assert list_told(late) == []
    assert find_next(late) == ("R0-3", date(2026, 6, 10))


def test_what_was_overdue_when_it_was_opened_speaks_all_the_same(office: Office) -> None:
    overdue = make_item(office, make_ladder(), due_on=date(2026, 5, 4), opened_on=OPENED)

    sweep_on(OPENED)

    assert (
        list_told(overdue) == ["R3"]
        or WorkItem.objects.filter(escalation__work_item=overdue, kind="escalated").exists()
    )
    assert read_rungs(overdue)["R3"] == "spoken"


def test_an_item_that_is_paused_or_closed_is_silent(item: WorkItem) -> None:
    WorkItem.objects.filter(pk=item.pk).update(paused_at=timezone.now())
    assert sweep_on(DUE).spoken == 0

    WorkItem.objects.filter(pk=item.pk).update(paused_at=None)
    assert sweep_on(DUE).spoken == 1


@pytest.mark.tampers
def test_an_item_that_is_closed_is_silent(item: WorkItem) -> None:
    sweep_on(OPENED)
    WorkItem.objects.filter(pk=item.pk).update(closed_at=timezone.now())

    assert sweep_on(DUE) == Sweep()


def test_an_item_that_is_set_aside_goes_on_escalating(item: WorkItem) -> None:
    WorkItem.objects.filter(pk=item.pk).update(snoozed_until=date(2026, 12, 1))

    assert sweep_on(DUE).spoken == 1


def test_a_clock_that_went_back_fires_nothing_again(item: WorkItem) -> None:
    sweep_on(DUE)

    assert sweep_on(date(2026, 6, 10)) == Sweep()
    assert find_next(item) == ("R2", date(2026, 6, 23))


# ---- What it writes.


def test_what_speaks_is_announced_and_must_arrive(item: WorkItem) -> None:
    sweep_on(DUE)

    announcement = Announcement.objects.get(escalation__work_item=item)
    assert (announcement.topic, announcement.event) == ("work_item.escalated", None)
    assert announcement.subject_id == item.subject_id
    assert announcement.delivery_class == str(DeliveryClass.MUST_ARRIVE)
    assert announcement.available_at == FixedClock.on(DUE).now()
    assert announcement.escalation is not None
    assert announcement.escalation.fired_at == FixedClock.on(DUE).now()


def test_a_rung_may_put_it_on_the_desk_of_a_group_instead(item: WorkItem) -> None:
    done = sweep_on(date(2026, 6, 30))

    opened = WorkItem.objects.get(escalation__work_item=item)
    assert (opened.kind, opened.role, opened.desk) == ("escalated", MASTER.code, MASTER.code)
    assert (opened.subject_id, opened.due_on, opened.anchor_on) == (
        item.subject_id,
        DUE,
        date(2026, 6, 30),
    )
    assert (done.spoken, done.opened, list_told(item)) == (1, 1, [])
    # It climbs nothing itself: what it is about goes on.
    assert opened.ladder is None
    assert find_next(item)[0] == "R4"


def test_every_group_of_such_a_rung_has_it_on_its_desk(office: Office) -> None:
    steps = [Step("R1", 0, RungForm.WORK_ITEM, "toy_master,toy_clerk")]
    both = make_item(office, make_ladder(steps), due_on=DUE, opened_on=OPENED)

    sweep_on(DUE)

    opened = WorkItem.objects.filter(escalation__work_item=both).order_by("desk")
    assert list(opened.values_list("desk", flat=True)) == ["toy_clerk", "toy_master"]


def test_a_rung_that_no_group_has_on_its_desk_is_announced(office: Office) -> None:
    steps = [Step("R1", 0, RungForm.WORK_ITEM, "toy_courier,unknown")]
    lost = make_item(office, make_ladder(steps), due_on=DUE, opened_on=OPENED)

    sweep_on(DUE)

    assert list_told(lost) == ["R1"]


def test_a_sweep_says_that_it_was_done_and_how_much(item: WorkItem) -> None:
    sweep_on(DUE)

    beat = Heartbeat.objects.get(duty="sweep")
    assert beat.beaten_at == FixedClock.on(DUE).now()
    assert '"spoken": 1' in beat.summary


def test_what_would_fire_is_foreseen_and_nothing_is_written(item: WorkItem) -> None:
    foreseen = foresee_rungs(FixedClock.on(date(2026, 6, 23)))

    assert [(each.rung, str(each.standing)) for each in foreseen] == [
        ("R0-10", "skipped"),
        ("R0-3", "skipped"),
        ("R1", "skipped"),
        ("R2", "spoken"),
    ]
    assert foreseen[-1].fires_on == date(2026, 6, 23)
    assert not Escalation.objects.exists()
    sweep_on(date(2026, 6, 23))
    assert {each.rung: str(each.standing) for each in foreseen} == read_rungs(item)


# ---- What ends it.


def test_a_new_day_begins_anew_and_takes_back_what_was_opened(
    office: Office, item: WorkItem
) -> None:
    sweep_on(date(2026, 6, 30))
    opened = WorkItem.objects.get(escalation__work_item=item)
    Van.objects.filter(
        subject_ptr__in=Parcel.objects.filter(pk=item.subject_id).values("parent")
    ).update(closes_on=date(2026, 7, 6))

    with use_clock(FixedClock.on(date(2026, 7, 1))):
        assert reschedule([item.subject_id], today=date(2026, 7, 1)) == 1

    opened.refresh_from_db()
    assert opened.closed_at is not None
    assert opened.closed_by == Event.objects.filter(subject=item.subject_id).latest("seq")
    # The reminders of the new day had passed when it was given, but one.
    sweep_on(date(2026, 7, 1))
    assert read_rungs(item) == {"R0-10": "skipped", "R0-3": "spoken"}
    assert Escalation.objects.filter(work_item=item, generation=1).count() == 5


def test_leaving_the_state_takes_along_what_its_rungs_opened(
    office: Office, item: WorkItem
) -> None:
    sweep_on(date(2026, 6, 30))

    fire(item.subject_id, "post", actor=office.anna)

    assert not WorkItem.objects.filter(escalation__work_item=item, closed_at=None).exists()


def test_an_errand_that_is_done_takes_along_what_its_rungs_opened(office: Office, van: Van) -> None:
    ladder = make_ladder([Step("R1", 0, RungForm.WORK_ITEM, "toy_master")])
    event = Event.objects.get(subject=make_parcel(office, van))
    errand = open_errand(event, "paint", role=MASTER, today=OPENED, ladder=ladder.code)
    WorkItem.objects.filter(pk=errand.pk).update(due_on=DUE)
    sweep_on(DUE)
    assert WorkItem.objects.filter(escalation__work_item=errand, closed_at=None).count() == 1

    close_errands(event, "paint")

    assert sweep_on(DUE).closed == 1
    assert not WorkItem.objects.filter(escalation__work_item=errand, closed_at=None).exists()


# ---- In sets.


@pytest.mark.parametrize("count", [1, 12])
def test_a_batch_costs_the_same_whatever_it_fires(
    office: Office, van: Van, count: int, django_assert_num_queries: object
) -> None:
    assert callable(django_assert_num_queries)
    ladder = make_ladder([Step("R1", 0), Step("R2", 0 + 1, RungForm.WORK_ITEM, "toy_master")])
    for _number in range(count):
        make_parcel(office, van)
    WorkItem.objects.filter(closed_at=None).update(ladder=ladder, due_on=DUE)
    sweep_on(OPENED)
    clock = FixedClock.on(date(2026, 6, 17))

    # Is anything due, which, fire, whose desks, open, announce, count on; two for the savepoint.
    with django_assert_num_queries(9):
        done = fire_batch(Moment(clock.now(), clock.today()))

    assert done is not None
    assert done.spoken >= count
    assert LADDER_CLIMBED in WorkItem.objects.values_list("next_rung", flat=True)
