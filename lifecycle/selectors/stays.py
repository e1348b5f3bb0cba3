"""The road a subject took through its machine: where it stayed, one state after the other."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from django.utils.timezone import localtime

from lifecycle.selectors.readers import Reader
from lifecycle.selectors.timeline import query_events
from workflow.engine.reading import Case
from workflow.machine.states import State
from workflow.machine.svg import Trace


@dataclass(frozen=True)
class Stay:
    """One stay in a state. Days are civil days of the site's time zone, from entering to leaving.

    `left_on` is None where it still is; its days then run up to today.
    """

    state: State
    entered_on: date
    left_on: date | None
    days: int

    @property
    def is_current(self) -> bool:
        """Return whether it still is there."""
        return self.left_on is None


def list_stays(case: Case, reader: Reader) -> list[Stay]:
    """Return every stay this reader may know of, the first one first, in one statement."""
    moves = query_events(case, reader).order_by("seq")
    rows = moves.values_list("source", "target", "recorded_at")
    entries = [
        (target, recorded_at)
        for source, target, recorded_at in rows
        if source != target and target in case.machine.states
    ]
    return list(_pair(case, entries))


def make_trace(stays: Iterable[Stay], *, notes: dict[str, str]) -> Trace:
    """Return the same for a picture; `notes` are the words of the states, by their names."""
    names = [stay.state.name for stay in stays]
    return Trace(names[-1] if names else "", list(pairwise(names)), notes)


def sum_days(stays: Iterable[Stay]) -> dict[str, int]:
    """Return how many days it spent in each state, by its name, over all its stays."""
    days: dict[str, int] = {}
    for stay in stays:
        days[stay.state.name] = days.get(stay.state.name, 0) + stay.days
    return days


def _pair(case: Case, entries: list[tuple[str, datetime]]) -> Iterable[Stay]:
    days = [localtime(recorded_at).date() for _target, recorded_at in entries]
    # What was put there without a history has no stay; the last one has not ended.
    ends = [*days[1:], None]
    for (target, _at), entered_on, left_on in zip(entries, days, ends, strict=False):
        last = left_on or case.facts.today
        yield Stay(case.machine.states[target], entered_on, left_on, (last - entered_on).days)
