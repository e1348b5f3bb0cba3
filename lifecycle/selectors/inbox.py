"""The inbox: what somebody has to do, the gravest first, in a few statements at any size.

The order is the index: on each desk the open items lie by due day, so the most urgent of a desk are
read without sorting the others, and merged with those of the person's other desks.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, TypeAlias

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from lifecycle.selectors.chosen_rows import choose_rows
from lifecycle.selectors.open_items import OpenItem, late_on, read_open_items, with_period
from workflow.machine.registry import list_machines
from workflow.models import RoundKind, WorkItem
from workflow.permissions.grants import Grants

PAGE_SIZE = 25
#: Counts are exact up to so many items, the most urgent ones; beyond, they read "at least".
COUNTED = 1_000
#: From how many days before its due day an item stands in the group of what is due soon.
SOON = timedelta(days=5)


class Urgency(StrEnum):
    """The groups of the inbox, the gravest first."""

    LATE = "late"
    #: Due today or in a few days.
    SOON = "soon"
    LATER = "later"
    #: Never on time, never late: somebody should give it a day.
    UNDATED = "undated"


class Whose(StrEnum):
    """Whose items are shown."""

    #: On any of the person's desks.
    OURS = "ours"
    #: On the desk of the person alone: seated, or claimed.
    MINE = "mine"
    #: Set aside by the person until a day that has not come.
    ASIDE = "aside"
    #: On the desks of others, for those who run the procedure.
    OTHERS = "others"


@dataclass(frozen=True)
class Filters:
    """What is shown of an inbox; `kind` is that of the subject and of the item, joined by a dot."""

    whose: Whose = Whose.OURS
    only_late: bool = False
    institution_id: int | None = None
    kind: str = ""


@dataclass(frozen=True)
class Facet:
    """How many open items share a kind, an institution, a desk of the person's own, an urgency."""

    kind: str
    institution_id: int | None
    is_mine: bool
    urgency: Urgency
    count: int


@dataclass(frozen=True)
class Inbox:
    """One page of an inbox, and the counts of what the filters would show."""

    items: list[OpenItem]
    facets: list[Facet]
    has_next: bool

    @property
    def is_counted_whole(self) -> bool:
        """Return whether the counts are exact."""
        return sum(facet.count for facet in self.facets) < COUNTED

    def count(self, filters: Filters, urgency: Urgency | None = None) -> int:
        """Return how many items `filters` show, of one urgency or of all."""
        return sum(
            facet.count
            for facet in self.facets
            if _passes(facet, filters) and urgency in (None, facet.urgency)
        )


def read_inbox(grants: Grants, filters: Filters, *, today: date, page: int = 1) -> Inbox:
    """Return one page of the person's open items, in two statements and those of their rungs."""
    scope = _list_scope(grants, filters.whose, today)
    facets = _count(scope, grants, today)
    shown = _narrow(scope, filters, grants, today)
    end = page * PAGE_SIZE
    rows = _order(_most_urgent(shown, end + 1))[end - PAGE_SIZE : end + 1]
    items = read_open_items(rows, today=today)
    return Inbox(items[:PAGE_SIZE], facets, has_next=len(items) > PAGE_SIZE)


def find_urgency(item: OpenItem, *, today: date) -> Urgency:
    """Return the group in which an item stands on this day."""
    if item.due_on is None:
        return Urgency.UNDATED
    if item.is_late(on=today):
        return Urgency.LATE
    return Urgency.SOON if item.due_on <= today + SOON else Urgency.LATER


#: Open items, each part on one desk, so that it is read in the order of its index.
_Scope: TypeAlias = dict[str, QuerySet[WorkItem]]
#: The one part of what lies on the desks of others.
_ELSEWHERE = ""


def has_set_aside(grants: Grants, *, today: date) -> bool:
    """Return whether the person has set anything aside that is not back yet."""
    return WorkItem.objects.filter(
        desk=_own_desk(grants), closed_at__isnull=True, snoozed_until__gt=today
    ).exists()


def _list_scope(grants: Grants, whose: Whose, today: date) -> _Scope:
    if whose is Whose.OTHERS:
        return _list_others(grants, today)
    if whose is Whose.ASIDE:
        own = _own_desk(grants)
        return {own: _list_ours(grants)[own].filter(snoozed_until__gt=today)}
    shown = Q(snoozed_until__isnull=True) | Q(snoozed_until__lte=today)
    return {desk: part.filter(shown) for desk, part in _list_ours(grants).items()}


