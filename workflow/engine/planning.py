"""Plan: everything a transition moves and brings to life, before anything is written."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

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
from workflow.machine.transitions import Transition
from workflow.roles import Automatic

#: Returns the cases of these subjects; raises `OutsideLockError` for one that is not locked.
Fetch = Callable[[Iterable[int]], Mapping[int, Case]]


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


def close_plan(first: Iterable[Step], fetch: Fetch, request: Request) -> Plan:
    """Return the plan that starts with the steps `first`, with everything they bring along.

    Works level by level, so the number of statements depends on the depth, not on the width.

    Raises:
        TransitionRefusedError: a subject of the closure cannot move; its reasons are carried.
        OutsideLockError: `fetch` was asked for a subject that is not locked.
    """
    plan = Plan(list(first))
    start = 0
    while start < len(plan.steps):
        end = len(plan.steps)
        planned = [pair for index in range(start, end) for pair in _expand(plan, index)]
        cases = fetch([move.subject_id for _index, move in planned]) if planned else {}
        for index, move in planned:
            plan.steps.append(_follow(plan, index, move, cases[move.subject_id], request))
        start = end
    return plan


def _expand(plan: Plan, index: int) -> list[tuple[int, PlannedMove]]:
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


def _follow(plan: Plan, index: int, move: PlannedMove, case: Case, request: Request) -> Step:
    transition = case.machine.get_transition(move.transition)
    if transition.automatic not in {Automatic.CASCADE, Automatic.ACT}:
        message = f"{transition!r} is moved by another subject but not declared for it"
        raise LookupError(message)
    if case.row.id in plan.subject_ids:
        message = f"subject {case.row.id} would move twice in one plan"
        raise LookupError(message)
    check_member(case, transition)
    clean = clean_inputs(transition.inputs, case, move.inputs, transition)
    return Step(case, transition, clean, cause=index)


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
