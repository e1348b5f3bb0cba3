"""G10: each rung of each item fires once, whoever sweeps, dies or has a clock that jumps."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from random import Random
from time import sleep

from django.db import transaction
from django.db.models import Count, Q

from tests.databases import Clone
from tests.figures import say
from tests.workflow.proofs.children import kill_worker, run_children, start_worker
from tests.workflow.sweep.making import ACTIVITY, make_item, make_ladder, sweep_on
from tests.workflow.toy.making import MONDAY, make_office
from workflow.clock import FixedClock, use_clock
from workflow.consistency import check_consistency
from workflow.models import LADDER_CLIMBED, Escalation, WorkItem
from workflow.sweep import batches, sweep

WORKERS, ITEMS = 8, 240
KILLS, KILL_EVERY_SECONDS = 12, 0.2
FIRST, LAST = date(2026, 6, 1), date(2026, 12, 31)


def make_items(count: int) -> None:
    """Let as many items be due on as many days of three months, all on the desk of one parcel."""
    with use_clock(FixedClock.on(MONDAY)), transaction.atomic():
        first = make_item(make_office(), make_ladder(), due_on=date(2026, 7, 1), opened_on=FIRST)
        WorkItem.objects.bulk_create(
            WorkItem(
                subject_id=first.subject_id,
                kind=first.kind,
                role=first.role,
                desk=first.desk,
                person_id=first.person_id,
                matter=str(number),
                opened_at=first.opened_at,
                opened_by_id=first.opened_by_id,
                anchor_on=FIRST,
                due_on=date(2026, 7, 1) + timedelta(days=number % 90),
                ladder_id=first.ladder_id,
            )
            for number in range(1, count)
        )


def sweep_with_a_jumping_clock(seed: int) -> None:
    """Sweep without end, a few items at a time, on days that go forth and back."""
    random = Random(seed)  # noqa: S311  # the same jumps every time
    batches.BATCH = 5
    span = (LAST - FIRST).days
    reach = 0.0
    while True:
        reach = min(reach + random.random() / 8, 1.0)
        day = FIRST + timedelta(days=round(random.random() * reach * span))
        with use_clock(FixedClock.on(day)):
            sweep()


def kill_and_replace(workers: list[int], seeds: Sequence[int]) -> None:
    """Kill a worker every fifth of a second, one for each seed, and start another in its place."""
    random = Random(0)  # noqa: S311  # the same victims every time
    for seed in seeds:
        sleep(KILL_EVERY_SECONDS)
        place = random.randrange(len(workers))
        kill_worker(workers[place])
        workers[place] = start_worker(partial(sweep_with_a_jumping_clock, seed))


def sweep_to_the_end(_number: int) -> int:
    return sweep_on(LAST).spoken


def test_every_rung_fires_once_while_workers_die_and_clocks_jump(cloned_database: Clone) -> None:
    make_items(ITEMS)

    workers = [start_worker(partial(sweep_with_a_jumping_clock, seed)) for seed in range(WORKERS)]
    try:
        kill_and_replace(workers, range(100, 100 + KILLS))
    finally:
        for worker in workers:
            kill_worker(worker)
    died_with = Escalation.objects.count()
    run_children([partial(sweep_to_the_end, number) for number in range(WORKERS)])

    fired = Escalation.objects.count()
    say(kills=KILLS, before_the_end=died_with, lost=ITEMS * len(ACTIVITY) - fired)
    assert died_with > ITEMS
    _check_all_fired()


def test_eight_workers_at_once_fire_every_rung_once(cloned_database: Clone) -> None:
    make_items(ITEMS)

    spoken = run_children([partial(sweep_to_the_end, number) for number in range(WORKERS)])

    # All is overdue by then: one rung of each item speaks.
    assert sum(spoken) == ITEMS
    _check_all_fired()


def _check_all_fired() -> None:
    """Hold that each rung fired once, and each that spoke has its one announcement or item."""
    assert Escalation.objects.count() == ITEMS * len(ACTIVITY)
    twice = Escalation.objects.values("work_item", "rung").annotate(n=Count("pk")).filter(n__gt=1)
    assert not twice.exists()
    heard = Escalation.objects.annotate(
        told=Count("announcements", distinct=True), opened=Count("opened_items", distinct=True)
    )
    spoken = Q(standing="spoken")
    assert not heard.filter(spoken).exclude(Q(told=1, opened=0) | Q(told=0, opened=1)).exists()
    assert not heard.exclude(spoken).exclude(told=0, opened=0).exists()
    climbing = WorkItem.objects.filter(closed_at=None, ladder__code="toy")
    assert set(climbing.values_list("next_rung", flat=True)) == {LADDER_CLIMBED}
    assert check_consistency() == []
