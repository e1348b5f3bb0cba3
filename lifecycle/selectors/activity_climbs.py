"""How far activities have climbed their ladders: which rungs fired, which one is next and when."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F
from django.utils.timezone import localtime

from workflow.coming_rungs import Climb, ComingRung, list_coming_rungs, read_climbs
from workflow.exceptions import EmptyCalendarError
from workflow.holidays import load_calendar
from workflow.ladders import RungForm
from workflow.models import Escalation, EscalationStanding, LadderRung, WorkItem

#: Rungs are counted within so many civil days of the day they are counted from.
_REACH = timedelta(days=400)


@dataclass(frozen=True)
class RungRead:
    """A rung that fired or will: its day, and the codes of the roles it speaks to."""

    code: str
    on: date
    roles: tuple[str, ...]
    is_listing: bool = False


@dataclass(frozen=True)
class Climbed:
    """The rungs of one activity that fired for the date that counts now, and the next one."""

    fired: tuple[RungRead, ...] = ()
    next: RungRead | None = None

    @property
    def last(self) -> RungRead | None:
        """Return the rung that fired last, None while none has."""
        return self.fired[-1] if self.fired else None

    @property
    def listed_on(self) -> date | None:
        """Return the day since which it is on the committee's list, None while it is not."""
        return next((rung.on for rung in self.fired if rung.is_listing), None)


NOT_CLIMBED = Climbed()


def read_climbed(ids: Collection[int], *, today: date) -> Mapping[int, Climbed]:
    """Return how far each of these subjects has climbed, in five statements.

    Several institutions may be asked about one activity: a rung counts from the first of them.
    Those that were passed over, held back or not let go yet have not spoken and are left out.
    """
    open_items = WorkItem.objects.filter(
        subject__in=ids, closed_at__isnull=True, ladder__isnull=False, escalation__isnull=True
    )
    subjects = dict(open_items.values_list("pk", "subject"))
    climbs = read_climbs(open_items.filter(paused_at__isnull=True))
    fired = _read_fired(subjects)
    coming = _foresee(climbs, subjects, today=today)
    return {key: Climbed(fired.get(key, ()), coming.get(key)) for key in {*fired, *coming}}


def _read_fired(subjects: Mapping[int, int]) -> dict[int, tuple[RungRead, ...]]:
    """Return the rungs that spoke by subject, in the order in which they did."""
    rows = (
        Escalation.objects.filter(
            work_item__in=subjects,
            generation=F("work_item__generation"),
            standing=str(EscalationStanding.SPOKEN),
            # What a person sends by hand is a reminder, and no rung.
            sent_by__isnull=True,
        )
        .order_by("fired_at", "pk")
        .values_list("work_item", "work_item__ladder__code", "rung", "fired_at")
    )
    rungs = _read_rungs()
    found: dict[int, dict[str, RungRead]] = defaultdict(dict)
    for item, ladder, code, fired_at in rows:
        rung = rungs.get((ladder, code))
        roles = rung.role_codes if rung else ()
        is_listing = rung is not None and rung.form == RungForm.LIST
        read = RungRead(code, localtime(fired_at).date(), roles, is_listing)
        found[subjects[item]].setdefault(code, read)
    return {key: tuple(each.values()) for key, each in found.items()}


def _read_rungs() -> dict[tuple[str, str], LadderRung]:
    rungs = LadderRung.objects.annotate(of=F("ladder__code"))
    return {(rung.of, rung.code): rung for rung in rungs}


def _foresee(
    climbs: Iterable[Climb], subjects: Mapping[int, int], *, today: date
) -> dict[int, RungRead]:
    """Return the rung that speaks next of each subject; of several items the first to speak."""
    based = [climb for climb in climbs if climb.base_on is not None]
    if not based:
        return {}
    days = [today]
    for climb in based:
        days += [day for day in (climb.base_on, climb.began_on) if day is not None]
    start = min(days) - _REACH
    try:
        calendar = load_calendar(start, (max(days) + _REACH - start).days)
    except EmptyCalendarError:
        return {}
    found: dict[int, RungRead] = {}
    for item, rungs in list_coming_rungs(based, calendar).items():
        rung = _choose(rungs, today=today)
        known = found.get(subjects[item])
        if rung is not None and (known is None or rung.on < known.on):
            found[subjects[item]] = rung
    return found


def _choose(rungs: Iterable[ComingRung], *, today: date) -> RungRead | None:
    """Return the rung that speaks next: of those that are due at once the highest."""
    dated = [
        RungRead(rung.code, rung.fires_on, rung.roles)
        for rung in rungs
        if rung.fires_on is not None
    ]
    due = [rung for rung in dated if rung.on <= today]
    return due[-1] if due else next(iter(dated), None)
