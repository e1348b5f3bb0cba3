"""Open what a state waits for, close it when the subject leaves: the one writer of work items."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
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
from workflow.engine.procedure import Ending
from workflow.engine.reading import Case, load_case
from workflow.engine.request import Request
from workflow.engine.seats import check_eligible, needs_speakers
from workflow.exceptions import TransitionRefusedError
from workflow.machine.states import State, Wait, Waiting
from workflow.machine.transitions import DeclaredRound
from workflow.models import Event, Round, RoundKind, RoundOutcome, WorkItem
from workflow.prepared import Update, change_each, insert_rows, prepared_update
from workflow.roles import Held, Role
from workflow.rounds.running import call_off


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
    insert_rows(WorkItem, _list_items(case, waits, event, request, DueDays(request, calendar)))
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
            for item in _list_items(case, each, event, request, due_days)
        ],
    )


def open_wait(event: Event, kind: str, request: Request) -> None:
    """Open what the state waits for under this kind of its own, when it is needed since `event`."""
    case = load_case(event.subject_id, today=request.today)
    state = case.machine.states[case.row.state]
    waits = [each for each in _list_waits(state, case) if each.kind == kind]
    calendar = load_case_calendar([case], _list_terms(waits, ()), request)
    insert_rows(WorkItem, _list_items(case, waits, event, request, DueDays(request, calendar)))


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


def close_state(case: Case, event: Event, *, moved: bool) -> None:
    """Close what the old state waited for; what awaits a second person's confirmation falls anyway.

    It was frozen on a version of the subject, which has just changed.
    """
    if moved:
        _call_off(case, event)
        _close_items(case.row.id, closed_at=event.recorded_at, closed_by=event.pk)
        _cancel_rounds(case.row.id, closed_at=event.recorded_at)
    else:
        _close_countersigning(case.row.id, closed_at=event.recorded_at, closed_by=event.pk)
        _cancel_countersigned(case.row.id, closed_at=event.recorded_at)


def close_states(closed: Sequence[tuple[int, Event]]) -> None:
    """Close what a state without deciding rounds waited for, now that these subjects left it."""
    instant = closed[0][1].recorded_at
    change_each(
        _close_items,
        [
            {"subject_id": subject_id, "closed_at": instant, "closed_by": event.pk}
            for subject_id, event in closed
        ],
    )
    _cancel_rounds_of([subject_id for subject_id, _event in closed], closed_at=instant)


def _list_open_items(subject_id: int) -> QuerySet[WorkItem]:
    return WorkItem.objects.filter(subject=subject_id, closed_at__isnull=True)


@prepared_update
def _close_items(subject_id: int, **closing: Any) -> Update:
    return _list_open_items(subject_id).filter(ends_with_state=True), closing


@prepared_update
def _close_countersigning(subject_id: int, **closing: Any) -> Update:
    items = _list_open_items(subject_id).filter(round__kind=str(RoundKind.COUNTERSIGN))
    return items, closing


def _list_open_rounds(subject_id: int) -> QuerySet[Round]:
    return Round.objects.filter(subject=subject_id, outcome="")


@prepared_update
def _cancel_rounds(subject_id: int, **closing: Any) -> Update:
    return _list_open_rounds(subject_id), {"outcome": str(RoundOutcome.CANCELLED), **closing}


@prepared_update
def _cancel_rounds_of(subjects: Iterable[int], **closing: Any) -> Update:
    still_open = Round.objects.filter(subject__in=subjects, outcome="")
    return still_open, {"outcome": str(RoundOutcome.CANCELLED), **closing}


@prepared_update
def _cancel_countersigned(subject_id: int, **closing: Any) -> Update:
    rounds = _list_open_rounds(subject_id).filter(kind=str(RoundKind.COUNTERSIGN))
    return rounds, {"outcome": str(RoundOutcome.CANCELLED), **closing}


def _call_off(case: Case, event: Event) -> None:
    """Let the runs of the state end with it; a state without deciding rounds has none."""
    declared = case.machine.list_rounds_in(case.row.state)
    names = [each.name for each in declared if each.kind is RoundKind.DECIDING]
    if not names:
        return
    for opened in _list_open_rounds(case.row.id).filter(name__in=names, run__isnull=False):
        call_off(opened, Ending(event))


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
    case: Case, waits: Iterable[Wait], event: Event, request: Request, due_days: DueDays
) -> list[dict[str, Any]]:
    return [
        _describe_item(case, wait, desk, event, request, due_days)
        for wait in waits
        for desk in _list_desks(case, wait)
    ]


def _describe_item(
    case: Case,
    wait: Wait,
    desk: tuple[Role, int | None, int | None],
    event: Event,
    request: Request,
    due_days: DueDays,
) -> dict[str, Any]:
    role, person_id, institution_id = desk
    state = case.machine.states[case.row.state]
    due_on = due_days.compute(case, wait.term)
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
        "opened_by_id": event.pk,
        "anchor_on": compute_anchor(case, due_on, opened_on=request.today),
        "due_on": due_on,
        "paused_at": request.now if paused else None,
        "pause_reason": paused,
        "ladder_id": find_ladder(case, wait, due_on),
    }


def _ordered(keys: Iterable[int]) -> list[int]:
    return sorted(keys)
