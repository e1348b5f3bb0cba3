"""What new dates would move, before anything is written: rungs, what comes after, last days.

Pure reading: the page of a request, the preview of many together and the API show the same. The
stages of a plan are moved by hand and hang on no activity; what everybody reads of it are the last
days of its commitments and its own end.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lifecycle.models import Activity
from lifecycle.selectors.activities import Planning, read_plannings
from lifecycle.selectors.replanning_targets import Target, list_movable, read_targets
from lifecycle.selectors.standing import find_due_on
from workflow.calendars import Calendar
from workflow.deadlines import compute_rung_on
from workflow.exceptions import EmptyCalendarError
from workflow.holidays import load_calendar
from workflow.ladders import REACH
from workflow.models import LadderRung
from workflow.periods import Period

_DATED, _UNDATED = "activity", "undated"


@dataclass(frozen=True)
class MovedRung:
    """A rung of the ladder and its day, before and after; None where it would not fire."""

    code: str
    roles: tuple[str, ...]
    old_on: date | None
    new_on: date | None


@dataclass(frozen=True)
class MovedTarget:
    """What the new date is for, by how much it moves, and the rungs that move with it."""

    target: Target
    new: Period
    old_due_on: date | None
    new_due_on: date | None
    rungs: tuple[MovedRung, ...]

    @property
    def slip_days(self) -> int | None:
        """Return by how many days its last day moves, None when one of the two is not known."""
        return self.target.slips.slip_to(self.new.latest)

    @property
    def slips(self) -> int:
        """Return how many slips it would have then."""
        return self.target.slips.count_with(self.new.latest)

    @property
    def is_beyond(self) -> bool:
        """Return whether the committee would decide."""
        return self.target.is_beyond(self.new.latest)


@dataclass(frozen=True)
class Follower:
    """An activity that comes after one that moves, and would begin before that one ends."""

    activity: Activity
    after: str
    begins_on: date
    ends_on: date
    overlap_days: int

    @property
    def foreseen_on(self) -> date:
        """Return when it would end if it began once the other has ended."""
        return self.ends_on + timedelta(days=self.overlap_days)


@dataclass(frozen=True)
class MovedCommitment:
    """The last day of a commitment, before and after, beside the end of its plan."""

    commitment_id: int
    number: int
    title: str
    old_on: date | None
    new_on: date | None
    plan_ends_on: date | None

    @property
    def has_moved(self) -> bool:
        """Return whether its last day moves."""
        return self.old_on != self.new_on

    @property
    def days_past_plan(self) -> int:
        """Return by how many days it would end after its plan, 0 when it would not."""
        if self.new_on is None or self.plan_ends_on is None:
            return 0
        return max((self.new_on - self.plan_ends_on).days, 0)


@dataclass(frozen=True)
class Simulation:
    """All that the new dates would move."""

    targets: tuple[MovedTarget, ...] = ()
    followers: tuple[Follower, ...] = ()
    commitments: tuple[MovedCommitment, ...] = ()


def simulate(changes: Mapping[int, Period], *, today: date) -> Simulation:
    """Return what moves when each of these subjects gets its new period; nothing is written.

    1. Each target: its due day, its slips, the rungs of its ladder.
    2. What comes after it, and after that: whatever would begin before the other ends.
    3. The last day of each commitment, beside the end of the plan.

    The number of statements does not depend on how many there are.
    """
    targets = read_targets(changes)
    if not targets:
        return Simulation()
    commitments = {each.commitment.pk: each.commitment for each in targets.values()}
    activities = list(list_movable(commitments).prefetch_related("after"))
    plannings = read_plannings({*(each.pk for each in activities), *commitments, *targets})
    known = [*changes.values(), *_list_current(plannings)]
    calendar = _find_calendar([today, *_list_last(known), *map(_find_opening, targets.values())])
    rungs = _read_rungs()
    moved = tuple(
        _move(targets[key], new, rungs, calendar, today)
        for key, new in changes.items()
        if key in targets
    )
    return Simulation(
        moved,
        tuple(_list_followers(activities, plannings, changes)),
        tuple(
            MovedCommitment(
                key,
                row.number,
                row.title,
                *_find_last_days(key, activities, plannings, changes),
                plan_ends_on=row.plan.ends_on,
            )
            for key, row in sorted(commitments.items(), key=lambda pair: pair[1].number)
        ),
    )


def _move(
    target: Target,
    new: Period,
    rungs: Mapping[str, Sequence[LadderRung]],
    calendar: Calendar | None,
    today: date,
) -> MovedTarget:
    old_due_on, new_due_on = find_due_on(target.period, calendar), find_due_on(new, calendar)
    before = _count_rungs(rungs, old_due_on, _find_opening(target), calendar)
    after = _count_rungs(rungs, new_due_on, max(today, new.earliest or today), calendar)
    codes = dict.fromkeys([*before, *after])
    named = {rung.code: rung.role_codes for ladder in rungs.values() for rung in ladder}
    moved = tuple(
        MovedRung(code, named[code], before.get(code), after.get(code))
        for code in codes
        if before.get(code) != after.get(code)
    )
    return MovedTarget(target, new, old_due_on, new_due_on, moved)


def _find_opening(target: Target) -> date | None:
    """Return the day from which it ages while it is undated."""
    if target.current is None:
        return None
    return max(target.current.recorded_on, target.current.earliest or target.current.recorded_on)


def _count_rungs(
    rungs: Mapping[str, Sequence[LadderRung]],
    due_on: date | None,
    opening_on: date | None,
    calendar: Calendar | None,
) -> dict[str, date]:
    """Return the day of each rung of the ladder that fits; one beyond the calendar has none."""
    base_on = due_on or opening_on
    if base_on is None or calendar is None:
        return {}
    found = {}
    for rung in rungs.get(_DATED if due_on else _UNDATED, ()):
        try:
            found[rung.code] = compute_rung_on(base_on, rung.offset_working_days, calendar)
        except EmptyCalendarError:
            continue
    return found


def _read_rungs() -> dict[str, list[LadderRung]]:
    found: dict[str, list[LadderRung]] = {}
    rows = LadderRung.objects.filter(ladder__code__in=[_DATED, _UNDATED]).select_related("ladder")
    for rung in rows.order_by("offset_working_days"):
        found.setdefault(rung.ladder.code, []).append(rung)
    return found


def _list_followers(
    activities: Sequence[Activity],
    plannings: Mapping[int, Planning],
    changes: Mapping[int, Period],
) -> Iterable[Follower]:
    """Yield what comes after, step by step: what is pushed on may push others on in its turn."""
    ends = {key: new.latest for key, new in changes.items() if new.latest is not None}
    names = {each.pk: str(each) for each in activities}
    edge, seen = set(ends), set(changes)
    while edge:
        pushed: set[int] = set()
        for activity in activities:
            if activity.pk in seen:
                continue
            follower = _find_follower(activity, edge, ends, names, plannings)
            if follower is not None:
                ends[activity.pk] = follower.foreseen_on
                pushed.add(activity.pk)
                yield follower
        seen |= pushed
        edge = pushed


def _find_follower(
    activity: Activity,
    edge: set[int],
    ends: Mapping[int, date],
    names: Mapping[int, str],
    plannings: Mapping[int, Planning],
) -> Follower | None:
    planning = plannings.get(activity.pk)
    current = planning.current if planning is not None else None
    if current is None or current.latest is None:
        return None
    begins_on = current.earliest or current.latest
    late = [each for each in activity.after.all() if each.pk in edge]
    late = [each for each in late if ends[each.pk] >= begins_on]
    if not late:
        return None
    last = max(late, key=lambda each: ends[each.pk])
    overlap = (ends[last.pk] - begins_on).days + 1
    return Follower(activity, names.get(last.pk, str(last)), begins_on, current.latest, overlap)


def _find_last_days(
    commitment_id: int,
    activities: Iterable[Activity],
    plannings: Mapping[int, Planning],
    changes: Mapping[int, Period],
) -> tuple[date | None, date | None]:
    """Return the last day of what is not over, before and after; its own period counts too.

    What loses its date takes the last day away: without it the commitment would seem to end sooner.
    """
    own = [each.pk for each in activities if each.commitment_id == commitment_id]
    old: list[date] = []
    new: list[date] = []
    for key in (commitment_id, *own):
        planning = plannings.get(key)
        current = planning.current if planning is not None else None
        after = changes.get(key, current)
        old += [current.latest] if current is not None and current.latest else []
        new += [after.latest] if after is not None and after.latest else []
    lost = any(key in changes and changes[key].latest is None for key in (commitment_id, *own))
    return max(old, default=None), None if lost else max(new, default=None)


def _list_current(plannings: Mapping[int, Planning]) -> list[Period]:
    return [each.current for each in plannings.values() if each.current is not None]


def _list_last(periods: Iterable[Period]) -> list[date]:
    return [each.latest for each in periods if each.latest is not None]


def _find_calendar(given: Iterable[date | None]) -> Calendar | None:
    days = [day for day in given if day is not None]
    start, end = min(days) - REACH, max(days) + REACH
    try:
        return load_calendar(start, (end - start).days)
    except EmptyCalendarError:
        return None
