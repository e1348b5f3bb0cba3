"""Items that climb, made with few words: a parcel whose draft is due on a chosen day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tests.workflow.toy.making import Office, make_parcel, make_van
from workflow.clock import FixedClock, use_clock
from workflow.ladders import CountedFrom, RungForm
from workflow.models import Announcement, Escalation, Ladder, LadderRung, WorkItem
from workflow.sweep import Sweep, sweep


@dataclass(frozen=True)
class Step:
    """A rung of a ladder of the tests."""

    code: str
    offset: int
    form: RungForm = RungForm.DIGEST
    roles: str = "toy_clerk"


#: The ladder of an activity as the domain declares it, with roles of the toy.
ACTIVITY = (
    Step("R0-10", -10),
    Step("R0-3", -3),
    Step("R1", 0, RungForm.AT_ONCE),
    Step("R2", 5),
    Step("R3", 10, RungForm.WORK_ITEM, "toy_master"),
    Step("R4", 15, RungForm.LIST),
)
UNDATED = (Step("U1-20", 20), Step("U1-30", 30), Step("U1-40", 40, RungForm.LIST))


def make_ladder(
    steps: Iterable[Step] = ACTIVITY,
    *,
    code: str = "toy",
    counted_from: CountedFrom = CountedFrom.DUE,
    is_proposed: bool = False,
) -> Ladder:
    """Write a ladder with these rungs."""
    ladder = Ladder.objects.create(
        code=code,
        name_fr=code,
        name_ar=code,
        name_en=code,
        counted_from=str(counted_from),
        is_proposed=is_proposed,
    )
    LadderRung.objects.bulk_create(
        LadderRung(
            ladder=ladder,
            code=step.code,
            offset_working_days=step.offset,
            roles=step.roles,
            form=str(step.form),
        )
        for step in steps
    )
    return ladder


def make_item(office: Office, ladder: Ladder, *, due_on: date | None, opened_on: date) -> WorkItem:
    """Let Anna write a parcel whose draft is due on that day and climbs this ladder."""
    with use_clock(FixedClock.on(opened_on)):
        parcel = make_parcel(office, make_van(office, closes_on=due_on))
    # The van waits too, on a ladder that these tests do not look at.
    WorkItem.objects.filter(subject=parcel.parent_id).update(ladder=None)
    WorkItem.objects.filter(subject=parcel).update(ladder=ladder, due_on=due_on)
    return WorkItem.objects.get(subject=parcel)


def sweep_on(day: date) -> Sweep:
    """Sweep on that day."""
    with use_clock(FixedClock.on(day)):
        return sweep()


def read_rungs(item: WorkItem) -> dict[str, str]:
    """Return what became of each rung of the item's generation, by code, in order."""
    item.refresh_from_db()
    rows = Escalation.objects.filter(work_item=item, generation=item.generation).order_by("pk")
    return dict(rows.values_list("rung", "standing"))


def list_told(item: WorkItem) -> list[str]:
    """Return the rungs of the item that were announced, in order."""
    rows = Announcement.objects.filter(escalation__work_item=item).order_by("pk")
    return list(rows.values_list("escalation__rung", flat=True))


def find_next(item: WorkItem) -> tuple[str, date | None]:
    """Return the next rung of the item and its day, as the sweep counted them."""
    item.refresh_from_db()
    return item.next_rung, item.next_rung_on