def _list_ours(grants: Grants) -> _Scope:
    still_open = WorkItem.objects.exclude(_own_proposal(grants)).filter(closed_at__isnull=True)
    return {desk: still_open.filter(desk=desk) for desk in sorted(grants.desks)}


def _list_others(grants: Grants, today: date) -> _Scope:
    """Return what lies on other desks, of subjects the person may see.

    Each row is looked up by itself, so that the index of due days still gives the order.
    """
    seen = Q()
    for machine in list_machines():
        subject = machine.get_model().objects.filter(pk=OuterRef("subject"))
        visible = subject.filter(machine.visible_to(grants, today=today))
        seen |= Q(Exists(visible), subject__kind=machine.kind)
    elsewhere = WorkItem.objects.filter(seen, closed_at__isnull=True)
    return {_ELSEWHERE: elsewhere.filter(~Q(desk__in=grants.desks) | _own_proposal(grants))}


def _own_proposal(grants: Grants) -> Q:
    """Return the condition of what the person proposed: a second one confirms it, never they."""
    asked = [RoundKind.COUNTERSIGN.value, RoundKind.RECORD.value]
    return Q(round__kind__in=asked, round__opened_by=grants.person_id)


def _own_desk(grants: Grants) -> str:
    return f"person:{grants.person_id}"


def _narrow(scope: _Scope, filters: Filters, grants: Grants, today: date) -> _Scope:
    condition = Q()
    if filters.only_late:
        condition &= late_on(today)
    if filters.institution_id is not None:
        condition &= Q(institution=filters.institution_id)
    if filters.kind:
        subject_kind, _dot, kind = filters.kind.partition(".")
        condition &= Q(subject__kind=subject_kind, kind=kind)
    return {
        desk: with_period(part).filter(condition) if condition else part
        for desk, part in scope.items()
        if filters.whose is not Whose.MINE or desk == _own_desk(grants)
    }


def _most_urgent(scope: _Scope, count: int) -> QuerySet[WorkItem]:
    """Return at least the `count` most urgent items of the scope, and at most so many a part."""
    ids = [branch for part in scope.values() for branch in _branches(part, count)]
    if not ids:
        return WorkItem.objects.none()
    first, *rest = ids
    return choose_rows(WorkItem, first.union(*rest, all=True) if rest else first)


def _branches(part: QuerySet[WorkItem], count: int) -> Iterable[QuerySet[WorkItem, Any]]:
    """Yield the most urgent dated ids and the oldest undated ones: databases differ on nulls.

    A branch is wrapped, because SQLite takes no LIMIT inside a UNION.
    """
    dated = part.filter(due_on__isnull=False).order_by("due_on", "pk")
    undated = part.filter(due_on__isnull=True).order_by("due_on", "pk")
    for branch in (dated, undated):
        yield WorkItem.objects.filter(pk__in=branch.values("pk")[:count]).values("pk")


def _order(items: QuerySet[WorkItem]) -> QuerySet[WorkItem]:
    return items.order_by(F("due_on").asc(nulls_last=True), "pk")


def _count(scope: _Scope, grants: Grants, today: date) -> list[Facet]:
    counted = with_period(_most_urgent(scope, COUNTED)).annotate(
        is_mine=Case(When(desk=_own_desk(grants), then=1), default=0, output_field=IntegerField()),
        urgency=Case(
            When(due_on__isnull=True, then=Value(Urgency.UNDATED.value)),
            When(late_on(today), then=Value(Urgency.LATE.value)),
            When(due_on__lte=today + SOON, then=Value(Urgency.SOON.value)),
            default=Value(Urgency.LATER.value),
        ),
    )
    groups = counted.values_list("subject__kind", "kind", "institution_id", "is_mine", "urgency")
    return [
        Facet(f"{subject_kind}.{kind}", institution_id, bool(is_mine), Urgency(urgency), count)
        for subject_kind, kind, institution_id, is_mine, urgency, count in groups.annotate(
            count=Count("pk")
        ).order_by()
    ]


def _passes(facet: Facet, filters: Filters) -> bool:
    return (
        (filters.whose is not Whose.MINE or facet.is_mine)
        and (not filters.only_late or facet.urgency is Urgency.LATE)
        and filters.institution_id in (None, facet.institution_id)
        and filters.kind in ("", facet.kind)
    )
