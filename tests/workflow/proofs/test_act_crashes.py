"""G3 on acts: wherever the database fails, the act and every line of it moved, or none did."""

from collections.abc import Callable

import pytest
from django.db import connection, transaction

from tests.databases import Clone
from tests.workflow.proofs.test_crashes import CrashError, crash, interrupted, read_all
from tests.workflow.toy.making import MONDAY, Office, leave, make_office, make_parcel, make_van
from tests.workflow.toy.models import Van
from workflow.clock import FixedClock, use_clock
from workflow.consistency import check_consistency
from workflow.engine import fire
from workflow.history.verification import verify
from workflow.models import Subject

LINES = 2
#: Before and after each statement, and the commit; on PostgreSQL what follows from an Event is one.
FEWEST_POINTS = {"sqlite": 40, "postgresql": 30}


@pytest.fixture
def office(cloned_database: Clone) -> Office:
    with use_clock(FixedClock.on(MONDAY)), transaction.atomic():
        return make_office()


@pytest.fixture
def van(office: Office) -> Van:
    """Return a van with parcels that only wait for it to leave."""
    with use_clock(FixedClock.on(MONDAY)), transaction.atomic():
        van = make_van(office)
        for _parcel in range(LINES):
            make_parcel(office, van, "loaded")
    return van


def test_an_error_at_any_point_of_an_act_with_lines_moves_all_or_none(
    office: Office, van: Van
) -> None:
    loaded = _list_in(van, "loaded")

    points = _crash_everywhere(lambda: leave(office, van, dict.fromkeys(loaded, "aboard")))

    assert points > FEWEST_POINTS[connection.vendor]
    assert _list_in(van, "on_road") == loaded
    assert Van.objects.get(pk=van.pk).state == "on_the_way"


def test_an_error_at_any_point_of_an_act_that_finds_its_lines_moves_all_or_none(
    office: Office, van: Van
) -> None:
    loaded = _list_in(van, "loaded")

    points = _crash_everywhere(
        lambda: fire(van, "cancel", actor=office.dora, inputs={"reason": "No fuel."})
    )

    assert points > FEWEST_POINTS[connection.vendor]
    assert _list_in(van, "posted") == loaded
    assert Van.objects.get(pk=van.pk).state == "cancelled"


def _crash_everywhere(act: Callable[[], object]) -> int:
    """Let the act fail at each point in turn until it is done; return how many points there were.

    After each failure nothing at all may have been written.
    """
    before = read_all()
    at = 0
    while read_all() == before:
        at += 1
        try:
            with use_clock(FixedClock.on(MONDAY)), interrupted(at, crash):
                act()
        except CrashError:
            # What a request leaves behind when its thread dies: nobody ends the transaction.
            connection.close()
    assert verify().findings == ()
    assert check_consistency() == []
    return at


def _list_in(van: Van, state: str) -> list[int]:
    members = Subject.objects.filter(parent=van, state=state).order_by("pk")
    return list(members.values_list("pk", flat=True))
