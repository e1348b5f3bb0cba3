"""Apply: one write set for each step of a plan. Everything here runs inside a transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models.base import ModelState

from workflow.engine.closing import call_off_all, list_running
from workflow.engine.planning import Plan, Step
from workflow.engine.reading import Case, load_cases
from workflow.engine.request import Request
from workflow.engine.waiting import OnlyItem, find_only_item, open_state
from workflow.engine.writing import keep_inputs, write_event
from workflow.history.append import advance
from workflow.known_calendar import (
    KnownCalendar,
    StaleCalendarError,
    forget_calendar,
    get_known_calendar,
)
from workflow.machine.declaration import StateMachine
from workflow.machine.door import opened
from workflow.machine.facts import Facts, SubjectRow
from workflow.machine.inputs import Day
from workflow.machine.moves import Move, Moving, PlannedBirth, UpdateEffect
from workflow.machine.registry import get_machine
from workflow.machine.states import Waiting
from workflow.machine.transitions import Effect, Transition
from workflow.models import Event, EventKind
from workflow.paper import list_paper_inputs
from workflow.prepared import Change, Row, insert
from workflow.roles import Held


def apply_plan(
    plan: Plan,
    request: Request,
    *,
    origin: Event | None = None,
    also: Row | None = None,
    is_last: bool = False,
) -> list[Event]:
    """Write every step of the plan, and return their Events in the same order.

    `origin` is the decision that brought the plan about, the cause of what no step causes. `also`
    is written with the first Event. A plan that `is_last` in its transaction may end it.

    Raises:
        StaleSubjectError: a subject moved since it was read; the caller's transaction must end.
        StaleCalendarError: only if the plan is the last: nothing was written, since a day was
            counted by a calendar that counts no more; everything must be planned again.
    """
    events: list[Event] = []
    for step in plan.steps:
        cause = events[step.cause] if step.cause is not None else origin
        may_end = is_last and len(plan.steps) == 1 and not step.births
        event = _apply_step(step, request, cause, None if events else also, is_last=may_end)
        events.append(event)
        for planned in step.births:
            bear(planned, request, cause=event)
    return events


def bear(
    planned: PlannedBirth,
    request: Request,
    *,
    cause: Event | None = None,
    state: str = "",
    kind: EventKind = EventKind.BIRTH,
    write: Callable[[int], None] | None = None,
) -> Event:
    """Create the subject and its parts, write its first Event, open what its first state awaits.

    `state` is where a load comes in; any other birth goes to its declared target. `write` is what
    a load hangs on the new subject.

    Raises:
        LookupError: the birth does not lead to that state.
    """
    machine = get_machine(planned.kind)
    birth = machine.births[planned.birth]
    target = state or (birth.target.name if birth.target is not None else "")
    if target not in birth.target_names:
        message = f"{birth.name} cannot start in {target!r}, only in {sorted(birth.target_names)}"
        raise LookupError(message)
    newborn = _create(planned, target, request)
    if write is not None:
        write(newborn.id)
    case = Case(machine, Facts(subject=newborn, today=request.today), frozenset())
    content = keep_inputs(birth.inputs, planned.inputs)
    event = write_event(
        case, request, kind=kind, name=birth.name, target=target, content=content, cause=cause
    )
    grown = _reload(newborn, event, request)
    if birth.effects:
        _run(birth.effects, birth.name, grown, planned.inputs, request, event)
    for part in planned.parts:
        bear(part.place_in(newborn.id), request, cause=event)
    if birth.effects or planned.parts:
        grown = _reload(newborn, event, request)
    open_state(grown, planned.inputs, event, request)
    return event


def _create(planned: PlannedBirth, state: str, request: Request) -> SubjectRow:
    machine = get_machine(planned.kind)
    instance = machine.get_model()(
        **planned.values, kind=machine.kind, state=state, version=0, entered_at=request.now
    )
    insert(instance)
    return SubjectRow(
        id=instance.pk,
        kind=machine.kind,
        reference=instance.reference,
        parent_id=instance.parent_id,
        state=state,
        version=0,
        head_hash="",
        entered_at=request.now,
    )


def _apply_step(
    step: Step, request: Request, cause: Event | None, also: Row | None, *, is_last: bool
) -> Event:
    try:
        return _write_step(step, request, cause, also, get_known_calendar, is_last=is_last)
    except StaleCalendarError:
        forget_calendar()
        if is_last:
            # The locks may have ended with it.
            raise
        # Nothing is written yet: what was counted is counted anew, by what is read now.
        return _write_step(step, request, cause, also, lambda: None)


def _write_step(
    step: Step,
    request: Request,
    cause: Event | None,
    also: Row | None,
    find_known: Callable[[], KnownCalendar | None],
    *,
    is_last: bool = False,
) -> Event:
    case = step.case
    declared = (*step.transition.inputs, *list_paper_inputs(case.machine))
    target = move_by_fsm(step)
    moved = target != case.row.state
    running = list_running(case) if moved else []
    along = _list_changes(step, request)
    item = _find_item(step, target, request, find_known) if moved else None
    later = step.transition.effects[len(along) :]
    opens = moved and item is None
    event = write_event(
        case,
        request,
        kind=EventKind.TRANSITION,
        name=step.transition.name,
        target=target,
        content=keep_inputs(declared, step.inputs),
        cause=cause,
        inputs=step.inputs,
        also=[*along, *([item.row] if item is not None else ()), *([also] if also else ())],
        edition=item.edition if item is not None else "",
        is_last=is_last and not (running or later or opens),
    )
    call_off_all(running, event)
    if later:
        _run(later, step.transition.name, case, step.inputs, request, event)
    if opens:
        open_state(_case_after(step, event, request), step.inputs, event, request)
    return event


def _list_changes(step: Step, request: Request) -> list[Change]:
    """Return what the first effect changes together with the Event, if it is one that may.

    A second one would change the same row, which no statement does twice.
    """
    first = next(iter(step.transition.effects), None)
    if not isinstance(first, UpdateEffect):
        return []
    return [first.make_change(make_moving(step, request))]


def _find_item(
    step: Step, target: str, request: Request, find_known: Callable[[], KnownCalendar | None]
) -> OnlyItem | None:
    """Return what is opened together with the Event; None if that is more, or not known yet."""
    case, effects = step.case.move_to(target), step.transition.effects
    if not all(isinstance(effect, UpdateEffect) for effect in effects):
        return None
    if effects and find_dependence(case.machine, step.transition, target).applies_to(case.facts):
        return None
    return find_only_item(case, request, find_known)


def move_by_fsm(step: Step) -> str:
    """Run the generated django-fsm method on a bare instance and return the state it leads to."""
    row = step.case.row
    model = step.case.machine.get_model()
    # What the method looks at, and no more: an instance reads all of its fields when it is made.
    instance = model.__new__(model)
    instance._state = ModelState()
    vars(instance).update({"id": row.id, "state": row.state, model._meta.pk.attname: row.id})
    with opened(row.id, step.transition.name):
        getattr(instance, step.transition.name)()
    return str(instance.state)


def _case_after(step: Step, event: Event, request: Request) -> Case:
    """Return the case in its new state, read again when effects may have changed who waits."""
    row = step.case.row
    if step.transition.effects:
        depends = find_dependence(step.case.machine, step.transition, event.target)
        if depends.applies_to(step.case.facts):
            return _reload(row, event, request)
    facts = step.case.facts.stand_at(advance(row, event))
    return Case(step.case.machine, facts, step.case.waived)


@dataclass(frozen=True)
class Dependence:
    """Whether who is waited for in a state, or until when, may have just been written."""

    always: bool
    #: What the terms of the state count from.
    milestones: frozenset[str]

    def applies_to(self, facts: Facts) -> bool:
        """Return whether it does for these facts, read before the effects.

        A day that was known stays what it was. Reading all facts again would otherwise double what
        a transition costs.
        """
        known = facts.milestones
        return self.always or any(known.get(code) is None for code in self.milestones)


def find_dependence(machine: type[StateMachine], transition: Transition, state: str) -> Dependence:
    """Return what the effects of a transition into this state may have written of its waits.

    A day that is given with the transition may move one that was known.
    """
    target = machine.states[state]
    waits = target.waits if isinstance(target, Waiting) else ()
    codes = frozenset(
        code for wait in waits if wait.term is not None for code in wait.term.list_milestones()
    )
    days_move = any(isinstance(each, Day) for each in transition.inputs)
    always = (
        bool(machine.list_rounds_in(state))
        or any(wait.role.held is not Held.GROUP or wait.when is not None for wait in waits)
        or (bool(codes) and days_move)
    )
    return Dependence(always, codes)


def _reload(row: SubjectRow, event: Event, request: Request) -> Case:
    return load_cases([advance(row, event)], today=request.today)[row.id]


def make_moving(step: Step, request: Request) -> Moving:
    """Return a step as it is seen by what is written together with its Event."""
    return Moving(
        subject_id=step.case.row.id,
        name=step.transition.name,
        facts=step.case.facts,
        inputs=step.inputs,
        actor=request.actor,
        now=request.now,
        today=request.today,
    )


def _run(
    effects: Sequence[Effect],
    name: str,
    case: Case,
    inputs: Mapping[str, Any],
    request: Request,
    event: Event,
) -> None:
    move = Move(
        subject_id=case.row.id,
        name=name,
        facts=case.facts,
        inputs=inputs,
        actor=request.actor,
        now=request.now,
        today=request.today,
        event=event,
    )
    for effect in effects:
        effect(move)
