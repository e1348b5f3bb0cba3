"""Plan: everything a transition moves and brings to life, before anything is written."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from django.utils.translation import gettext as _

from workflow.engine.evaluation import (
    check_possible,
    clean_inputs,
    find_wrong_state,
    list_inputs,
    list_shortfalls,
)
from workflow.engine.reading import Case
from workflow.engine.request import Request
from workflow.exceptions import TransitionRefusedError, WorkflowError
from workflow.machine.moves import PlannedBirth, PlannedMove
from workflow.machine.states import Waiting
from workflow.machine.transitions import Transition
from workflow.roles import Automatic

#: Returns the cases of these subjects; raises `OutsideLockError` for one that is not locked.
Fetch = Callable[[Iterable[int]], Mapping[int, Case]]
#: A move and the index of the step that wants it.
_Planned: TypeAlias = tuple[int, PlannedMove]


class OutsideLockError(WorkflowError):
    """The closure reaches a subject that was not locked: it grew since it was computed."""

    code = "outside_lock"

    def __init__(self, ids: Iterable[int]) -> None:
        self.ids = frozenset(ids)
        super().__init__(_("Other dossiers moved in the meantime. Try again."))


@dataclass
class Step:
    """One subject's part in a plan; `cause` is the index of the step that brought it in."""

    case: Case
    transition: Transition
    inputs: Mapping[str, Any]
    cause: int | None = None
    births: list[PlannedBirth] = field(default_factory=list)

    @property
    def target(self) -> str:
        """Return the name of the state the subject will be in."""
        return self.transition.target_name(self.case.row.state)


@dataclass
class Plan:
    """The closure of a transition: the steps in the order in which they are applied."""

    steps: list[Step]

    @property
    def subject_ids(self) -> frozenset[int]:
        """Return the ids of every subject that moves."""
        return frozenset(step.case.row.id for step in self.steps)


def clean_step(case: Case, transition: Transition, request: Request) -> Step:
    """Return the first step of a plan, its inputs clean.

    Raises:
        InputError: they are not.
    """
    declared = list_inputs(case, transition, request)
    return Step(case, transition, clean_inputs(declared, case, request.inputs, transition))


def close_plan(first: Iterable[Step], fetch: Fetch) -> Plan:
    """Return the plan that starts with the steps `first`, with everything they bring along.

    1. Level by level, so that the number of statements depends on the depth, not on the width.
    2. A subject that several steps move by the same transition moves once, with the first cause.
    3. What moves only once others have settled is looked at when nothing else moves any more.

    Raises:
        TransitionRefusedError: a subject of the closure cannot move; its reasons are carried.
        OutsideLockError: `fetch` was asked for a subject that is not locked.
        LookupError: a machine moves a subject by two transitions at once.
    """
    plan = Plan(list(first))
    if all(step.transition.cascades is None for step in plan.steps):
        return plan
    held: list[_Planned] = []
    start = 0
    while start < len(plan.steps):
        planned = [pair for index in range(start, len(plan.steps)) for pair in _expand(plan, index)]
        start = len(plan.steps)
        held += [pair for pair in planned if pair[1].once_settled]
        _bring_in(plan, [pair for pair in planned if not pair[1].once_settled], fetch)
        if start == len(plan.steps):
            _bring_in(plan, _list_ripe(plan, held), fetch)
    return plan


def _bring_in(plan: Plan, planned: list[_Planned], fetch: Fetch) -> None:
    cases = fetch([move.subject_id for _index, move in planned]) if planned else {}
    moved = {step.case.row.id: step.transition.name for step in plan.steps}
    brought = set(moved)
    for index, move in planned:
        known = moved.setdefault(move.subject_id, move.transition)
        if known != move.transition:
            message = f"subject {move.subject_id} would move by {known} and by {move.transition}"
            raise LookupError(message)
        if move.subject_id not in brought:
            plan.steps.append(follow(move, cases[move.subject_id], cause=index))
            brought.add(move.subject_id)


def _list_ripe(plan: Plan, held: list[_Planned]) -> list[_Planned]:
    """Return the held moves of subjects that still stand, one a subject, now that others settle."""
    settled = {
        step.case.row.id
        for step in plan.steps
        if not isinstance(step.case.machine.states[step.target], Waiting)
    }
    moved = plan.subject_ids
    ripe = {
        move.subject_id: (index, move)
        for index, move in reversed(held)
        if move.once_settled <= settled and move.subject_id not in moved
    }
    return list(ripe.values())


def _expand(plan: Plan, index: int) -> list[_Planned]:
    step = plan.steps[index]
    if step.transition.cascades is None:
        return []
    moves = []
    for planned in step.transition.cascades(step.case.facts, step.inputs):
        if isinstance(planned, PlannedBirth):
            step.births.append(planned)
        else:
            moves.append((index, planned))
    return moves


def follow(move: PlannedMove, case: Case, *, cause: int | None = None) -> Step:
    """Return the step of a subject that another one moves.

    Raises:
        TransitionRefusedError: it cannot move; the message names it.
        LookupError: its transition is not declared for that.
    """
    transition = case.machine.get_transition(move.transition)
    if transition.automatic not in {Automatic.CASCADE, Automatic.ACT}:
        message = f"{transition!r} is moved by another subject but not declared for it"
        raise LookupError(message)
    check_member(case, transition)
    clean = clean_inputs(transition.inputs, case, move.inputs, transition)
    return Step(case, transition, clean, cause=cause)


def check_member(case: Case, transition: Transition) -> None:
    """Do nothing when the subject can follow.

    Raises:
        TransitionRefusedError: it cannot; the message names it.
    """
    try:
        check_possible(find_wrong_state(case, transition), tuple(list_shortfalls(case, transition)))
    except TransitionRefusedError as error:
        name = case.row.reference or str(case.row.id)
        raise TransitionRefusedError(f"{name}: {error}", error.shortfalls) from error
