"""How far activities have climbed their ladders: which rungs fired, which one is next and when."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.timezone import localtime

from lifecycle.selectors.rung_history import PastRung, read_rung_history
from workflow.coming_rungs import Climb, ComingRung, list_coming_rungs, read_climbs
from workflow.exceptions import EmptyCalendarError
from workflow.holidays import load_calendar
from workflow.ladders import REACH, RungForm
from workflow.models import Escalation, EscalationStanding, WorkItem


@dataclass(frozen=True)
class RungRead:
    """A rung that spoke or will: its day, and the codes of the roles it speaks to.

    Of one that spoke, as it was then; `offset` is None when nothing is known of it any more.
    """

    code: str
    on: date
    roles: tuple[str, ...]
    is_listing: bool = False
    #: In working days from the due day or from the opening, as `counted_from` says.
    offset: int | None = None
    counted_from: str = ""


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
    """Return how far each of these subjects has climbed, in six statements.

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
        # One that is shown before it goes speaks when it is let go.
        .annotate(spoke_at=Coalesce("settled_at", "fired_at"))
        .order_by("spoke_at", "pk")
        .values_list("work_item", "work_item__ladder__code", "rung", "spoke_at")
    )
    history = read_rung_history()
    found: dict[int, dict[str, RungRead]] = defaultdict(dict)
    for item, ladder, code, spoke_at in rows:
        rung = history.find(ladder, code, at=spoke_at)
        found[subjects[item]].setdefault(code, _describe_past(code, rung, spoke_at))
    return {key: tuple(each.values()) for key, each in found.items()}


def _describe_past(code: str, rung: PastRung | None, spoke_at: datetime) -> RungRead:
    day = localtime(spoke_at).date()
    if rung is None:
        return RungRead(code, day, ())
    is_listing = rung.form == RungForm.LIST
    return RungRead(code, day, rung.roles, is_listing, rung.offset, rung.counted_from)


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
    start = min(days) - REACH
    try:
        calendar = load_calendar(start, (max(days) + REACH - start).days)
    except EmptyCalendarError:
        return {}
    found: dict[int, RungRead] = {}
    counted_from = {climb.item_id: climb.counted_from for climb in based}
    for item, rungs in list_coming_rungs(based, calendar).items():
        rung = _choose(rungs, counted_from[item], today=today)
        known = found.get(subjects[item])
        if rung is not None and (known is None or rung.on < known.on):
            found[subjects[item]] = rung
    return found


def _choose(rungs: Iterable[ComingRung], counted_from: str, *, today: date) -> RungRead | None:
    """Return the rung that speaks next: of those that are due at once the highest."""
    dated = [
        RungRead(
            rung.code, rung.fires_on, rung.roles, offset=rung.offset, counted_from=counted_from
        )
        for rung in rungs
        if rung.fires_on is not None
    ]
    due = [rung for rung in dated if rung.on <= today]
    return due[-1] if due else next(iter(dated), None)
