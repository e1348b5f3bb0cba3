"""What escalates next of an item: on which day, and which role hears of it then."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from workflow.coming_rungs import Climb, ComingRung, list_coming_rungs
from workflow.exceptions import EmptyCalendarError
from workflow.holidays import load_calendar

#: Rungs are counted within so many civil days of the day they are counted from.
_REACH = timedelta(days=400)


@dataclass(frozen=True)
class NextRung:
    """The rung that speaks next unless the item is done before: its day, and its roles in order."""

    fires_on: date
    roles: tuple[str, ...]


def read_next_rungs(climbs: Sequence[tuple[Climb, str]], *, today: date) -> dict[int, NextRung]:
    """Return what escalates next of each item, given with the role it waits for.

    Of several that are due at once the highest speaks. A rung that tells nobody but the role that
    holds the item is no escalation.
    """
    based = [climb for climb, _role in climbs if climb.base_on is not None]
    if not based:
        return {}
    days = [day for climb in based for day in (climb.base_on, climb.began_on) if day is not None]
    start = min([*days, today]) - _REACH
    try:
        calendar = load_calendar(start, (max([*days, today]) + _REACH - start).days)
    except EmptyCalendarError:
        return {}
    coming = list_coming_rungs(based, calendar)
    found = {
        climb.item_id: _choose(coming.get(climb.item_id, ()), role, today) for climb, role in climbs
    }
    return {key: rung for key, rung in found.items() if rung is not None}


def _choose(rungs: Iterable[ComingRung], role: str, today: date) -> NextRung | None:
    heard = [
        NextRung(rung.fires_on, rung.roles)
        for rung in rungs
        if rung.fires_on is not None and rung.roles != (role,)
    ]
    due = [rung for rung in heard if rung.fires_on <= today]
    return due[-1] if due else next(iter(heard), None)
