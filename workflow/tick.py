"""Tick: do what the clock owes by now. Safe to repeat, and with any number of workers at once.

The sweep comes last: what the clock itself ends today raises no alarm a moment before. It comes
even when what precedes it fails, because nothing that is overdue may stay silent.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from workflow.engine.due import Owed, list_owed
from workflow.engine.firing import fire
from workflow.engine.lapsing import Lapsing, lapse, list_lapsing
from workflow.engine.previewing import preview
from workflow.exceptions import WorkflowError
from workflow.heartbeats import beat
from workflow.models import Via
from workflow.sweep import Foreseen, Sweep, foresee_rungs, sweep_by
from workflow.timekeeping import keep_time

logger = logging.getLogger(__name__)

DUTY = "tick"


@dataclass(frozen=True)
class Tick:
    """What became of one transition the clock owed, or of a seat it passes over.

    `event_id` is None when it was only foreseen, refused or failed. `problem` says why it was
    refused, in words; `has_failed` that it was no refusal but a fault.
    """

    owed: Owed | Lapsing
    event_id: int | None = None
    problem: str = ""
    has_failed: bool = False


@dataclass(frozen=True)
class Done:
    """All that one call did: transitions and seats one by one, the sweep in numbers."""

    ticks: list[Tick]
    swept: Sweep


def tick() -> list[Tick]:
    """Do what the clock owes, and sweep; return what became of each transition and seat.

    Raises:
        ClockSkewError: as `do_what_is_due` does.
    """
    return do_what_is_due().ticks


def do_what_is_due(report: Callable[[Sweep], None] | None = None) -> Done:
    """Fire every transition whose day has come, each in a transaction of its own; then sweep.

    Then the seats whose day has passed lapse, where their round passes over the silent. A refusal
    or a fault of one stops no other. What another worker did meanwhile is left out. `report` is
    told how far the sweep has come.

    Raises:
        ClockSkewError: this machine and the database disagree on the time; an incident says so.
    """
    with keep_time() as clock:
        try:
            ticks = _do_owed(clock.today())
        finally:
            swept = sweep_by(clock, report)
        moved = sum(not each.problem for each in ticks)
        beat(DUTY, now=clock.now(), summary={"moved": moved, "refused": len(ticks) - moved})
    _log(ticks, swept)
    return Done(ticks, swept)


def foresee() -> list[Tick]:
    """Return which transitions and seats `tick` would move now; writes nothing.

    Raises:
        ClockSkewError: as `tick` does.
    """
    with keep_time() as clock:
        today = clock.today()
        owed = [_foresee(each) for each in list_owed(today=today)]
        return owed + [Tick(each) for each in list_lapsing(today=today)]


def foresee_sweep() -> list[Foreseen]:
    """Return which rungs `tick` would fire now; writes nothing.

    Raises:
        ClockSkewError: as `tick` does.
    """
    with keep_time() as clock:
        return foresee_rungs(clock)


def _do_owed(today: date) -> list[Tick]:
    ticks = [done for owed in list_owed(today=today) if (done := _do(owed, today))]
    return ticks + [done for each in list_lapsing(today=today) if (done := _do(each, today))]


def _do(owed: Owed | Lapsing, today: date) -> Tick | None:
    try:
        event_id = _act(owed)
    except WorkflowError as error:
        # Another worker, or a person, may have got there first: then there is nothing to report.
        return Tick(owed, problem=str(error)) if _is_still_owed(owed, today) else None
    except Exception as error:
        logger.exception("the clock could not do %s on %s", owed.name, owed.subject_id)
        return Tick(owed, problem=repr(error), has_failed=True)
    return Tick(owed, event_id=event_id)


def _act(owed: Owed | Lapsing) -> int:
    if isinstance(owed, Lapsing):
        return lapse(owed.seat_id).event_id
    return fire(owed.subject_id, owed.transition.name, actor=None, via=Via.CLOCK).pk


def _foresee(owed: Owed) -> Tick:
    try:
        preview(owed.subject_id, owed.transition.name, actor=None)
    except WorkflowError as error:
        return Tick(owed, problem=str(error))
    return Tick(owed)


def _is_still_owed(owed: Owed | Lapsing, today: date) -> bool:
    if isinstance(owed, Lapsing):
        return bool(list_lapsing(today=today, seat_id=owed.seat_id))
    now_owed = list_owed(today=today, subject_id=owed.subject_id)
    return any(each.transition is owed.transition for each in now_owed)


def _log(ticks: list[Tick], swept: Sweep) -> None:
    """Say in one line what was done, however often a refusal comes back."""
    if swept:
        numbers = ", ".join(f"{count} {name}" for name, count in swept.as_numbers().items())
        logger.info("sweep: %s", numbers)
    if not ticks:
        return
    refused = [f"{each.owed.reference or each.owed.subject_id}" for each in ticks if each.problem]
    logger.info(
        "tick: %s moved, %s not: %s", len(ticks) - len(refused), len(refused), ", ".join(refused)
    )
