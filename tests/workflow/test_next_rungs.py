"""What escalates next is told inside the statement of the list, as one item's whole ladder is."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from django.utils.timezone import now

from tests.workflow.sweep.making import ACTIVITY, UNDATED, Step, make_item, make_ladder, sweep_on
from tests.workflow.toy.making import Office
from workflow.coming_rungs import ComingRung, list_coming_rungs, read_climbs
from workflow.holidays import load_calendar
from workflow.ladders import CountedFrom
from workflow.models import LadderRung, WorkItem
from workflow.next_rungs import NEXT_RUNG, NextRung, read_next_rung, with_next_rung

#: Due on a working day, a Saturday, and the day before Throne Day.
DUE_DAYS = (date(2020, 8, 3), date(2020, 8, 8), date(2020, 7, 29))
OPENED = date(2020, 7, 1)
TODAYS = [OPENED + timedelta(days) for days in (0, 12, 30, 33, 34, 47, 50, 70)]


def read_next(item: WorkItem, today: date) -> NextRung | None:
    """Return what the list tells of this item."""
    rows = with_next_rung(WorkItem.objects.filter(pk=item.pk), today=today)
    return read_next_rung(rows.values_list(NEXT_RUNG, flat=True).get())


def choose(rungs: Sequence[ComingRung], role: str, today: date) -> NextRung | None:
    """Return which of the coming rungs speaks next, in plain words."""
    heard = [
        NextRung(rung.fires_on, rung.roles)
        for rung in rungs
        if rung.fires_on is not None and rung.roles != (role,)
    ]
    due = [rung for rung in heard if rung.fires_on <= today]
    return due[-1] if due else next(iter(heard), None)


def read_climb(item: WorkItem) -> Sequence[ComingRung]:
    """Return the whole ladder that this item has still to climb."""
    climbs = read_climbs(WorkItem.objects.filter(pk=item.pk))
    return list_coming_rungs(climbs, load_calendar()).get(item.pk, ())


@pytest.mark.parametrize("is_swept", [False, True], ids=["not counted yet", "counted"])
@pytest.mark.parametrize("due_on", DUE_DAYS, ids=str)
def test_the_list_and_the_ladder_of_one_item_agree_on_every_day(
    office: Office, due_on: date, is_swept: bool
) -> None:
    steps = [*ACTIVITY, Step("R5", 40, roles="toy_clerk,toy_master")]
    item = make_item(office, make_ladder(steps), due_on=due_on, opened_on=OPENED)
    told = []

    for today in TODAYS:
        if is_swept:
            sweep_on(today)
        told.append(read_next(item, today))
        assert told[-1] == choose(read_climb(item), item.role, today)

    assert len(set(told)) > 1
    assert all(rung is not None for rung in told[:-1])


def test_what_is_counted_from_its_opening_needs_no_due_day(office: Office) -> None:
    ladder = make_ladder(UNDATED, counted_from=CountedFrom.OPENING)
    item = make_item(office, ladder, due_on=None, opened_on=OPENED)
    LadderRung.objects.update(roles="toy_master")

    coming = read_next(item, OPENED)

    assert coming == NextRung(date(2020, 7, 29), ("toy_master",))
    assert coming == choose(read_climb(item), item.role, OPENED)


def test_nothing_is_told_of_what_is_undated_paused_climbed_or_heard_by_its_holder_alone(
    office: Office,
) -> None:
    ladder = make_ladder([Step("R1", 5, roles="toy_master")])
    item = make_item(office, ladder, due_on=DUE_DAYS[0], opened_on=OPENED)
    rows = WorkItem.objects.filter(pk=item.pk)
    assert read_next(item, OPENED) == NextRung(date(2020, 8, 10), ("toy_master",))

    rows.update(due_on=None)
    assert read_next(item, OPENED) is None

    rows.update(due_on=DUE_DAYS[0], paused_at=now())
    assert read_next(item, OPENED) is None

    rows.update(paused_at=None)
    LadderRung.objects.update(roles=item.role)
    assert read_next(item, OPENED) is None

    LadderRung.objects.update(roles="toy_master")
    sweep_on(date(2020, 9, 1))
    assert read_next(item, date(2020, 9, 1)) is None


def test_a_rung_whose_year_is_not_known_is_not_told(office: Office) -> None:
    ladder = make_ladder([Step("R1", 5, roles="toy_master")])
    item = make_item(office, ladder, due_on=date(2031, 12, 31), opened_on=OPENED)

    assert read_next(item, OPENED) is None
