"""Tick: do what the clock owes by now. Safe to repeat, and with any number of workers at once."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from workflow.clock import (
    Clock,
    DatabaseClock,
    MachineClock,
    compute_skew,
    current_clock,
    use_clock,
)
from workflow.engine.due import Owed, list_owed
from workflow.engine.firing import fire
from workflow.engine.lapsing import Lapsing, lapse, list_lapsing
from workflow.engine.previewing import preview
from workflow.exceptions import ClockSkewError, WorkflowError
from workflow.incidents import report_incident
from workflow.models import Via

logger = logging.getLogger(__name__)

#: Firing early is worse than firing late: beyond this disagreement nothing is fired at all.
MAX_SKEW = timedelta(minutes=2)


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


def tick() -> list[Tick]:
    """Fire every transition whose day has come, each in a transaction of its own.

    Then the seats whose day has passed lapse, where their round passes over the silent. A refusal
    or a fault of one stops no other. What another worker did meanwhile is left out.

    Raises:
        ClockSkewError: this machine and the database disagree on the time; an incident says so.
    """
    with _keep_time() as today:
        ticks = [done for owed in list_owed(today=today) if (done := _do(owed, today))]
        ticks += [done for each in list_lapsing(today=today) if (done := _do(each, today))]
    _log(ticks)
    return ticks


def foresee() -> list[Tick]:
    """Return what `tick` would do now; writes nothing.

    Raises:
        ClockSkewError: as `tick` does.
    """
    with _keep_time() as today:
        owed = [_foresee(each) for each in list_owed(today=today)]
        return owed + [Tick(each) for each in list_lapsing(today=today)]


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


@contextmanager
def _keep_time() -> Iterator[date]:
    """Take the database's clock, unless a test or a replay stopped time; yield the civil day."""
    skew = compute_skew()
    if abs(skew) > MAX_SKEW:
        message = _("This machine's clock is %(seconds)d seconds ahead of the database's.") % {
            "seconds": skew.total_seconds()
        }
        report_incident(ClockSkewError.code, message)
        raise ClockSkewError(message)
    with use_clock(_choose_clock()) as clock:
        yield clock.today()


def _choose_clock() -> Clock:
    current = current_clock()
    return DatabaseClock() if isinstance(current, MachineClock) else current


def _log(ticks: list[Tick]) -> None:
    """Say in one line what was done, however often a refusal comes back."""
    if not ticks:
        return
    refused = [f"{each.owed.reference or each.owed.subject_id}" for each in ticks if each.problem]
    logger.info(
        "tick: %s moved, %s not: %s", len(ticks) - len(refused), len(refused), ", ".join(refused)
    )
