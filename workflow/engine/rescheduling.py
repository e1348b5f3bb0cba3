"""Reschedule: what is due moves when the day it is counted from has moved.

A new period begins a new generation, whose rungs are counted and fire anew. A changed calendar
begins none: what has fired stands, and only what is left is counted again.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery

from workflow.calendars import Calendar
from workflow.clock import current_clock
from workflow.deadlines import compute_due_on
from workflow.engine.desks import compute_anchor, find_ladder
from workflow.engine.reading import Case, load_cases, read_rows
from workflow.holidays import load_calendar
from workflow.machine.states import Wait, Waiting
from workflow.models import Event, WorkItem

_BATCH = 500


@dataclass(frozen=True)
class _Count:
    """What an item is counted from and by; two that differ are two countings."""

    due_on: date | None
    anchor_on: date
    ladder: str | None


def reschedule(ids: Iterable[int], *, today: date, renewed: Collection[int] = ()) -> int:
    """Compute anew what is due of these subjects; return how many work items moved.

    Only items that the state itself opened are looked at: a seat was promised its term when the
    round opened, and whoever was given a day by hand keeps it, unless the subject is one of those
    `renewed`, whose new period ends what was given before. A moved item begins a new generation,
    whose rungs count from the new day; what rungs of the old one opened is closed. The number of
    statements does not depend on how many subjects there are.
    """
    items = _list_own_items(ids, renewed=renewed)
    moved = _list_moved(items, load_calendar(), today=today)
    for item in moved:
        item.generation += 1
        item.renewed_on = today
        item.is_extended = False
    _write(moved, "generation", "renewed_on", "is_extended")
    close_opened_by_rungs(WorkItem.objects.filter(pk__in=[item.pk for item in moved]))
    return len(moved)


def recount_due_days(*, today: date) -> int:
    """Compute anew what is due of every open item; return how many moved, in their generation.

    For a changed calendar: a rung that has fired stands, those that are left are counted again. Of
    a seat too, which was promised working days: a day off takes none of them away.
    """
    calendar = load_calendar()
    found = 0
    for ids in _list_batches():
        items = [*_list_own_items(ids), *_list_seat_items(ids)]
        moved = _list_moved(items, calendar, today=today)
        _write(moved)
        found += len(moved)
    return found


def close_opened_by_rungs(climbing: QuerySet[WorkItem]) -> int:
    """Close what rungs of these items opened, by whatever last happened to their subjects."""
    last = Event.objects.filter(subject=OuterRef("subject")).order_by("-seq")
    return WorkItem.objects.filter(
        escalation__work_item__in=climbing, closed_at__isnull=True
    ).update(closed_at=current_clock().now(), closed_by=Subquery(last.values("pk")[:1]))


def _list_own_items(ids: Iterable[int], *, renewed: Collection[int] = ()) -> list[WorkItem]:
    """Return the open items that the states of these subjects opened, and no rung of theirs.

    They are locked: whoever gives one of them another day meanwhile is waited for, or waits.
    """
    items = WorkItem.objects.select_for_update(no_key=True).filter(
        Q(is_extended=False) | Q(subject__in=list(renewed)),
        subject__in=list(ids),
        closed_at__isnull=True,
        round__isnull=True,
        escalation__isnull=True,
        ends_with_state=True,
    )
    return list(items.order_by("pk"))


def _list_seat_items(ids: Iterable[int]) -> list[WorkItem]:
    """Return the open items of seats of these subjects that nobody gave another day, locked."""
    items = WorkItem.objects.select_for_update(no_key=True).filter(
        subject__in=list(ids), closed_at__isnull=True, seat__isnull=False, is_extended=False
    )
    return list(items.order_by("pk"))


def _list_batches() -> Iterator[list[int]]:
    opened = WorkItem.objects.filter(closed_at__isnull=True, ends_with_state=True)
    ids = list(opened.order_by("subject").values_list("subject", flat=True).distinct())
    return (ids[first : first + _BATCH] for first in range(0, len(ids), _BATCH))


def _list_moved(items: list[WorkItem], calendar: Calendar, *, today: date) -> list[WorkItem]:
    """Return the items that are counted otherwise by now, with what they are counted from."""
    cases = load_cases(read_rows({item.subject_id for item in items}), today=today)
    moved = []
    for item in items:
        count = _count(cases[item.subject_id], item, calendar)
        if item.is_extended or count != _Count(item.due_on, item.anchor_on, item.ladder_id):
            item.due_on, item.anchor_on, item.ladder_id = (
                count.due_on,
                count.anchor_on,
                count.ladder,
            )
            moved.append(item)
    return moved


def _count(case: Case, item: WorkItem, calendar: Calendar) -> _Count:
    if item.seat_id is not None:
        return _count_seat(case, item, calendar)
    wait = _find_wait(case, item.kind)
    if wait is None or wait.term is None:
        return _Count(item.due_on, item.anchor_on, item.ladder_id)
    due_on = compute_due_on(
        wait.term, anchor_on=item.anchor_on, calendar=calendar, milestones=case.facts.milestones
    )
    state = case.machine.states[case.row.state]
    changes_ladder = isinstance(state, Waiting) and state.undated_ladder
    return _Count(
        due_on,
        compute_anchor(case, due_on, opened_on=item.anchor_on),
        find_ladder(case, wait, due_on) if changes_ladder else item.ladder_id,
    )


def _count_seat(case: Case, item: WorkItem, calendar: Calendar) -> _Count:
    """Count the working days of a seat from the day it was asked; what else it waits for stands."""
    declared = case.machine.rounds.get(item.kind)
    term = declared.term if declared is not None else None
    due_on = item.due_on
    if term is not None and not term.list_milestones():
        due_on = compute_due_on(term, anchor_on=item.anchor_on, calendar=calendar, milestones={})
    return _Count(due_on, item.anchor_on, item.ladder_id)


def _find_wait(case: Case, kind: str) -> Wait | None:
    state = case.machine.states[case.row.state]
    waits = state.waits if isinstance(state, Waiting) else ()
    return next((wait for wait in waits if (wait.kind or state.name) == kind), None)


def _write(moved: list[WorkItem], *also: str) -> None:
    """Write what the items are counted from; the sweep counts their next rung."""
    for item in moved:
        item.next_rung, item.next_rung_on = "", None
    names = ("due_on", "anchor_on", "ladder", "next_rung", "next_rung_on", *also)
    WorkItem.objects.bulk_update(moved, names, batch_size=_BATCH)
