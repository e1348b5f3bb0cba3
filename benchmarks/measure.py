"""How a rate is measured: a warm-up, then the same work on as many rows, one process."""

import time
from collections.abc import Callable, Iterable
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
    todo = list(items)
    for item in todo[1:warm_up]:
        work(item)
    with CaptureQueriesContext(connection) as captured:
        work(todo[0])
    durations = []
    started = time.perf_counter()
    for item in todo[warm_up:]:
        before = time.perf_counter()
        work(item)
        durations.append(time.perf_counter() - before)
    elapsed = time.perf_counter() - started
    return Figure(
        name=name,
        count=len(durations),
        rate_per_second=round(len(durations) / elapsed, 1),
        median_ms=round(median(durations) * 1000, 3),
        statements=len(captured),
        compared_with=compared_with,
        size=size,
    )
