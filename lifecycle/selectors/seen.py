"""Which subjects of a list a person may see, one statement a kind."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from lifecycle.selectors.open_items import OpenItem
from workflow.machine.registry import get_machine
from workflow.permissions.grants import Grants


def list_seen(items: Iterable[OpenItem], grants: Grants, *, today: date) -> set[int]:
    """Return the subjects of `items` that the holder of `grants` may see."""
    by_kind: dict[str, set[int]] = defaultdict(set)
    for item in items:
        by_kind[item.subject_kind].add(item.subject_id)
    seen: set[int] = set()
    for kind, ids in by_kind.items():
        machine = get_machine(kind)
        rows = machine.get_model().objects.filter(machine.visible_to(grants, today=today))
        seen |= set(rows.filter(pk__in=ids).values_list("pk", flat=True))
    return seen
