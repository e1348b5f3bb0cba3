"""Open what a state waits for, when the subject enters it; `closing` closes it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from workflow.deadlines import Milestone, Term
from workflow.engine.desks import (
    DueDays,
    compute_anchor,
    compute_due,
    find_ladder,
    load_case_calendar,
    name_desk,
)
from workflow.engine.opening import check_seated, open_declared_round
from workflow.engine.reading import Case, load_case
from workflow.engine.request import Request
from workflow.engine.seats import check_eligible, needs_speakers
from workflow.exceptions import TransitionRefusedError
from workflow.known_calendar import KnownCalendar
from workflow.machine.states import State, Wait, Waiting
from workflow.machine.transitions import DeclaredRound
from workflow.models import Event, WorkItem
from workflow.prepared import Row, insert_rows
from workflow.roles import Held, Role


def open_state(case: Case, inputs: Mapping[str, Any], event: Event, request: Request) -> None:
    """Open the work items and rounds of the state the subject has just entered.

    Raises:
        TransitionRefusedError: nobody could be asked; a silent wait is refused at once.
    """
    state = case.machine.states[case.row.state]
    waits = _list_waits(state, case)
    declared = case.machine.list_rounds_in(state.name)
    if not waits and not declared:
        return
    calendar = load_case_calendar([case], _list_terms(waits, declared), request)
    items = _list_items(case, waits, request, DueDays(request, calendar))
    insert_rows(WorkItem, _open_by(event, items))
    for each in declared:
        open_declared_round(case, each, inputs, event, request, calendar)


def open_states(opened: Sequence[tuple[Case, Event]], request: Request) -> None:
    """Open the work items of a state without rounds that these subjects have just entered.

    Raises:
        TransitionRefusedError: nobody could be asked about one of them.
    """
    waits = [_list_waits(case.machine.states[case.row.state], case) for case, _event in opened]
    if not any(waits):
        return
    terms = [wait.term for each in waits for wait in each]
    calendar = load_case_calendar([case for case, _event in opened], terms, request)
    due_days = DueDays(request, calendar)
    insert_rows(
        WorkItem,
        [
            item
            for (case, event), each in zip(opened, waits, strict=True)
            for item in _open_by(event, _list_items(case, each, request, due_days))
        ],
    )


def open_wait(event: Event, kind: str, request: Request) -> None:
    """Open what the state waits for under this kind of its own, when it is needed since `event`."""
    case = load_case(event.subject_id, today=request.today)
    state = case.machine.states[case.row.state]
    waits = [each for each in _list_waits(state, case) if each.kind == kind]
    calendar = load_case_calendar([case], _list_terms(waits, ()), request)
    items = _list_items(case, waits, request, DueDays(request, calendar))
    insert_rows(WorkItem, _open_by(event, items))


@dataclass(frozen=True)
class OnlyItem:
    """What a state waits for when it is one desk, to be written with the Event that leads there."""

    row: Row
    #: Of the calendar by which its due day was counted before; empty when that was read just now.
    edition: str = ""


def find_only_item(
    case: Case, request: Request, find_known: Callable[[], KnownCalendar | None]
) -> OnlyItem | None:
    """Return what the state of `case` waits for when it is one desk and no round; None otherwise.

    The due day is counted by what `find_known` knows of the calendar, or by what is read of it now.

    Raises:
        TransitionRefusedError: nobody could be asked.
    """
    state = case.machine.states[case.row.state]
    if case.machine.list_rounds_in(state.name):
        return None
    waits = _list_waits(state, case)
    desks = [(wait, desk) for wait in waits for desk in _list_desks(case, wait)]
    if len(desks) != 1:
        return None
    ((wait, desk),) = desks
    due_on, known = None, None
    if wait.term is not None:
        known = find_known()
        calendar = known.calendar if known else load_case_calendar([case], [wait.term], request)
        due_on = compute_due(case, wait.term, request, calendar)
    item = _describe_item(case, wait, desk, request, due_on)
    return OnlyItem(
        Row(WorkItem, item, refers_by="opened_by_id"), edition=known.edition if known else ""
    )


def _list_waits(state: State, case: Case) -> list[Wait]:
    if not isinstance(state, Waiting):
        return []
    return [each for each in state.waits if each.is_needed(case.facts)]


def _list_terms(waits: Iterable[Wait], rounds: Iterable[DeclaredRound]) -> list[Term | None]:
    return [*(wait.term for wait in waits), *(declared.term for declared in rounds)]


def list_expected(
    case: Case, inputs: Mapping[str, Any], request: Request
) -> list[tuple[Role, int | None, int | None, date | None]]:
    """Return who would be waited for in the state of `case`: role, person, institution, due day.

    Raises:
        TransitionRefusedError: nobody could be asked.
    """
    state = case.machine.states[case.row.state]
    waits = _list_waits(state, case)
    rounds = case.machine.list_rounds_in(state.name)
    calendar = load_case_calendar([case], _list_terms(waits, rounds), request)
    expected = [
        (*desk, compute_due(case, wait.term, request, calendar))
        for wait in waits
        for desk in _list_desks(case, wait)
    ]
    for declared in rounds:
        due_on = compute_due(case, declared.term, request, calendar)
        seats = declared.seats(case.facts, inputs)
        check_seated(seats)
        if needs_speakers(declared):
            check_eligible(case, declared, seats)
        expected += [
            (seat.role, seat.person_id, seat.institution_id, due_on)
            for seat in (seats[:1] if declared.sequential else seats)
        ]
    return expected


def _list_desks(case: Case, wait: Wait) -> list[tuple[Role, int | None, int | None]]:
    """Return who is waited for, as (role, person, institution).

    Raises:
        TransitionRefusedError: nobody holds the role and no other role stands in.
    """
    role, facts = wait.role, case.facts
    if role.held is Held.GROUP:
        return [(role, None, None)]
    people = _ordered(facts.people.get(role.code, ()))
    institutions = _ordered(facts.institutions.get(role.code, ()))
    desks: list[tuple[Role, int | None, int | None]] = [(role, key, None) for key in people]
    desks += [(role, None, key) for key in institutions]
    if desks:
        return desks
    if wait.otherwise is not None:
        return [(wait.otherwise, None, None)]
    raise TransitionRefusedError(
        _("Nobody can be asked: no one is %(role)s here.") % {"role": role.label}
    )


def _list_items(
    case: Case, waits: Iterable[Wait], request: Request, due_days: DueDays
) -> list[dict[str, Any]]:
    return [
        _describe_item(case, wait, desk, request, due_days.compute(case, wait.term))
        for wait in waits
        for desk in _list_desks(case, wait)
    ]


def _describe_item(
    case: Case,
    wait: Wait,
    desk: tuple[Role, int | None, int | None],
    request: Request,
    due_on: date | None,
) -> dict[str, Any]:
    role, person_id, institution_id = desk
    state = case.machine.states[case.row.state]
    awaited = wait.term.milestone_code if isinstance(wait.term, Milestone) else ""
    paused = case.facts.pauses.get(awaited, "")
    return {
        "subject_id": case.row.id,
        "kind": wait.kind or state.name,
        "role": role.code,
        "person_id": person_id,
        "institution_id": institution_id,
        "desk": name_desk(role.code, person_id, institution_id),
        "opened_at": request.now,
        "anchor_on": compute_anchor(case, due_on, opened_on=request.today),
        "due_on": due_on,
        "paused_at": request.now if paused else None,
        "pause_reason": paused,
        "ladder_id": find_ladder(case, wait, due_on),
    }


def _open_by(event: Event, items: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**item, "opened_by_id": event.pk} for item in items]


def _ordered(keys: Iterable[int]) -> list[int]:
    return sorted(keys)
