"""The sweep itself: count, fire, close what is over, and say that it was done.

Safe to repeat, to kill and to run in any number of processes at once.
"""

from collections.abc import Callable, Iterator

from workflow.clock import Clock, compute_civil_day
from workflow.heartbeats import beat
from workflow.sweep.batches import Moment, close_batch, count_batch, fire_batch
from workflow.sweep.outcome import Sweep
from workflow.timekeeping import keep_time

DUTY = "sweep"


def sweep(report: Callable[[Sweep], None] | None = None) -> Sweep:
    """Fire every rung that is due by the database's time; return what was done.

    `report` is told after each batch what has been done so far.

    Raises:
        ClockSkewError: this machine and the database disagree on the time; an incident says so.
    """
    with keep_time() as clock:
        return sweep_by(clock, report)


def sweep_by(clock: Clock, report: Callable[[Sweep], None] | None = None) -> Sweep:
    """Fire every rung that is due by this clock, whose agreement was checked."""
    now = clock.now()
    done = Sweep()
    for batch in _sweep(Moment(now, compute_civil_day(now))):
        done += batch
        if report is not None:
            report(done)
    beat(DUTY, now=now, summary=done.as_numbers())
    return done


def _sweep(moment: Moment) -> Iterator[Sweep]:
    while (counted := count_batch()) is not None:
        yield counted
    while (fired := fire_batch(moment)) is not None:
        yield fired
    while (closed := close_batch()) is not None:
        yield closed
