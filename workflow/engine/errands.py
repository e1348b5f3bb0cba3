"""Errands: things to do that no state opened, and that outlast the state they were opened in.

And the other way round: what a state waits for that is done before the state is over.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from workflow.deadlines import Term, compute_due_on
from workflow.engine.desks import name_desk
from workflow.engine.reading import load_case
from workflow.holidays import load_calendar
from workflow.models import Event, WorkItem
from workflow.roles import Role


def open_errand(
    event: Event,
    kind: str,
    *,
    role: Role,
    today: date,
    institution_id: int | None = None,
    term: Term | None = None,
    ladder: str = "",
    matter: str = "",
    since: date | None = None,
) -> WorkItem:
    """Open an errand on the subject of `event`, which is why it has to be done.

    An errand of this kind that already lies open on that desk is returned as it is; `matter` tells
    several apart. Without a `term` it is undated. It is counted from `since`, which is today
    unless it is said.
    """
    desk = name_desk(role.code, None, institution_id)
    found, _created = WorkItem.objects.get_or_create(
        subject_id=event.subject_id,
        kind=kind,
        desk=desk,
        matter=matter,
        closed_at=None,
        defaults={
            "role": role.code,
            "institution_id": institution_id,
            "ends_with_state": False,
            "opened_at": event.recorded_at,
            "opened_by": event,
            "anchor_on": since or today,
            "due_on": _compute_due(event.subject_id, term, today) if term else None,
            "ladder_id": ladder or None,
        },
    )
    return found


def close_errands(event: Event, kind: str) -> int:
    """Close the errands of this kind on the subject of `event`, by which they were done."""
    return _close(event, kind=kind)


def close_matters(event: Event, kinds: Iterable[str], matters: Iterable[str]) -> int:
    """Close the errands of these kinds on the subject of `event` that are about these matters."""
    return _close(event, kind__in=list(kinds), matter__in=list(matters))


def _close(event: Event, **which: Any) -> int:
    return WorkItem.objects.filter(
        subject=event.subject_id, ends_with_state=False, closed_at__isnull=True, **which
    ).update(closed_at=event.recorded_at, closed_by=event)


def finish_wait(event: Event, kind: str) -> int:
    """Close what the state waits for under this kind of its own: it was done, the state goes on."""
    return WorkItem.objects.filter(
        subject=event.subject_id,
        kind=kind,
        seat__isnull=True,
        ends_with_state=True,
        closed_at__isnull=True,
    ).update(closed_at=event.recorded_at, closed_by=event)


def _compute_due(subject_id: int, term: Term, today: date) -> date | None:
    return compute_due_on(
        term,
        anchor_on=today,
        calendar=load_calendar(),
        milestones=load_case(subject_id, today=today).facts.milestones,
    )
