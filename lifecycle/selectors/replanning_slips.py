"""Slips counted: how often the last day of something moved later, and what that allows.

What was promised at first is where counting begins; a new promise, by an amendment, begins anew.
An undated period moves no day: what follows it is measured by the last day that was known.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from lifecycle.models import PeriodRecord
from lifecycle.selectors.period_records import list_records
from lifecycle.vocabulary import PeriodRole, ReplanningCause

#: How many slips the ministry may accept by itself; beyond, the committee decides.
SLIPS_OF_THE_MINISTRY = 2


@dataclass(frozen=True)
class SlipCount:
    """How often a last day moved later so far, the last one known, and the one promised first."""

    slips: int = 0
    known_on: date | None = None
    promised_on: date | None = None

    @property
    def days(self) -> int:
        """Return by how many days the last day known is later than the one promised first."""
        if self.known_on is None or self.promised_on is None:
            return 0
        return (self.known_on - self.promised_on).days

    def slip_to(self, latest: date | None) -> int | None:
        """Return by how many days it would move, None when one of the two days is not known."""
        if latest is None or self.known_on is None:
            return None
        return (latest - self.known_on).days

    def count_with(self, latest: date | None) -> int:
        """Return how many slips there are once the period ends on this day."""
        return self.slips + int((self.slip_to(latest) or 0) > 0)


@dataclass(frozen=True)
class DateMove:
    """One period that replaced another, and the last day that was known before."""

    old: PeriodRecord
    new: PeriodRecord
    known_on: date | None

    @property
    def slip_days(self) -> int | None:
        """Return by how many days the last day moved, None when one of the two is not known."""
        if self.new.latest is None or self.known_on is None:
            return None
        return (self.new.latest - self.known_on).days

    @property
    def cause_label(self) -> str:
        """Return why, in the reader's language; nothing when nobody said."""
        return str(ReplanningCause(self.new.cause).label) if self.new.cause else ""


#: Of what has no period yet.
NO_SLIP = SlipCount()


def read_slip_counts(ids: Iterable[int]) -> Mapping[int, SlipCount]:
    """Return the slips of each of these subjects, in one statement; one without periods has none.

    Those that were loaded count like those that were accepted here: they moved the same day.
    """
    records: dict[int, list[PeriodRecord]] = {}
    for record in list_records(ids):
        records.setdefault(record.subject_id, []).append(record)
    return {key: _count(rows) for key, rows in records.items()}


def list_date_moves(subject_id: int) -> list[DateMove]:
    """Return how its date moved since what was promised, in that order; one statement."""
    records = list_records([subject_id])
    counted, known_on = _list_counted(records), None
    moves: list[DateMove] = []
    for old, new in pairwise(counted):
        known_on = old.latest or known_on
        if old.period != new.period:
            moves.append(DateMove(old, new, known_on))
    return moves


def _count(records: list[PeriodRecord]) -> SlipCount:
    """Count over the periods in the order in which they were recorded, from the last promise on."""
    promised = _find_promise(records)
    counted = _list_counted(records)
    slips, known_on = 0, None
    for record in counted:
        if record.latest is None:
            continue
        slips += int(known_on is not None and record.latest > known_on)
        known_on = record.latest
    return SlipCount(slips, known_on, promised.latest if promised else None)


def _find_promise(records: list[PeriodRecord]) -> PeriodRecord | None:
    return next((each for each in records if each.role == PeriodRole.BASELINE), None)


def _list_counted(records: list[PeriodRecord]) -> list[PeriodRecord]:
    promised = _find_promise(records)
    return [each for each in records if promised is None or each.pk >= promised.pk]
