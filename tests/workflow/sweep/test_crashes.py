"""G3 on the sweep: wherever it dies, a batch is written or it is not, and the next one ends it."""

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from django.db import connection, transaction

from tests.databases import Clone
from tests.workflow.proofs.children import run_to_death
from tests.workflow.proofs.test_crashes import KILLED, CrashError, crash, die, interrupted
from tests.workflow.sweep.making import Step, make_item, make_ladder, sweep_on
from tests.workflow.toy.making import make_office
from workflow.consistency import check_consistency
from workflow.ladders import RungForm
from workflow.models import Announcement, Escalation, Heartbeat, WorkItem

OPENED, DUE = date(2026, 6, 1), date(2026, 6, 15)
#: Before and after each statement and each commit, of counting, firing and saying so.
FEWEST_POINTS = 30


@pytest.fixture
def items(cloned_database: Clone) -> list[int]:
    """Return two items that are due: one is announced, one opens an item for the postmaster."""
    with transaction.atomic():
        office = make_office()
        told = make_ladder([Step("R0", -1), Step("R1", 0)], code="told")
        opened = make_ladder([Step("R1", 0, RungForm.WORK_ITEM, "toy_master")], code="opened")
        return [
            make_item(office, ladder, due_on=DUE, opened_on=OPENED).pk for ladder in (told, opened)
        ]


def sweep_and(act: Callable[[], None], at: int) -> int:
    """Sweep with `act` at one point of it; return how many points it passed."""
    with interrupted(at, act) as passed:
        sweep_on(DUE)
    return passed[0]


def read_written() -> tuple[int, int, int, int]:
    """Return how many rungs fired, spoke and opened something, and how many items climbed on."""
    return (
        Escalation.objects.count(),
        Announcement.objects.filter(escalation__isnull=False).count(),
        WorkItem.objects.filter(escalation__isnull=False).count(),
        WorkItem.objects.filter(next_rung="-").count(),
    )


def begin_again(items: list[int]) -> None:
    """Forget the sweep, so that the next one passes the same points."""
    Announcement.objects.filter(escalation__isnull=False).delete()
    WorkItem.objects.filter(escalation__isnull=False).delete()
    Escalation.objects.all().delete()
    Heartbeat.objects.all().delete()
    WorkItem.objects.filter(pk__in=items).update(next_rung="", next_rung_on=None)


NOTHING, ALL = (0, 0, 0, 0), (3, 1, 1, 2)


def test_an_error_at_any_point_leaves_a_batch_or_none_of_it(items: list[int]) -> None:
    at = 0
    while not Heartbeat.objects.exists():
        begin_again(items)
        at += 1
        try:
            sweep_and(crash, at)
        except CrashError:
            # What a worker leaves behind when its thread dies: nobody ends the transaction.
            connection.close()
        _check_resumed(at)

    assert at > FEWEST_POINTS


def test_a_death_at_any_point_leaves_a_batch_or_none_of_it(items: list[int]) -> None:
    at = 0
    while not Heartbeat.objects.exists():
        begin_again(items)
        # Every third point: sometimes before a statement, sometimes after one. Dying takes long.
        at += 3
        code = run_to_death(partial(sweep_and, die, at))
        assert code == KILLED or Heartbeat.objects.exists()
        _check_resumed(at)

    assert at > FEWEST_POINTS


def _check_resumed(at: int) -> None:
    """Hold that nothing is written by halves, and that the next sweep writes the rest once."""
    assert read_written() in (NOTHING, ALL), at
    is_over = Heartbeat.objects.exists()
    assert check_consistency() == []

    sweep_on(DUE)

    assert read_written() == ALL
    if not is_over:
        Heartbeat.objects.all().delete()
