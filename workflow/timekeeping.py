"""Timekeeping: what the clock owes is done by the database's time, or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.utils.translation import gettext as _

from workflow.clock import (
    Clock,
    DatabaseClock,
    MachineClock,
    compute_skew,
    current_clock,
    use_clock,
)
from workflow.exceptions import ClockSkewError
from workflow.incidents import report_incident

#: Firing early is worse than firing late: beyond this disagreement nothing is fired at all.
MAX_SKEW = timedelta(minutes=2)


@contextmanager
def keep_time() -> Iterator[Clock]:
    """Take the database's clock inside the block, unless a test or a replay stopped time.

    Raises:
        ClockSkewError: this machine and the database disagree on the time; an incident says so.
    """
    skew = compute_skew()
    if abs(skew) > MAX_SKEW:
        message = _("This machine's clock is %(seconds)d seconds ahead of the database's.") % {
            "seconds": skew.total_seconds()
        }
        report_incident(ClockSkewError.code, message)
        raise ClockSkewError(message)
    current = current_clock()
    with use_clock(DatabaseClock() if isinstance(current, MachineClock) else current) as clock:
        yield clock
