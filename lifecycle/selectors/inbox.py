"""The inbox: what somebody has to do, the gravest first, in a few statements at any size.

The order is the index: on each desk the open items lie by due day, so the most urgent of a desk are
read without sorting the others, and merged with those of the person's other desks.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeAlias

from django.db.models import Case, CharField, Count, F, IntegerField, Q, QuerySet, Value, When

from lifecycle.selectors.chosen_rows import choose_rows
from lifecycle.selectors.inbox_parts import (
    Parts,
    list_aside,
    list_branches,
    list_others,
    list_ours,
)
from lifecycle.selectors.open_items import (
    OpenItem,
    OpenItemRow,
    describe_open_items,
    get_reader_language,
    late_on,
    make_open_items,
)
from lifecycle.selectors.united_rows import Annotation, unite_rows
from workflow.models import WorkItem
from workflow.permissions.grants import Grants
from workflow.prepared import prepared

PAGE_SIZE = 25
#: Counts are exact up to so many items, the most urgent ones; beyond, they read "at least".
COUNTED = 1_000
#: From how many days before its due day an item stands in the group of what is due soon.
SOON = timedelta(days=5)
#: How many statements are kept, of pages that differ in more than values; most read the first.
_KEPT = 64
#: Of items counted together: the rank of their urgency, whether they are mine, institution, kind,
#: that of their subject; how many they are.
_Counted: TypeAlias = tuple[int, int, int | None, str, str, int]
#: What must be known of an item to count it.
_TOLD = ("subject", "kind", "institution", "desk", "due_on")


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
    if filters.whose is Whose.OTHERS:
        return _read_others(grants, filters, today=today, page=page)
    if not grants.desks:
        return Inbox([], [], has_next=False)
    asker = {
        "desks": _fill_up(sorted(grants.desks)),
        "own_desk": _own_desk(grants),
        "person": grants.person_id,
        "today": today,
    }
    counted = _get_counting(filters.whose, COUNTED)(**asker, soon=today + SOON)
    rows = _get_paging(_Page.of(filters, page))(**asker, **_list_values(filters))
    return _make_inbox(counted, rows)


def find_urgency(item: OpenItem, *, today: date) -> Urgency:
    """Return the group in which an item stands on this day."""
    if item.due_on is None:
        return Urgency.UNDATED
    if item.is_late(on=today):
        return Urgency.LATE
    return Urgency.SOON if item.due_on <= today + SOON else Urgency.LATER


def has_set_aside(grants: Grants, *, today: date) -> bool:
    """Return whether the person has set anything aside that is not back yet."""
    return WorkItem.objects.filter(
        desk=_own_desk(grants), closed_at__isnull=True, snoozed_until__gt=today
    ).exists()


def _own_desk(grants: Grants) -> str:
    return f"person:{grants.person_id}"


@dataclass(frozen=True)
class _Page:
    """What the statement of a page depends on, but for its values; `end` is after its last row."""

    whose: Whose
    only_late: bool
    has_institution: bool
    has_kind: bool
    end: int
    language: str

    @classmethod
    def of(cls, filters: Filters, page: int) -> "_Page":
        """Return the page of this number, in the reader's language."""
        return cls(
            whose=filters.whose,
            only_late=filters.only_late,
            has_institution=filters.institution_id is not None,
            has_kind=bool(filters.kind),
            end=page * PAGE_SIZE,
            language=get_reader_language(),
        )


def _list_values(filters: Filters) -> dict[str, Any]:
    """Return the values of the filters; one that is not set is in no statement."""
    subject_kind, _dot, kind = filters.kind.partition(".")
    institution = filters.institution_id or 0
    return {"institution": institution, "subject_kind": subject_kind, "kind": kind}


def _fill_up(desks: list[str]) -> list[str]:
    """Return the desks and so many that nothing lies on that lists of few lengths are asked for.

    What fills up lists of other lengths is their last value, whose items would count twice.
    """
    return desks + [""] * ((1 << (len(desks) - 1).bit_length()) - len(desks))


@lru_cache(maxsize=_KEPT)
def _get_counting(whose: Whose, counted: int) -> Callable[..., list[_Counted]]:
    """Return what reads the counted items of a person; its SQL is built once (ADR 0032)."""

    @prepared
    def count(
        desks: list[str], own_desk: str, person: int, today: date, soon: date
    ) -> QuerySet[WorkItem, _Counted]:
        if whose is Whose.ASIDE:
            parts = list_aside(own_desk, person=person, today=today)
        else:
            parts = list_ours(desks, person=person, today=today)
        return _count(parts, counted, own_desk=own_desk, today=today, soon=soon)

    return count


