"""Bulk: many proposals admitted at once through the door, beside the SQL that writes the rows."""

import time
from collections.abc import Callable, Sequence
from statistics import median

from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.baseline_many import admit_many
from benchmarks.copies import copy_proposal, tidy
from benchmarks.making import make_people, make_plan, submit_proposals
from benchmarks.measure import Figure
from workflow.engine import fire_many
from workflow.models import User

#: What was admitted stays admitted: each time it is done to other proposals.
REPEATS = 3
#: The tenth is measured too: ten times as many take ten times as long, or something is not linear.
PARTS = (10, 1)

Admit = Callable[[Sequence[int], User], object]


def run(count: int) -> list[Figure]:
    """Return the figures of admitting a tenth of `count` proposals at once, and all of them."""
    official, author = make_people()
    (original,) = submit_proposals(make_plan("ORIGINAL"), author, 1)
    return [
        figure
        for size in (count // part for part in PARTS)
        for figure in _measure(original, size, official)
    ]


def _measure(original: int, size: int, official: User) -> list[Figure]:
    ways: dict[str, Admit] = {"rows written by hand": admit_many, "fire_many": _fire_many}
    sets = {
        name: [copy_proposal(original, size) for _repeat in range(REPEATS + 1)] for name in ways
    }
    tidy()
    # Apart from the timing: to keep statements costs time.
    statements = {name: _count(ways[name], sets[name].pop(), official) for name in ways}
    durations: dict[str, list[float]] = {name: [] for name in ways}
    # One after the other, so that whatever else the machine does falls on both.
    for repeat in range(REPEATS):
        for name, admit in ways.items():
            started = time.perf_counter()
            admit(sets[name][repeat], official)
            durations[name].append(time.perf_counter() - started)
    by_hand = next(iter(ways))
    return [
        Figure(
            name=name,
            count=REPEATS,
            rate_per_second=round(size / median(durations[name]), 1),
            median_ms=round(median(durations[name]) * 1000, 3),
            statements=statements[name],
            compared_with=by_hand if name != by_hand else "",
            size=size,
        )
        for name in ways
    ]


def _fire_many(ids: Sequence[int], official: User) -> None:
    results = fire_many(ids, "admit", actor=official)
    for result in results:
        if result.error is not None:
            raise result.error


def _count(admit: Admit, ids: Sequence[int], official: User) -> int:
    with CaptureQueriesContext(connection) as captured:
        admit(ids, official)
    return len(captured)
