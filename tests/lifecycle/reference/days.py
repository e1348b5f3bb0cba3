"""Time, told by plain Python: which day it is, which days are worked, and what climbs a ladder.

Nothing here is imported from the product. The days off are given: they are no rule, but a decree.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

#: Rungs by their ladder: working days from the day it is counted from, and the name of the rung.
LADDERS: dict[str, dict[int, str]] = {
    "standard": {0: "R1", 5: "R2"},
    "activity": {-10: "R0-10", -3: "R0-3", 0: "R1", 5: "R2", 10: "R3", 15: "R4"},
    "undated": {20: "U1-20", 30: "U1-30", 40: "U1-40"},
}
_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass
class Days:
    """A clock that stands still at noon until days pass, and the days on which offices are open."""

    day: date
    off: Collection[date]

    def today(self) -> date:
        """Return the civil day."""
        return self.day

    def now(self) -> datetime:
        """Return noon of it."""
        return datetime.combine(self.day, time(12), UTC)

    def is_worked(self, day: date) -> bool:
        """Return whether offices are open."""
        return day.weekday() < _SATURDAY and day not in self.off

    def add(self, day: date, count: int) -> date:
        """Return the `count`-th worked day after `day`, or before it; that day never counts."""
        step = _ONE_DAY if count > 0 else -_ONE_DAY
        for _number in range(abs(count)):
            day += step
            while not self.is_worked(day):
                day += step
        return day

    def find_next(self, day: date) -> date:
        """Return `day` when it is worked, else the first worked day after it."""
        return day if self.is_worked(day) else self.add(day, 1)

    def find_previous(self, day: date) -> date:
        """Return `day` when it is worked, else the last worked day before it."""
        return day if self.is_worked(day) else self.add(day, -1)


@dataclass
class Item:
    """Something to do: until when, on which ladder, and since when its rungs are counted."""

    kind: str
    due_on: date | None
    ladder: str
    #: The day from which what has no due day ages.
    anchor_on: date
    began_on: date
    holder: str = ""
    paused: bool = False
    generation: int = 1
    climbed: set[str] = field(default_factory=set)

    def climb(self, days: Days) -> Iterator[tuple[str, str]]:
        """Yield the rungs that fire today, each with what becomes of it.

        The highest speaks, the others are passed over. So is a reminder whose day had passed when
        what it reminds of was first counted.
        """
        base = self.anchor_on if self.ladder == "undated" else self.due_on
        if self.paused or base is None:
            return
        reached = {
            offset: days.add(base, offset)
            for offset, rung in LADDERS[self.ladder].items()
            if rung not in self.climbed and days.add(base, offset) <= days.day
        }
        speaking = [each for each, day in reached.items() if each >= 0 or day >= self.began_on]
        for offset in sorted(reached):
            rung = LADDERS[self.ladder][offset]
            self.climbed.add(rung)
            yield rung, "spoken" if speaking and offset == max(speaking) else "skipped"

    def count_anew(self, due_on: date | None, ladder: str, anchor_on: date, today: date) -> None:
        """Count from another day: if it is another counting, every rung comes again."""
        if (due_on, ladder, anchor_on) == (self.due_on, self.ladder, self.anchor_on):
            return
        self.due_on, self.ladder, self.anchor_on, self.began_on = due_on, ladder, anchor_on, today
        self.generation += 1
        self.climbed = set()


#: Each rung that fired: of what, of which kind and whose, in which generation, and what became.
Fired = Counter[tuple[str, str, str, int, str, str]]


def sweep(subject: str, items: Collection[Item], days: Days) -> Fired:
    """Return what fires today of the things to do about one subject."""
    fired: Fired = Counter()
    for item in items:
        for rung, standing in item.climb(days):
            fired[subject, item.kind, item.holder, item.generation, rung, standing] += 1
    return fired