@lru_cache(maxsize=_KEPT)
def _get_paging(page: _Page) -> Callable[..., list[OpenItemRow]]:
    """Return what reads a page of a person's items; its SQL is built once (ADR 0032)."""

    @prepared
    def read(
        desks: list[str],
        own_desk: str,
        person: int,
        today: date,
        institution: int,
        subject_kind: str,
        kind: str,
    ) -> QuerySet[WorkItem, OpenItemRow]:
        if page.whose is Whose.ASIDE:
            parts = list_aside(own_desk, person=person, today=today)
        else:
            read_desks = [own_desk] if page.whose is Whose.MINE else desks
            parts = list_ours(read_desks, person=person, today=today)
        return _read_page(
            parts,
            page,
            today=today,
            institution=institution,
            subject_kind=subject_kind,
            kind=kind,
        )

    return read


def _read_others(grants: Grants, filters: Filters, *, today: date, page: int) -> Inbox:
    """Return what others have to do: its statements say what this very person may see."""
    parts, own_desk = list_others(grants, today=today), _own_desk(grants)
    counted = _count(parts, COUNTED, own_desk=own_desk, today=today, soon=today + SOON)
    rows = _read_page(parts, _Page.of(filters, page), today=today, **_list_values(filters))
    return _make_inbox(counted, rows)


def _read_page(
    parts: Parts, page: _Page, *, today: date, institution: int, subject_kind: str, kind: str
) -> QuerySet[WorkItem, OpenItemRow]:
    """Return the rows of the page and one more, when there is a next page."""
    condition = Q()
    if page.only_late:
        condition &= late_on(today)
    if page.has_institution:
        condition &= Q(institution=institution)
    if page.has_kind:
        condition &= Q(subject__kind=subject_kind, kind=kind)
    shown = [part.filter(condition) for part in parts] if condition else parts
    # All of the page may come from any one part.
    keys = [part.only("pk") for part in shown]
    most_urgent = unite_rows(WorkItem, list_branches(keys, page.end + 1)).values("pk")
    ordered = choose_rows(WorkItem, most_urgent).order_by(F("due_on").asc(nulls_last=True), "pk")
    rows = ordered[page.end - PAGE_SIZE : page.end + 1]
    return describe_open_items(rows, today=today, language=page.language)


def _count(
    parts: Parts, counted: int, *, own_desk: str, today: date, soon: date
) -> QuerySet[WorkItem, _Counted]:
    """Return how many of the most urgent items share what an inbox can be narrowed to."""
    told = [part.annotate(told_kind=F("subject__kind")).only(*_TOLD) for part in parts]
    united = unite_rows(WorkItem, list_branches(told, counted)).annotate(
        subject_kind=Annotation(WorkItem, "told_kind", CharField()),
        is_mine=Case(When(desk=own_desk, then=1), default=0, output_field=IntegerField()),
        urgency=Case(
            When(due_on__isnull=True, then=_rank(Urgency.UNDATED)),
            When(late_on(today), then=_rank(Urgency.LATE)),
            When(due_on__lte=soon, then=_rank(Urgency.SOON)),
            default=_rank(Urgency.LATER),
        ),
    )
    # Numbers first, which databases tell apart sooner than words.
    groups = united.values_list("urgency", "is_mine", "institution_id", "kind", "subject_kind")
    return groups.annotate(count=Count("pk")).order_by()


def _rank(urgency: Urgency) -> Value:
    return Value(list(Urgency).index(urgency))


def _make_inbox(counted: Iterable[_Counted], rows: Iterable[OpenItemRow]) -> Inbox:
    urgencies = list(Urgency)
    facets = [
        Facet(f"{subject_kind}.{kind}", institution_id, bool(is_mine), urgencies[rank], count)
        for rank, is_mine, institution_id, kind, subject_kind, count in counted
    ]
    items = make_open_items(rows)
    return Inbox(items[:PAGE_SIZE], facets, has_next=len(items) > PAGE_SIZE)


def _passes(facet: Facet, filters: Filters) -> bool:
    return (
        (filters.whose is not Whose.MINE or facet.is_mine)
        and (not filters.only_late or facet.urgency is Urgency.LATE)
        and filters.institution_id in (None, facet.institution_id)
        and filters.kind in ("", facet.kind)
    )
