"""Check that somebody acts in every waiting state, by some day, watched over by a ladder."""

from collections.abc import Iterator

from django.core.checks import CheckMessage

from workflow.checks.rules import Rule
from workflow.engine.second_person import LADDER
from workflow.ladders import CountedFrom, list_ladders
from workflow.machine.declaration import StateMachine
from workflow.machine.states import Wait, Waiting
from workflow.machine.transitions import Transition

SILENT = Rule(
    "workflow.E026", "Say in `waits` who acts, declare a round, or say `carried_by` whom."
)
NO_TERM = Rule(
    "workflow.E027", "Give the wait a term; a milestone that is unknown leaves it undated."
)
NO_LADDER = Rule(
    "workflow.E034",
    "Name a ladder that an application registers; what is undated climbs one that counts from its "
    "opening.",
)
SAME_ITEM = Rule("workflow.E035", "Give one of the waits a `kind` of its own.")


def inspect_waits(machine: type[StateMachine]) -> Iterator[CheckMessage]:
    """Yield the waits that nobody would notice."""
    for state in machine.states.values():
        if isinstance(state, Waiting):
            yield from _inspect_state(machine, state)
    for owner, code in _list_ladders(machine):
        if code not in {ladder.code for ladder in list_ladders()}:
            yield NO_LADDER.broken_by(machine, f"{owner} has no ladder that exists: {code!r}")
    yield from _inspect_undated(machine)


def _inspect_state(machine: type[StateMachine], state: Waiting) -> Iterator[CheckMessage]:
    if not (state.waits or state.carried_by or machine.list_rounds_in(state.name)):
        yield SILENT.broken_by(machine, f"nobody is waited for in the state {state.name}")
    for wait in state.waits:
        if wait.term is None:
            fault = f"the wait for {wait.role.code} in {state.name} has no term"
            yield NO_TERM.broken_by(machine, fault)
    items = [(_kind_of(wait, state), wait.role) for wait in state.waits]
    for kind, role in sorted(set(items), key=str):
        if items.count((kind, role)) > 1:
            fault = f"two waits in {state.name} would be the same work item for {role.code}"
            yield SAME_ITEM.broken_by(machine, fault)


def _inspect_undated(machine: type[StateMachine]) -> Iterator[CheckMessage]:
    ladders = {ladder.code: ladder for ladder in list_ladders()}
    for state in machine.states.values():
        code = state.undated_ladder if isinstance(state, Waiting) else ""
        if code and code not in ladders:
            yield NO_LADDER.broken_by(machine, f"{state.name} has no ladder that exists: {code!r}")
        elif code and ladders[code].counted_from is not CountedFrom.OPENING:
            fault = f"{state.name} has no day, and its ladder {code!r} counts from one"
            yield NO_LADDER.broken_by(machine, fault)


def _kind_of(wait: Wait, state: Waiting) -> str:
    return wait.kind or state.name


def _list_ladders(machine: type[StateMachine]) -> Iterator[tuple[str, str]]:
    for state in machine.states.values():
        for wait in state.waits if isinstance(state, Waiting) else ():
            yield state.name, wait.ladder or getattr(state, "ladder", "")
    for declared in machine.rounds.values():
        yield declared.name, declared.ladder
    for transition in machine.transitions.values():
        if _asks_a_second_person(transition):
            yield transition.name, LADDER


def _asks_a_second_person(transition: Transition) -> bool:
    return transition.second_person or bool(transition.recorded_by)
