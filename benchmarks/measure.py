"""How a rate is measured: a warm-up, then the same work on as many rows, one process."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from django.db import connection
from django.test.utils import CaptureQueriesContext


@dataclass(frozen=True)
class Figure:
    """One way to do the work: pieces a second, the median of one in milliseconds, statements."""

    name: str
    count: int
    rate_per_second: float
    median_ms: float
    statements: int
    #: The most memory the process had held by then, in megabytes; 0 where it is not measured.
    peak_mb: float = 0.0
    #: The way it is a share of; empty for the first of the measurement.
    compared_with: str = ""
    #: How much there was, where the same is measured of several sizes.
    size: int = 0


def measure(
    name: str,
    work: Callable[[int], object],
    items: Iterable[int],
    *,
    warm_up: int = 20,
    compared_with: str = "",
    size: int = 0,
) -> Figure:
    """Return the rate of `work` over `items`; the first ones are done and not timed.

    The statements are those of one of the first ones.
    """
    way = Way(name, work, items, compared_with)
    (figure,) = measure_in_turns([way], warm_up=warm_up, size=size)
    return figure


@dataclass(frozen=True)
class Way:
    """One way to do the work, on items of its own."""

    name: str
    work: Callable[[int], object]
    items: Iterable[int]
    compared_with: str = ""


def measure_in_turns(ways: Sequence[Way], *, warm_up: int = 20, size: int = 0) -> list[Figure]:
    """Return the rate of each way, as `measure` does; they take turns, one item each.

    Whatever else the machine does falls on all of them.
    """
    todo = [list(way.items) for way in ways]
    statements = [
        _warm_up(way.work, items[:warm_up]) for way, items in zip(ways, todo, strict=True)
    ]
    durations: list[list[float]] = [[] for _way in ways]
    for turn in zip(*(items[warm_up:] for items in todo), strict=True):
        for way, item, seconds in zip(ways, turn, durations, strict=True):
            before = time.perf_counter()
            way.work(item)
            seconds.append(time.perf_counter() - before)
    return [
        Figure(
            name=way.name,
            count=len(seconds),
            rate_per_second=round(len(seconds) / sum(seconds), 1),
            median_ms=round(median(seconds) * 1000, 3),
            statements=counted,
            compared_with=way.compared_with,
            size=size,
        )
        for way, seconds, counted in zip(ways, durations, statements, strict=True)
    ]


def _warm_up(work: Callable[[int], object], items: Sequence[int]) -> int:
    """Do the work on these items; return how many statements it takes for the first of them."""
    for item in items[1:]:
        work(item)
    with CaptureQueriesContext(connection) as captured:
        work(items[0])
    return len(captured)
