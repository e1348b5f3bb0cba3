"""Which open items an inbox reads: parts, each of one desk, in the order of its index.

Desks, people and days may be slots, because the statements of an inbox are built once (ADR 0032).
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Exists, OuterRef, Q, QuerySet

from workflow.machine.registry import list_machines
from workflow.models import Round, RoundKind, WorkItem
from workflow.permissions.grants import Grants
from workflow.prepared.slots import Place, Slot

Parts = Sequence[QuerySet[WorkItem]]


def list_ours(desks: Sequence[str], *, person: int, today: date) -> Parts:
    """Return what lies on these desks and was not set aside beyond today."""
    shown = Q(snoozed_until__isnull=True) | Q(snoozed_until__lte=today)
    still_open = _list_open(person).filter(shown)
    return [still_open.filter(desk=desk) for desk in _list_each(desks)]


def list_aside(own_desk: str, *, person: int, today: date) -> Parts:
    """Return what lies on the desk of the person alone and was set aside beyond today."""
    return [_list_open(person).filter(desk=own_desk, snoozed_until__gt=today)]


def list_others(grants: Grants, *, today: date) -> Parts:
    """Return, as one part, what lies on other desks, of subjects the person may see.

    Each row is looked up by itself, so that the index of due days still gives the order.
    """
    seen = Q()
    for machine in list_machines():
        subject = machine.get_model().objects.filter(pk=OuterRef("subject"))
        visible = subject.filter(machine.visible_to(grants, today=today))
        seen |= Q(Exists(visible), subject__kind=machine.kind)
    elsewhere = WorkItem.objects.filter(seen, closed_at__isnull=True)
    return [elsewhere.filter(~Q(desk__in=grants.desks) | _own_proposal(grants.person_id))]


def list_branches(parts: Parts, count: int) -> list[QuerySet[WorkItem]]:
    """Return the `count` most urgent dated items of each part, and the `count` oldest undated ones.

    Apart, because databases differ on nulls, and each is read in the order of the index.
    """
    return [
        part.filter(due_on__isnull=is_undated).order_by("due_on", "pk")[:count]
        for part in parts
        for is_undated in (False, True)
    ]


def _list_open(person: int) -> QuerySet[WorkItem]:
    return WorkItem.objects.exclude(_own_proposal(person)).filter(closed_at__isnull=True)


def _own_proposal(person: int | None) -> Q:
    """Return the condition of what the person proposed: a second one confirms it, never they."""
    asked = [RoundKind.COUNTERSIGN.value, RoundKind.RECORD.value]
    return Q(round__in=Round.objects.filter(kind__in=asked, opened_by=person).values("pk"))


def _list_each(values: Sequence[str]) -> Iterable[Any]:
    """Return the values of a list, or a slot for each of them."""
    if isinstance(values, Slot):
        return [_SlotOfOne(values.name, index) for index in range(values.size or 0)]
    return values


class _SlotOfOne(Slot):
    """Stands for one value of the argument `name`, which is a list."""

    def __init__(self, name: str, index: int) -> None:
        super().__init__(name)
        self.index = index

    def as_sql(
        self, compiler: object, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        """Return its placeholder."""
        return "%s", (Place(self.name, self.index),)
