"""Escalations that wait for the ministry team: what each says, to whom, and why."""

from dataclasses import dataclass
from datetime import date, datetime

from lifecycle.selectors.ladders import name_ladder
from lifecycle.selectors.open_items import OpenItem, read_open_items
from lifecycle.selectors.seen import list_seen
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM
from workflow.models import Escalation, EscalationStanding, Ladder, LadderRung, WorkItem
from workflow.permissions.grants import Grants

#: More at once would be let go unread; what is settled makes room for the next.
AT_MOST = 200
#: They let an escalation go, or hold it back.
SETTLERS = (MINISTRY_TEAM, MINISTRY_LEAD)


@dataclass(frozen=True)
class ProposedEscalation:
    """A rung that fired and waits: the item it is about, whom it speaks to, in what form.

    `is_over` says that it has lost its ground: the item is done, or has been given another day.
    """

    id: int
    fired_at: datetime
    rung: str
    offset: int | None
    roles: tuple[str, ...]
    form: str
    ladder: str
    ladder_code: str
    counted_from: str
    item: OpenItem
    is_over: bool
    #: The reader may see its subject; a draft is for its author alone.
    is_visible: bool

    @property
    def name(self) -> str:
        """Return the reference of its subject, or its title when it has none."""
        return (self.item.reference or self.item.title) if self.is_visible else ""


def may_settle(grants: Grants) -> bool:
    """Return whether the person lets escalations go."""
    return grants.has_group(*(role.code for role in SETTLERS))


def count_proposed() -> int:
    """Return how many wait, in one statement."""
    return Escalation.objects.filter(standing=str(EscalationStanding.PROPOSED)).count()


def list_proposed(grants: Grants, *, today: date) -> list[ProposedEscalation]:
    """Return those that wait, the oldest first; the number of statements does not depend on it."""
    rows = list(
        Escalation.objects.filter(standing=str(EscalationStanding.PROPOSED))
        .select_related("work_item")
        .order_by("fired_at", "pk")[:AT_MOST]
    )
    ids = {row.work_item_id for row in rows}
    items = {
        item.id: item for item in read_open_items(WorkItem.objects.filter(pk__in=ids), today=today)
    }
    ladders = {ladder.code: ladder for ladder in Ladder.objects.all()}
    rungs = {
        (rung.ladder.code, rung.code): rung for rung in LadderRung.objects.select_related("ladder")
    }
    visible = list_seen(items.values(), grants, today=today)
    return [_describe(row, items[row.work_item_id], ladders, rungs, visible) for row in rows]


def _describe(
    row: Escalation,
    item: OpenItem,
    ladders: dict[str, Ladder],
    rungs: dict[tuple[str, str], LadderRung],
    visible: set[int],
) -> ProposedEscalation:
    work_item = row.work_item
    code = work_item.ladder_id or ""
    ladder, rung = ladders.get(code), rungs.get((code, row.rung))
    return ProposedEscalation(
        id=row.pk,
        fired_at=row.fired_at,
        rung=row.rung,
        offset=rung.offset_working_days if rung is not None else None,
        roles=rung.role_codes if rung is not None else (),
        form=rung.form if rung is not None else "",
        ladder=name_ladder(ladder) if ladder is not None else "",
        ladder_code=code,
        counted_from=ladder.counted_from if ladder is not None else "",
        item=item,
        is_over=work_item.closed_at is not None or work_item.generation != row.generation,
        is_visible=item.subject_id in visible,
    )
