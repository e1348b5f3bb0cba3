"""An activity with its dates, and a request for another one, as the rules see them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise, product

from tests.lifecycle.reference.days import Days, Fired, Item

#: What is said of open items: their kind, holder, due day, generation, and whether they pause.
Lies = Counter[tuple[str, str, date | None, int, bool]]


@dataclass(frozen=True)
class Words:
    """A period as people say it, and what that means: nothing is read here."""

    said: str
    first: date | None
    last: date | None
    #: The words name days: one that is not worked moves on. A month must not be asked for later.
    names_days: bool = False

    def find_due(self, days: Days) -> date | None:
        """Return the day on which it is due, None when there is none."""
        if self.last is None:
            return None
        return days.find_next(self.last) if self.names_days else days.find_previous(self.last)


@dataclass
class Task:
    """An activity. What was promised at first is the first of its periods, and stays so."""

    promised: Words
    periods: list[Words] = field(default_factory=list)
    state: str = "planned"
    #: Who last reported it done, and for whom.
    reporters: frozenset[str] = frozenset()
    items: list[Item] = field(default_factory=list)
    #: The number of the request that is open, if there is one.
    asked: int | None = None
    #: The day on which the period that counts was recorded.
    recorded_on: date | None = None

    @property
    def current(self) -> Words:
        """Return the period that counts."""
        return self.periods[-1]

    def find_known(self) -> date | None:
        """Return the last day that was known so far."""
        return next((each.last for each in reversed(self.periods) if each.last), None)

    def count_slips(self, last: date | None = None) -> int:
        """Return how often its last day moved later, once it ends on `last`."""
        known = [each.last for each in self.periods if each.last] + ([last] if last else [])
        return sum(later > earlier for earlier, later in pairwise(known))


@dataclass
class Wish:
    """A request for a new date: of which activity, by whom, and who sits to decide."""

    task: int
    words: Words
    asker: str
    state: str = "asked"
    items: list[Item] = field(default_factory=list)
    in_silence: bool = False
    slip_days: int | None = None
    #: Whoever has a seat, and what they said.
    seats: dict[str, str] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Return whether it is not decided."""
        return self.state in {"asked", "submitted", "escalated"}


@dataclass(frozen=True)
class Read:
    """All that the model and the product are to say alike."""

    has_ended: bool
    states: dict[str, str]
    #: Of each activity the role, the words and the last day of its periods, the first first.
    periods: dict[str, list[tuple[str, str, date | None]]]
    #: Of each request whether it is open, its slip in days, and whether silence sent it on.
    wishes: list[tuple[bool, int | None, bool]]
    items: dict[str, Lies]
    fired: Fired


def find_end(seats: Mapping[str, str]) -> str | None:
    """Return how the committee decided once nothing that is left to say can change it.

    More than half of the seats say yes or no, and more of them say yes than no.
    """
    left = sum(not said for said in seats.values())
    said = [each for each in seats.values() if each]
    ends = set()
    for rest in product(("approve", "object", "abstain"), repeat=left):
        every = [*said, *rest]
        yes, no = every.count("approve"), every.count("object")
        ends.add(2 * (yes + no) > len(every) and yes > no)
    if len(ends) > 1:
        return None
    return "accept_beyond" if ends.pop() else "refuse_beyond"
