"""Slips counted: how often the last day of something moved later, and what that allows.

What was promised at first is where counting begins; a new promise, by an amendment, begins anew.
An undated period moves no day: what follows it is measured by the last day that was known.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from lifecycle.models import PeriodRecord
from lifecycle.vocabulary import PeriodRole

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


#: Of what has no period yet.
NO_SLIP = SlipCount()


def read_slip_counts(ids: Iterable[int]) -> Mapping[int, SlipCount]:
    """Return the slips of each of these subjects, in one statement; one without periods has none.

    Those that were loaded count like those that were accepted here: they moved the same day.
    """
    records: dict[int, list[PeriodRecord]] = {}
    for record in PeriodRecord.objects.filter(subject__in=list(ids)).order_by("pk"):
        records.setdefault(record.subject_id, []).append(record)
    return {key: _count(rows) for key, rows in records.items()}


def _count(records: list[PeriodRecord]) -> SlipCount:
    """Count over the periods in the order in which they were recorded, from the last promise on."""
    promised = next((each for each in records if each.role == PeriodRole.BASELINE), None)
    counted = [each for each in records if promised is None or each.pk >= promised.pk]
    slips, known_on = 0, None
    for record in counted:
        if record.latest is None:
            continue
        slips += int(known_on is not None and record.latest > known_on)
        known_on = record.latest
    return SlipCount(slips, known_on, promised.latest if promised else None)
