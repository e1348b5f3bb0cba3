"""Together: one transition of many subjects, in as many statements as of one.

Each is evaluated on its own, and one that is refused stops nobody. What is written is written for
all of them, in one transaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from workflow.engine.applying import find_dependence, make_moving, move_by_fsm
from workflow.engine.closing import close_states
from workflow.engine.evaluation import check_visible
from workflow.engine.firing import check_first, check_no_lines, list_references
from workflow.engine.planning import Step
from workflow.engine.reading import Case, load_cases, lock_rows, read_rows
from workflow.engine.request import Request
from workflow.engine.second_person import needs_second_person
from workflow.engine.waiting import open_states
from workflow.engine.writing import keep_inputs
from workflow.exceptions import WorkflowError
from workflow.hints import hint_work
from workflow.history.append import Entry, advance, append_each
from workflow.machine.declaration import StateMachine
from workflow.machine.inputs import Reference
from workflow.machine.keys import ReadRow
from workflow.machine.moves import UpdateEffect
from workflow.machine.registry import get_machine
from workflow.machine.transitions import Transition
from workflow.models import Event, EventKind, RoundKind, Subject
from workflow.paper import PAPER_ON, list_paper_inputs
from workflow.prepared import prepared

#: What became of each subject: its Event, or what refused it.
Outcomes = dict[int, Event | WorkflowError]


def find_shared(ids: Iterable[int], name: str, request: Request) -> Transition | None:
    """Return the transition when all of these subjects can be moved by it together.

    It is declared for that, and all it brings along can be written for all of them at once: no
    other subject, no round, no effect on one alone.
    """
    kinds = _read_kinds(ids)
    if len(kinds) != 1:
        return None
    machine = get_machine(kinds[0])
    transition = machine.transitions.get(name)
    if transition is None or not transition.apart or not _is_plain(machine, transition):
        return None
    return None if list(list_references(transition, request)) else transition


def fire_together(ids: Iterable[int], transition: Transition, request: Request) -> Outcomes:
    """Move these subjects by a transition that can be shared; needs a transaction.

    A subject that somebody else must confirm is left out of the outcomes, and untouched.

    Raises:
        WorkflowError: what was allowed could not be written; the transaction must end.
    """
    cases = load_cases(lock_rows(ids), today=request.today)
    request = _read_given(transition, cases.values(), request)
    outcomes: Outcomes = {}
    steps = []
    for subject_id in ids:
        try:
            step = check_first(cases.get(subject_id), transition.name, request, None)
            check_no_lines(step)
        except WorkflowError as error:
            outcomes[subject_id] = error
            continue
        if not needs_second_person(step, request):
            steps.append(step)
    for step, event in zip(steps, _apply(steps, request), strict=True):
        outcomes[step.case.row.id] = event
    return outcomes


def list_unseen(ids: Iterable[int], request: Request) -> Outcomes:
    """Return the error of each of these subjects that the person may not see."""
    unseen: Outcomes = {}
    for case in load_cases(read_rows(ids), today=request.today).values():
        try:
            check_visible(case, request)
        except WorkflowError as error:
            unseen[case.row.id] = error
    return unseen


@prepared
def _read_kinds(ids: Iterable[int]) -> QuerySet[Subject, str]:
    return Subject.objects.filter(pk__in=ids).values_list("kind", flat=True).distinct()


def _is_plain(machine: type[StateMachine], transition: Transition) -> bool:
    target = transition.arrow.target
    if target is None or target.name in transition.source_names:
        return False
    # A round that collects ends with the state, without a run of its own.
    left = [each for source in transition.source_names for each in machine.list_rounds_in(source)]
    return (
        transition.cascades is None
        and all(isinstance(effect, UpdateEffect) for effect in transition.effects)
        and not machine.list_rounds_in(target.name)
        and all(each.kind is RoundKind.COLLECTING for each in left)
    )


def _read_given(transition: Transition, cases: Iterable[Case], request: Request) -> Request:
    """Return the request with the rows it names read once, where each subject can say of one.

    What is no row, or none of the model, stays what was given: the input says what is wrong.
    """
    first = next(iter(cases), None)
    inputs = dict(request.inputs)
    for each in transition.inputs:
        if first is None or not isinstance(each, Reference) or each.many or each.allows is None:
            continue
        with suppress(ValidationError):
            row = each.read(inputs.get(each.name), first.facts)
            if row is not None:
                inputs[each.name] = ReadRow(row)
    return replace(request, inputs=inputs)


def _apply(steps: Sequence[Step], request: Request) -> list[Event]:
    if not steps:
        return []
    events = _write_events(steps, request)
    moved = list(zip(steps, events, strict=True))
    close_states([(step.case.row.id, event) for step, event in moved])
    moves = [make_moving(step, request) for step in steps]
    for effect in steps[0].transition.effects:
        if isinstance(effect, UpdateEffect):
            effect.apply_to_all(moves)
    open_states(list(zip(_list_cases_after(moved, request), events, strict=True)), request)
    transaction.on_commit(hint_work, robust=True)
    return events


def _write_events(steps: Sequence[Step], request: Request) -> list[Event]:
    machine, transition = steps[0].case.machine, steps[0].transition
    declared = (*transition.inputs, *list_paper_inputs(machine))
    # The generated method knows of a subject no more than where it stands.
    targets = {step.case.row.state: step for step in steps}
    moved_to = {source: move_by_fsm(step) for source, step in targets.items()}
    entries = _Entries(machine.version, transition, request)
    pairs = [
        (
            step.case.row,
            entries.get(
                moved_to[step.case.row.state],
                step.inputs.get(PAPER_ON),
                keep_inputs(declared, step.inputs),
            ),
        )
        for step in steps
    ]
    return append_each(pairs, topic=f"{machine.kind}.{transition.name}")


class _Entries:
    """What is written of many moves: most go the same way with the same, and share one entry."""

    def __init__(self, version: str, transition: Transition, request: Request) -> None:
        self._shared = Entry(
            kind=EventKind.TRANSITION,
            name=transition.name,
            target="",
            machine_version=version,
            actor=request.actor,
            on_behalf_of=request.on_behalf_of,
            confirmed_by=request.confirmed_by,
            via=request.via,
            now=request.now,
        )
        self._known: dict[tuple[str, date | None, str], Entry] = {}

    def get(self, target: str, occurred_on: date | None, content: Mapping[str, Any]) -> Entry:
        """Return the entry of a move to `target`."""
        # By what is written of it: 1 and True are equal, and not written alike.
        key = (target, occurred_on, repr(content))
        if key not in self._known:
            self._known[key] = replace(
                self._shared, target=target, occurred_on=occurred_on, content=content
            )
        return self._known[key]


def _list_cases_after(moved: Sequence[tuple[Step, Event]], request: Request) -> list[Case]:
    """Return the cases in their new state, read again when effects may have changed who waits."""
    rows = [advance(step.case.row, event) for step, event in moved]
    first, written = moved[0]
    if first.transition.effects:
        depends = find_dependence(first.case.machine, first.transition, written.target)
        if any(depends.applies_to(step.case.facts) for step, _event in moved):
            cases: Mapping[int, Case] = load_cases(rows, today=request.today)
            return [cases[row.id] for row in rows]
    return [
        Case(step.case.machine, step.case.facts.stand_at(row), step.case.waived)
        for (step, _event), row in zip(moved, rows, strict=True)
    ]
