"""Check that rounds can pass and return, and that lines follow acts that exist."""

from collections import Counter
from collections.abc import Iterator

from django.core.checks import CheckMessage

from workflow.checks.rules import Rule
from workflow.engine.settling import REASONS
from workflow.machine.declaration import StateMachine
from workflow.machine.registry import list_machines
from workflow.machine.transitions import DeclaredRound, Follows, Transition
from workflow.models import RoundKind
from workflow.roles import Automatic

NO_OUTCOME = Rule(
    "workflow.E043",
    "A deciding round passes and, unless its rule never does, returns by transitions by=ROUND out "
    "of its state; a collecting one fires nothing.",
)
NO_ROUND = Rule("workflow.E044", "Name the transition as what a round passes or returns by.")
NO_ACT = Rule(
    "workflow.E046", "Name a transition of the machine of the act, fired by=ACT on this one."
)
NO_FOLLOWING = Rule("workflow.E047", "Say in `follows` which act moves it, or cascade to it.")
TWO_WAYS = Rule("workflow.E048", "One act moves a line from one state in one way for one outcome.")
NO_REFUSAL = Rule(
    "workflow.E049",
    "The end of a round cannot be refused: no guard, no check, and no input that must be given but "
    "a reason or a comment.",
)


def inspect_rounds(machine: type[StateMachine]) -> Iterator[CheckMessage]:
    """Yield rounds that cannot end, and transitions that wait for a round in vain."""
    fired: set[Transition] = set()
    for declared in machine.rounds.values():
        outcomes = [each for each in (declared.passed, declared.returned) if each is not None]
        fired.update(outcomes)
        if not _can_end(declared, outcomes):
            fault = f"the round {declared.name} cannot end as its kind does"
            yield NO_OUTCOME.broken_by(machine, fault)
        for outcome in outcomes:
            if _can_refuse(outcome):
                fault = f"{outcome.name} could refuse what the round {declared.name} decided"
                yield NO_REFUSAL.broken_by(machine, fault)
    for transition in machine.transitions.values():
        if transition.automatic is Automatic.ROUND and transition not in fired:
            yield NO_ROUND.broken_by(machine, f"no round fires {transition.name}")


def _can_end(declared: DeclaredRound, outcomes: list[Transition]) -> bool:
    if declared.kind is not RoundKind.DECIDING:
        return not outcomes
    expected = 2 if declared.rule.returns else 1
    return (
        declared.passed is not None
        and len(outcomes) == expected
        and all(
            outcome.automatic is Automatic.ROUND and declared.state.name in outcome.source_names
            for outcome in outcomes
        )
    )


def _can_refuse(outcome: Transition) -> bool:
    asks = any(each.may_be_required and each.name not in REASONS for each in outcome.inputs)
    return bool(outcome.guards or outcome.checks or asks)


def inspect_acts(machine: type[StateMachine]) -> Iterator[CheckMessage]:
    """Yield lines that follow nothing, and acts that would not know how to move a line."""
    for transition in machine.transitions.values():
        for follows in transition.follows:
            if not _is_sound(machine, transition, follows):
                fault = f"{transition.name} follows {follows.act}.{follows.transition} in vain"
                yield NO_ACT.broken_by(machine, fault)
        if transition.automatic is Automatic.ACT and not transition.follows:
            yield NO_FOLLOWING.broken_by(machine, f"no act moves {transition.name}")
    for state in machine.states:
        ways = Counter(follows for each in machine.list_exits(state) for follows in each.follows)
        for follows, count in ways.items():
            if count > 1:
                fault = f"from {state}, {follows.act}.{follows.transition} moves a line two ways"
                yield TWO_WAYS.broken_by(machine, f"{fault} for {follows.outcome}")


def _is_sound(machine: type[StateMachine], transition: Transition, follows: Follows) -> bool:
    if transition.automatic is not Automatic.ACT:
        return False
    acts = {each.kind: each for each in list_machines()}
    if follows.act in acts:
        return follows.transition in acts[follows.act].transitions
    return follows.act in machine.acts_to_come
