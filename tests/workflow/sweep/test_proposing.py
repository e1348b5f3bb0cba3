"""A ladder that is shown before it goes: nothing speaks until somebody lets it, once."""

from datetime import date
from functools import partial

import pytest
from django.db import transaction
from django.utils import timezone

from tests.databases import Clone
from tests.races import run_at_once
from tests.workflow.sweep.making import (
    Step,
    find_next,
    list_told,
    make_item,
    make_ladder,
    read_rungs,
    sweep_on,
)
from tests.workflow.toy.making import Office, make_office
from workflow.clock import FixedClock, use_clock
from workflow.escalations import drop, release
from workflow.exceptions import TransitionRefusedError
from workflow.ladders import RungForm
from workflow.models import Announcement, Escalation, EscalationStanding, LadderRung, WorkItem

#: The 16th is a holiday.
OPENED, DUE, LATER = date(2026, 6, 1), date(2026, 6, 15), date(2026, 6, 17)
STEPS = (Step("R1", 0), Step("R2", 1, RungForm.WORK_ITEM, "toy_master"))


@pytest.fixture
def item(office: Office) -> WorkItem:
    """Return an item on a ladder that is shown before it goes."""
    return make_item(office, make_ladder(STEPS, is_proposed=True), due_on=DUE, opened_on=OPENED)


@pytest.fixture
def proposed(item: WorkItem) -> Escalation:
    """Return its first rung, which waits for somebody to let it go."""
    sweep_on(DUE)
    return Escalation.objects.get(work_item=item)


def test_a_proposed_rung_is_silent_and_climbed_all_the_same(
    item: WorkItem, proposed: Escalation
) -> None:
    assert (proposed.standing, list_told(item)) == (str(EscalationStanding.PROPOSED), [])
    assert find_next(item) == ("R2", LATER)


def test_what_is_let_go_speaks_as_it_would_have(office: Office, proposed: Escalation) -> None:
    with use_clock(FixedClock.on(LATER)):
        released = release(proposed, actor=office.dora)

    assert released.standing == str(EscalationStanding.SPOKEN)
    assert (released.settled_by, released.settled_at) == (office.dora, FixedClock.on(LATER).now())
    announcement = Announcement.objects.get(escalation=proposed)
    assert announcement.available_at == FixedClock.on(LATER).now()


def test_what_is_let_go_may_open_an_item(office: Office, item: WorkItem) -> None:
    sweep_on(LATER)
    assert read_rungs(item) == {"R1": "skipped", "R2": "proposed"}

    release(Escalation.objects.get(rung="R2"), actor=office.dora)

    assert WorkItem.objects.get(escalation__rung="R2").desk == "toy_master"
    assert list_told(item) == []


def test_what_is_held_back_stays_silent_and_the_next_rung_comes(
    office: Office, item: WorkItem, proposed: Escalation
) -> None:
    dropped = drop(proposed, actor=office.dora)
    sweep_on(LATER)

    assert (dropped.standing, dropped.settled_by) == ("dropped", office.dora)
    assert list_told(item) == []
    assert read_rungs(item) == {"R1": "dropped", "R2": "proposed"}


@pytest.mark.parametrize("again", [release, drop])
def test_what_was_settled_is_not_settled_again(
    office: Office, proposed: Escalation, again: object
) -> None:
    assert callable(again)
    release(proposed, actor=office.dora)

    with pytest.raises(TransitionRefusedError, match="in the meantime"):
        again(proposed, actor=office.boris)

    assert Announcement.objects.filter(escalation=proposed).count() == 1


@pytest.mark.tampers
def test_what_is_over_is_not_let_go_but_held_back(office: Office, proposed: Escalation) -> None:
    WorkItem.objects.filter(pk=proposed.work_item_id).update(closed_at=timezone.now())

    with pytest.raises(TransitionRefusedError, match="hold it back"):
        release(proposed, actor=office.dora)

    assert drop(proposed, actor=office.dora).standing == "dropped"


def test_what_has_another_day_by_now_is_not_let_go(office: Office, proposed: Escalation) -> None:
    WorkItem.objects.filter(pk=proposed.work_item_id).update(generation=2)

    with pytest.raises(TransitionRefusedError, match="another day"):
        release(proposed, actor=office.dora)

    assert not Announcement.objects.filter(escalation=proposed).exists()


def test_of_four_who_let_it_go_at_once_one_does(cloned_database: Clone) -> None:
    with transaction.atomic():
        office = make_office()
        ladder = make_ladder(STEPS, is_proposed=True)
        make_item(office, ladder, due_on=DUE, opened_on=OPENED)
    sweep_on(DUE)
    proposed = Escalation.objects.get()

    results = run_at_once([partial(release, proposed, actor=office.dora)] * 4)

    assert sum(isinstance(each, TransitionRefusedError) for each in results) == 3
    assert Announcement.objects.filter(escalation=proposed).count() == 1


def test_nothing_is_let_go_while_another_party_has_the_pen(
    office: Office, proposed: Escalation
) -> None:
    items = WorkItem.objects.filter(pk=proposed.work_item_id)
    items.update(paused_at=timezone.now())

    with pytest.raises(TransitionRefusedError, match="pen"):
        release(proposed, actor=office.dora)

    proposed.refresh_from_db()
    assert proposed.standing == str(EscalationStanding.PROPOSED)
    items.update(paused_at=None)
    assert release(proposed, actor=office.dora).standing == "spoken"


def test_a_rung_that_its_ladder_has_no_more_is_not_let_go_but_held_back(
    office: Office, proposed: Escalation
) -> None:
    LadderRung.objects.filter(code=proposed.rung).delete()

    with pytest.raises(TransitionRefusedError, match="no such rung"):
        release(proposed, actor=office.dora)

    assert not Announcement.objects.filter(escalation=proposed).exists()
    assert drop(proposed, actor=office.dora).standing == "dropped"
