"""What every write of the engine shares: an entry in the history, its announcement, what falls."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from workflow.engine.closing import list_closings
from workflow.engine.reading import Case
from workflow.engine.request import Request
from workflow.hints import hint_work
from workflow.history.append import Entry, append
from workflow.machine.inputs import Input
from workflow.models import Event, EventKind
from workflow.paper import PAPER_ON
from workflow.prepared import Change, Row


def write_event(
    case: Case,
    request: Request,
    *,
    kind: EventKind,
    name: str,
    target: str = "",
    content: Mapping[str, Any] | None = None,
    cause: Event | None = None,
    round_id: int | None = None,
    inputs: Mapping[str, Any] | None = None,
    also: Iterable[Change | Row] = (),
    edition: str = "",
    is_last: bool = False,
) -> Event:
    """Append an Event to the subject's history and announce it; what falls with it is closed.

    `target` empty means that the state does not change. `inputs` are those of the request, once
    they are clean. `also` is written with it and may refer to it; by the `edition` of the calendar
    days of it were counted. Once all is saved, the workers are told that something waits. With what
    `is_last` the transaction may end.

    Raises:
        StaleSubjectError: somebody else wrote first; nothing was written.
        StaleCalendarError: another edition counts now; nothing was written.
    """
    given = request.inputs if inputs is None else inputs
    target = target or case.row.state
    event = append(
        case.row,
        Entry(
            kind=kind,
            name=name,
            target=target,
            machine_version=case.machine.version,
            actor=request.actor,
            on_behalf_of=request.on_behalf_of,
            confirmed_by=request.confirmed_by,
            via=request.via,
            now=request.now,
            cause=cause,
            round_id=round_id,
            occurred_on=given.get(PAPER_ON) if cause is None else None,
            content=content or {},
        ),
        topic=f"{case.machine.kind}.{name}",
        also=[*list_closings(case, target, request.now), *also],
        edition=edition,
        is_last=is_last,
    )
    transaction.on_commit(hint_work, robust=True)
    return event


def keep_inputs(declared: Iterable[Input], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the history keeps of the given inputs, those left empty left out."""
    kept = {each.name: each.to_json(values[each.name]) for each in declared if each.name in values}
    return {name: value for name, value in kept.items() if value not in (None, "", [])}
