"""Extend: somebody gives an open item another day by hand, and its rungs begin anew."""

from datetime import date

from workflow.engine.desks import choose_ladder
from workflow.engine.reading import load_case
from workflow.engine.rescheduling import close_opened_by_rungs
from workflow.machine.states import Waiting
from workflow.models import WorkItem


def find_extended_ladder(item: WorkItem, *, due_on: date, today: date) -> str | None:
    """Return the code of the ladder the item would climb once it is due on that day."""
    case = load_case(item.subject_id, today=today)
    state = case.machine.states[case.row.state]
    waits = state.waits if isinstance(state, Waiting) and item.ends_with_state else ()
    wait = next((each for each in waits if (each.kind or state.name) == item.kind), None)
    # What climbs no ladder never becomes late, whatever its day.
    if wait is None or item.ladder_id is None:
        return item.ladder_id
    return choose_ladder(state, wait, due_on)


def extend(item: WorkItem, *, due_on: date, today: date) -> None:
    """Let the item, which is locked, be due on that day: it is counted anew no more.

    A new generation begins, whose rungs count from the new day; what rungs of the old one opened
    is closed.
    """
    item.ladder_id = find_extended_ladder(item, due_on=due_on, today=today)
    item.due_on = due_on
    item.is_extended = True
    item.generation += 1
    item.renewed_on = today
    item.next_rung, item.next_rung_on = "", None
    item.save(
        update_fields=[
            "ladder",
            "due_on",
            "is_extended",
            "generation",
            "renewed_on",
            "next_rung",
            "next_rung_on",
        ]
    )
    close_opened_by_rungs(WorkItem.objects.filter(pk=item.pk))
