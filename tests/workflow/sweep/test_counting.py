"""The next rung of every item is counted: in working days, from the day its ladder counts from."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.workflow.sweep.making import (
    ACTIVITY,
    UNDATED,
    Step,
    find_next,
    make_item,
    make_ladder,
    sweep_on,
)
from tests.workflow.toy.making import Office
from workflow.deadlines import compute_rung_on
from workflow.holidays import load_calendar, move_holiday
from workflow.ladders import CountedFrom
from workflow.models import LADDER_CLIMBED, LadderRung, WorkItem
from workflow.sweep import recount
from workflow.sweep.batches import BATCH, count_batch

JULY = date(2020, 7, 1)


def climb(item: WorkItem) -> list[tuple[str, date | None]]:
    """Sweep on the day of each next rung; return the rungs with their days."""
    climbed = []
    while (coming := find_next(item))[1] is not None:
        climbed.append(coming)
        sweep_on(coming[1] or JULY)
    return climbed


# ---- The days of the rungs.


@pytest.mark.parametrize(
    ("due_on", "days"),
    [
        (date(2020, 8, 3), [(8, 3), (8, 10), (8, 18), (8, 27)]),
        (date(2020, 10, 28), [(10, 28), (11, 9), (11, 16), (11, 24)]),
    ],
)
def test_rungs_fall_on_the_days_that_were_checked_by_hand(
    office: Office, due_on: date, days: list[tuple[int, int]]
) -> None:
    item = make_item(office, make_ladder(ACTIVITY[2:]), due_on=due_on, opened_on=JULY)

    sweep_on(JULY)

    expected = [date(2020, *day) for day in days]
    assert climb(item) == list(zip(["R1", "R2", "R3", "R4"], expected, strict=True))
    assert find_next(item) == (LADDER_CLIMBED, None)


def test_what_is_undated_counts_from_the_day_it_was_recorded(office: Office) -> None:
    ladder = make_ladder(UNDATED, counted_from=CountedFrom.OPENING)
    item = make_item(office, ladder, due_on=None, opened_on=date(2020, 7, 15))

    sweep_on(date(2020, 7, 15))

    assert climb(item) == [
        ("U1-20", date(2020, 8, 17)),
        ("U1-30", date(2020, 9, 2)),
        ("U1-40", date(2020, 9, 16)),
    ]


def test_what_is_undated_climbs_no_ladder_that_counts_from_a_due_day(office: Office) -> None:
    item = make_item(office, make_ladder(), due_on=None, opened_on=JULY)

    sweep_on(date(2024, 7, 1))

    assert find_next(item) == (LADDER_CLIMBED, None)


def test_a_dated_item_on_a_ladder_of_waiting_counts_from_its_opening(office: Office) -> None:
    ladder = make_ladder([Step("W", 5)], counted_from=CountedFrom.OPENING)
    item = make_item(office, ladder, due_on=date(2020, 12, 1), opened_on=JULY)

    sweep_on(JULY)

    assert find_next(item) == ("W", date(2020, 7, 8))


@pytest.fixture
def counted(office: Office) -> WorkItem:
    """Return an item on a ladder of one rung, whose days the examples choose."""
    return make_item(
        office, make_ladder([Step("R", 0)], code="counted"), due_on=JULY, opened_on=JULY
    )


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    base=st.dates(date(2019, 1, 1), date(2027, 12, 31)),
    offset=st.integers(-60, 60),
)
def test_the_database_counts_as_the_rule_does(counted: WorkItem, base: date, offset: int) -> None:
    LadderRung.objects.filter(ladder__code="counted").update(offset_working_days=offset)
    WorkItem.objects.filter(pk=counted.pk).update(due_on=base, next_rung="", next_rung_on=None)

    count_batch()

    assert find_next(counted) == ("R", compute_rung_on(base, offset, load_calendar()))


# ---- What the calendar does not know, and what it learns.


def test_a_rung_beyond_the_calendar_waits_until_it_is_known(office: Office) -> None:
    last = load_calendar().end
    item = make_item(office, make_ladder([Step("R", 5)]), due_on=last, opened_on=JULY)

    sweep_on(last + timedelta(days=400))

    assert find_next(item) == ("R", None)
    call_command("calendar", "seed", str(last.year + 1), str(last.year + 1), stdout=StringIO())
    sweep_on(last)
    assert find_next(item) == ("R", compute_rung_on(last, 5, load_calendar()))


def test_a_rung_before_the_calendar_does_not_stand_in_the_way(office: Office) -> None:
    first = load_calendar().start
    steps = [Step("R0", -10), Step("R1", 0)]
    item = make_item(office, make_ladder(steps), due_on=first, opened_on=first)

    count_batch()

    assert find_next(item) == ("R1", first)


def test_a_holiday_that_moves_recounts_what_has_not_fired(office: Office) -> None:
    item = make_item(office, make_ladder(ACTIVITY[2:]), due_on=date(2020, 8, 3), opened_on=JULY)
    sweep_on(date(2020, 8, 10))
    assert find_next(item) == ("R3", date(2020, 8, 18))
    # The day of the youth, a Friday, is moved to the Monday before.
    move_holiday("youth-day", 2020, to=date(2020, 8, 17))

    assert recount(today=date(2020, 8, 11)) == 1
    count_batch()

    assert find_next(item) == ("R3", date(2020, 8, 19))
    assert item.generation == 1


def test_a_ladder_that_changes_recounts_those_that_climb_it(office: Office) -> None:
    changed, other = make_ladder(code="changed"), make_ladder(code="other")
    climbing = make_item(office, changed, due_on=date(2020, 8, 3), opened_on=JULY)
    beside = make_item(office, other, due_on=date(2020, 8, 3), opened_on=JULY)
    sweep_on(date(2020, 8, 3))
    LadderRung.objects.filter(ladder=changed, code="R2").update(offset_working_days=3)

    assert recount(today=date(2020, 8, 3), ladder=changed) == 1
    count_batch()

    assert find_next(climbing) == ("R2", date(2020, 8, 6))
    assert find_next(beside)[0] != ""


# ---- In sets.


def test_a_batch_costs_the_same_whatever_it_holds(
    office: Office, django_assert_num_queries: object
) -> None:
    assert callable(django_assert_num_queries)
    ladder = make_ladder()
    make_item(office, ladder, due_on=date(2020, 8, 3), opened_on=JULY)
    make_item(office, ladder, due_on=date(2020, 9, 3), opened_on=JULY)
    WorkItem.objects.filter(closed_at=None, ladder=None).update(ladder=ladder)

    # One looks whether there are any, one picks them, one counts them; two bound the savepoint.
    with django_assert_num_queries(5):
        counted = count_batch()

    assert counted is not None
    assert 2 < counted.counted <= BATCH
    assert count_batch() is None
