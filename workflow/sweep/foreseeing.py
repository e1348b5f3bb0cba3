"""What a sweep would fire now; nothing is written."""

from dataclasses import dataclass
from datetime import date, datetime

from workflow.clock import Clock, compute_civil_day
from workflow.models import EscalationStanding
from workflow.sweep.batches import Moment, adapt, execute, get_statements


@dataclass(frozen=True)
class Foreseen:
    """A rung that would fire, and what would become of it."""

    work_item_id: int
    kind: str
    reference: str
    subject_id: int
    rung: str
    standing: EscalationStanding
    fires_on: date


def foresee_rungs(clock: Clock) -> list[Foreseen]:
    """Return every rung that is due by this clock, in one statement."""
    now = clock.now()
    given = adapt(Moment(now, compute_civil_day(now)))
    rows = execute(get_statements().foresee, given).fetchall()
    return [
        Foreseen(key, kind, name, subject, rung, EscalationStanding(standing), _read_day(day))
        for key, kind, name, subject, rung, standing, day in rows
    ]


def _read_day(value: date | str) -> date:
    if isinstance(value, datetime):
        return value.date()
    return date.fromisoformat(value) if isinstance(value, str) else value
