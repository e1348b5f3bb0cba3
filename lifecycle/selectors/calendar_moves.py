"""What a decision about a holiday moves, item by item, in words that may be read."""

from dataclasses import dataclass
from datetime import date

from lifecycle.selectors.open_items import OpenItem, read_open_items
from lifecycle.selectors.seen import list_seen
from workflow.holiday_decisions import MovedItem, Outlook
from workflow.models import WorkItem
from workflow.permissions.grants import Grants

#: A preview lists so many; the counts are of all.
ITEMS_AT_MOST = 100


@dataclass(frozen=True)
class Move:
    """An open item, and what of it moves; what the reader may not see has no title for them."""

    item: OpenItem
    moved: MovedItem
    is_visible: bool


def list_moves(outlook: Outlook, grants: Grants, *, today: date) -> list[Move]:
    """Return the items that move, those whose due day does first, in their order."""
    shown = sorted(outlook.items, key=lambda each: not each.is_due_moved)[:ITEMS_AT_MOST]
    rows = WorkItem.objects.filter(pk__in=[each.item_id for each in shown])
    items = {item.id: item for item in read_open_items(rows, today=today)}
    seen = list_seen(items.values(), grants, today=today)
    return [
        Move(items[each.item_id], each, items[each.item_id].subject_id in seen)
        for each in shown
        if each.item_id in items
    ]
