"""Reschedule: what is due moves when the day it is counted from has moved."""

from collections.abc import Iterable
from datetime import date

from workflow.calendars import Calendar
from workflow.deadlines import Term, compute_due_on
from workflow.engine.reading import Case, load_cases, read_rows
from workflow.holidays import load_calendar
from workflow.machine.states import Waiting
from workflow.models import WorkItem


def reschedule(ids: Iterable[int], *, today: date) -> int:
    """Compute anew what is due of these subjects; return how many work items moved.

    Only items that the state itself opened are looked at: a seat was promised its term when the
    round opened. A moved item begins a new generation, whose rungs count from the new day.
    """
    cases = load_cases(read_rows(ids), today=today)
    items = WorkItem.objects.filter(
        subject__in=cases, closed_at__isnull=True, round__isnull=True, ends_with_state=True
    )
    calendar = load_calendar()
    moved = 0
    for item in items.order_by("pk"):
        due_on = _compute_due(cases[item.subject_id], item, calendar)
        if due_on != item.due_on:
            _move(item, due_on)
            moved += 1
    return moved


def _compute_due(case: Case, item: WorkItem, calendar: Calendar) -> date | None:
    term = _find_term(case, item.kind)
    if term is None:
        return item.due_on
    return compute_due_on(
        term, anchor_on=item.anchor_on, calendar=calendar, milestones=case.facts.milestones
    )


def _find_term(case: Case, kind: str) -> Term | None:
    state = case.machine.states[case.row.state]
    waits = state.waits if isinstance(state, Waiting) else ()
    return next((wait.term for wait in waits if (wait.kind or state.name) == kind), None)


def _move(item: WorkItem, due_on: date | None) -> None:
    item.due_on = due_on
    item.generation += 1
    item.next_rung = ""
    item.next_rung_on = None
    item.save(update_fields=["due_on", "generation", "next_rung", "next_rung_on"])
