"""Open what a state waits for, close it when the subject leaves: the one writer of work items."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from workflow.calendars import Calendar
from workflow.deadlines import Term, compute_due_on
from workflow.engine.reading import Case
from workflow.engine.request import Request
from workflow.exceptions import TransitionRefusedError
from workflow.holidays import load_calendar
from workflow.machine.states import Wait, Waiting
from workflow.machine.transitions import DeclaredRound, SeatPlan
from workflow.models import Event, Round, RoundKind, RoundOutcome, Seat, WorkItem
from workflow.roles import Held, Role

#: How far ahead due days are computed: a year and a half covers every declared term.
CALENDAR_DAYS = 550


def open_state(case: Case, inputs: Mapping[str, Any], event: Event, request: Request) -> None:
    """Open the work items and rounds of the state the subject has just entered.

    Raises:
        TransitionRefusedError: nobody could be asked; a silent wait is refused at once.
    """
    state = case.machine.states[case.row.state]
    waits = state.waits if isinstance(state, Waiting) else ()
    declared = case.machine.list_rounds_in(state.name)
    if not waits and not declared:
        return
    calendar = _load_calendar(case, request)
    items = [
        _make_item(case, wait, desk, event, request, calendar)
        for wait in waits
        for desk in _list_desks(case, wait)
    ]
    WorkItem.objects.bulk_create(items)
    for each in declared:
        _open_declared_round(case, each, inputs, event, request, calendar)


def list_expected(
    case: Case, inputs: Mapping[str, Any], request: Request
) -> list[tuple[Role, int | None, int | None, date | None]]:
    """Return who would be waited for in the state of `case`: role, person, institution, due day.

    Raises:
        TransitionRefusedError: nobody could be asked.
    """
    state = case.machine.states[case.row.state]
    waits = state.waits if isinstance(state, Waiting) else ()
    calendar = _load_calendar(case, request)
    expected = [
        (*desk, _compute_due(case, wait.term, request, calendar))
        for wait in waits
        for desk in _list_desks(case, wait)
    ]
    for declared in case.machine.list_rounds_in(state.name):
        due_on = _compute_due(case, declared.term, request, calendar)
        expected += [
            (seat.role, seat.person_id, seat.institution_id, due_on)
            for seat in declared.seats(case.facts, inputs)
        ]
    return expected


def close_state(case: Case, event: Event, *, moved: bool) -> None:
    """Close what the old state waited for; what awaits a second person's confirmation falls anyway.

    It was frozen on a version of the subject, which has just changed.
    """
    rounds = Round.objects.filter(subject=case.row.id, outcome="")
    items = WorkItem.objects.filter(subject=case.row.id, closed_at__isnull=True)
    if moved:
        items = items.filter(ends_with_state=True)
    else:
        rounds = rounds.filter(kind=str(RoundKind.COUNTERSIGN))
        items = items.filter(round__kind=str(RoundKind.COUNTERSIGN))
    items.update(closed_at=event.recorded_at, closed_by=event)
    rounds.update(outcome=str(RoundOutcome.CANCELLED), closed_at=event.recorded_at)


def open_round(
    case: Case,
    opened: Round,
    seats: Sequence[SeatPlan],
    *,
    term: Term,
    ladder: str,
    event: Event,
    request: Request,
    calendar: Calendar | None = None,
) -> Round:
    """Save the round `opened` with its seats, and one work item a seat.

    Raises:
        TransitionRefusedError: it would have no seat.
    """
    if not seats:
        raise TransitionRefusedError(_("Nobody can be asked: no one holds a seat in this round."))
    opened.save(force_insert=True)
    rows = [
        Seat(
            round=opened,
            rank=rank,
            role=plan.role.code,
            person_id=plan.person_id,
            institution_id=plan.institution_id,
        )
        for rank, plan in enumerate(seats, start=1)
    ]
    Seat.objects.bulk_create(rows)
    calendar = calendar or _load_calendar(case, request)
    due_on = _compute_due(case, term, request, calendar)
    WorkItem.objects.bulk_create(
        WorkItem(
            subject_id=case.row.id,
            kind=opened.name,
            role=seat.role,
            person_id=seat.person_id,
            institution_id=seat.institution_id,
            desk=name_desk(seat.role, seat.person_id, seat.institution_id),
            round=opened,
            seat=seat,
            opened_at=request.now,
            opened_by=event,
            anchor_on=request.today,
            due_on=due_on,
            ladder_id=ladder or None,
        )
        for seat in rows
    )
    return opened


def name_desk(role: str, person_id: int | None, institution_id: int | None) -> str:
    """Return the desk an item lies on: of a person, of a role of an institution, or of a role."""
    if person_id is not None:
        return f"person:{person_id}"
    if institution_id is not None:
        return f"{role}:{institution_id}"
    return role


def _open_declared_round(
    case: Case,
    declared: DeclaredRound,
    inputs: Mapping[str, Any],
    event: Event,
    request: Request,
    calendar: Calendar,
) -> None:
    content_hash = declared.content_hash(case.facts) if declared.content_hash else ""
    opened = Round(
        subject_id=case.row.id,
        name=declared.name,
        kind=str(declared.kind),
        opened_at=request.now,
        opened_by=request.actor,
        content_hash=content_hash,
        subject_version=case.row.version,
    )
    open_round(
        case,
        opened,
        declared.seats(case.facts, inputs),
        term=declared.term,
        ladder=declared.ladder,
        event=event,
        request=request,
        calendar=calendar,
    )


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


def _make_item(
    case: Case,
    wait: Wait,
    desk: tuple[Role, int | None, int | None],
    event: Event,
    request: Request,
    calendar: Calendar,
) -> WorkItem:
    role, person_id, institution_id = desk
    state = case.machine.states[case.row.state]
    return WorkItem(
        subject_id=case.row.id,
        kind=wait.kind or state.name,
        role=role.code,
        person_id=person_id,
        institution_id=institution_id,
        desk=name_desk(role.code, person_id, institution_id),
        opened_at=request.now,
        opened_by=event,
        anchor_on=request.today,
        due_on=_compute_due(case, wait.term, request, calendar),
        ladder_id=(wait.ladder or getattr(state, "ladder", "")) or None,
    )


def _compute_due(
    case: Case, term: Term | None, request: Request, calendar: Calendar
) -> date | None:
    if term is None:
        return None
    return compute_due_on(
        term, anchor_on=request.today, calendar=calendar, milestones=case.facts.milestones
    )


def _load_calendar(case: Case, request: Request) -> Calendar:
    """Return the working days its terms may count: what is loaded may have been due years ago."""
    known = (day for day in case.facts.milestones.values() if day is not None)
    days = [request.today, *known]
    return load_calendar(min(days), (max(days) - min(days)).days + CALENDAR_DAYS)


def _ordered(keys: Iterable[int]) -> list[int]:
    return sorted(keys)
