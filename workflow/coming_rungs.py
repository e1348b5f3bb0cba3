"""The rungs an item has still to climb, each with its day: what the sweep counts, foreseen.

Pages say what escalates and when, a preview says what a moved holiday moves: both ask here, whether
the sweep has looked at an item yet or not.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from workflow.calendars import Calendar
from workflow.deadlines import compute_rung_on
from workflow.exceptions import EmptyCalendarError
from workflow.ladders import CountedFrom
from workflow.models import LADDER_CLIMBED, Escalation, LadderRung, WorkItem

_BATCH = 1_000


@dataclass(frozen=True)
class Climb:
    """What of an item decides which rung speaks when."""

    item_id: int
    ladder: str
    counted_from: str
    generation: int
    anchor_on: date
    due_on: date | None
    renewed_on: date | None
    #: As the sweep counted them, empty and None until it did.
    next_rung: str
    next_rung_on: date | None

    @property
    def base_on(self) -> date | None:
        """Return the day its rungs are counted from, None while there is none."""
        return self.anchor_on if self.counted_from == CountedFrom.OPENING else self.due_on

    @property
    def began_on(self) -> date:
        """Return the day its generation began."""
        return self.renewed_on or self.anchor_on

    @property
    def is_counted(self) -> bool:
        """Return whether the sweep has counted its next rung."""
        return self.next_rung != ""


#: Where each field of a Climb is read, in their order.
_COLUMNS = (
    "pk",
    "ladder_id",
    "ladder__counted_from",
    "generation",
    "anchor_on",
    "due_on",
    "renewed_on",
    "next_rung",
    "next_rung_on",
)


@dataclass(frozen=True)
class ComingRung:
    """A rung that has not fired in this generation; without a day when the calendar ends before."""

    code: str
    offset: int
    roles: tuple[str, ...]
    fires_on: date | None


def read_climbs(items: QuerySet[WorkItem]) -> list[Climb]:
    """Return how those of `items` that have a ladder climb it, in one statement."""
    return [Climb(*row) for row in items.filter(ladder__isnull=False).values_list(*_COLUMNS)]


def list_coming_rungs(
    climbs: Sequence[Climb], calendar: Calendar
) -> dict[int, tuple[ComingRung, ...]]:
    """Return for each item the rungs it has not climbed, in their order, in two statements.

    A reminder whose day had passed when the generation began is left out: it is never sent.
    """
    rungs = _read_rungs({climb.ladder for climb in climbs})
    fired = _read_fired([climb for climb in climbs if not climb.is_counted])
    return {
        climb.item_id: tuple(_list_coming(climb, rungs[climb.ladder], fired, calendar))
        for climb in climbs
        if climb.base_on is not None and climb.next_rung != LADDER_CLIMBED
    }


def _read_rungs(ladders: Iterable[str]) -> dict[str, list[LadderRung]]:
    found: dict[str, list[LadderRung]] = defaultdict(list)
    rows = LadderRung.objects.filter(ladder__code__in=set(ladders)).annotate(of=F("ladder__code"))
    for rung in rows.order_by("offset_working_days"):
        found[rung.of].append(rung)
    return found


def _read_fired(climbs: Sequence[Climb]) -> set[tuple[int, int, str]]:
    ids = [climb.item_id for climb in climbs]
    found: set[tuple[int, int, str]] = set()
    for first in range(0, len(ids), _BATCH):
        rows = Escalation.objects.filter(work_item__in=ids[first : first + _BATCH])
        found |= set(rows.values_list("work_item", "generation", "rung"))
    return found


def _list_coming(
    climb: Climb, rungs: Sequence[LadderRung], fired: set[tuple[int, int, str]], calendar: Calendar
) -> Iterable[ComingRung]:
    offsets = {rung.code: rung.offset_working_days for rung in rungs}
    #: Whatever lies below the rung that the sweep counted has fired.
    lowest = offsets.get(climb.next_rung)
    for rung in rungs:
        offset = rung.offset_working_days
        is_past = lowest is not None and offset < lowest
        if is_past or (climb.item_id, climb.generation, rung.code) in fired:
            continue
        fires_on = _compute_day(climb, rung, calendar)
        if offset >= 0 or fires_on is None or fires_on >= climb.began_on:
            yield ComingRung(rung.code, offset, rung.role_codes, fires_on)


def _compute_day(climb: Climb, rung: LadderRung, calendar: Calendar) -> date | None:
    if climb.next_rung == rung.code:
        return climb.next_rung_on
    base_on: Any = climb.base_on
    try:
        return compute_rung_on(base_on, rung.offset_working_days, calendar)
    except EmptyCalendarError:
        # The rung waits until that year is known, as the sweep lets it.
        return base_on if rung.offset_working_days == 0 else None
