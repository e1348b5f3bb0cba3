"""Working days as a value: pure, comparable, and honest about the days it does not know."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Self, overload

from workflow.exceptions import EmptyCalendarError

SATURDAY = 5
ONE_DAY = timedelta(days=1)


def list_days(start: date, end: date) -> Iterator[date]:
    """Yield every civil day from `start` to `end`, both included."""
    return (start + timedelta(days=n) for n in range((end - start).days + 1))


class WrittenDays(Sequence[date]):
    """Days as they are written (ISO 8601), each read when somebody looks at it.

    A deadline looks at some ten days of the hundred around it.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts

    @overload
    def __getitem__(self, index: int) -> date: ...
    @overload
    def __getitem__(self, index: slice) -> "WrittenDays": ...
    def __getitem__(self, index: int | slice) -> "date | WrittenDays":
        if isinstance(index, slice):
            return WrittenDays(self._texts[index])
        return date.fromisoformat(self._texts[index])

    def __len__(self) -> int:
        return len(self._texts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))


@dataclass(frozen=True)
class Calendar:
    """The working days from `start` to `end`, both included.

    A question about a day outside that span, or whose answer falls outside it, raises
    `EmptyCalendarError`: a deadline counted over days nobody has declared would be a guess.
    """

    start: date
    end: date
    #: In ascending order, so that every question is one or two bisections.
    working_days: Sequence[date] = field(repr=False)

    @classmethod
    def from_holidays(cls, start: date, end: date, holidays: Collection[date]) -> Self:
        """Return the calendar of Monday to Friday without `holidays`."""
        closed = frozenset(holidays)
        days = (d for d in list_days(start, end) if d.weekday() < SATURDAY and d not in closed)
        return cls(start, end, tuple(days))

    @classmethod
    def from_working_days(cls, start: date, end: date, working_days: Iterable[date]) -> Self:
        """Return the calendar whose working days are given, in any order."""
        return cls(start, end, tuple(sorted(d for d in working_days if start <= d <= end)))

    @classmethod
    def from_written_days(cls, start: date, end: date, texts: Sequence[str]) -> Self:
        """Return the calendar whose working days are written in ISO 8601, in ascending order."""
        first = bisect_left(texts, start.isoformat())
        days = texts[first : bisect_right(texts, end.isoformat())]
        return cls(start, end, WrittenDays(days))

    def is_working_day(self, day: date) -> bool:
        """Say whether offices are open on `day`."""
        index = bisect_left(self.working_days, self._known(day))
        return index < len(self.working_days) and self.working_days[index] == day

    def next_working_day(self, day: date) -> date:
        """Return `day` itself when it is worked, else the first working day after it."""
        return self._at(bisect_left(self.working_days, self._known(day)))

    def previous_working_day(self, day: date) -> date:
        """Return `day` itself when it is worked, else the last working day before it."""
        return self._at(bisect_right(self.working_days, self._known(day)) - 1)

    def add_working_days(self, day: date, count: int) -> date:
        """Return the `count`-th working day after `day`, or before it when `count` is negative.

        The day itself never counts, worked or not; zero returns it unchanged.
        """
        if count == 0:
            return self._known(day)
        if count > 0:
            return self._at(bisect_right(self.working_days, self._known(day)) + count - 1)
        return self._at(bisect_left(self.working_days, self._known(day)) + count)

    def working_days_between(self, after: date, until: date) -> int:
        """Count the working days after `after`, up to and including `until`.

        Negative when `until` is before `after`, so that it undoes `add_working_days`.
        """
        return bisect_right(self.working_days, self._known(until)) - bisect_right(
            self.working_days, self._known(after)
        )

    def _known(self, day: date) -> date:
        if not self.start <= day <= self.end:
            raise EmptyCalendarError(day.year)
        return day

    def _at(self, index: int) -> date:
        if index < 0:
            raise EmptyCalendarError((self.start - ONE_DAY).year)
        if index >= len(self.working_days):
            raise EmptyCalendarError((self.end + ONE_DAY).year)
        return self.working_days[index]
