"""What a machine declares, as plain data for programs: `manage.py machine NAME --format json`.

Names are the codes of the declaration; labels and terms are in the active language. Functions (what
a guard looks at, what an effect does) are told by name in the golden text, and not here.
"""

import json
from collections.abc import Iterable
from typing import Any

from workflow.machine.declaration import StateMachine
from workflow.machine.golden import render_term
from workflow.machine.guards import Guard
from workflow.machine.inputs import Input
from workflow.machine.states import State, Wait, Waiting
from workflow.machine.transitions import Birth, DeclaredRound, Transition
from workflow.models import RoundKind
from workflow.roles import Role

Data = dict[str, Any]


def export_json(machine: type[StateMachine]) -> str:
    """Return the machine as a JSON object, in the order of declaration, with a last new line."""
    return json.dumps(describe_machine(machine), ensure_ascii=False, indent=2) + "\n"


def describe_machine(machine: type[StateMachine]) -> Data:
    """Return the machine as values that JSON knows."""
    return {
        "kind": machine.kind,
        "version": machine.version,
        "model": machine.model,
        "states": [_describe_state(each) for each in machine.states.values()],
        "guards": [_describe_guard(each) for each in machine.guards.values()],
        "births": [_describe_birth(each) for each in machine.births.values()],
        "transitions": [_describe_transition(each) for each in machine.transitions.values()],
        "rounds": [_describe_round(each) for each in machine.rounds.values()],
    }


def _describe_state(state: State) -> Data:
    waiting = state if isinstance(state, Waiting) else None
    return {
        **_name(state),
        "type": type(state).__name__.lower(),
        "phase": state.phase,
        "exits": sorted(str(each) for each in waiting.exits) if waiting else [],
        "waits": [_describe_wait(each, waiting) for each in waiting.waits] if waiting else [],
        "carried_by": str(waiting.carried_by) if waiting else "",
    }


def _describe_wait(wait: Wait, state: Waiting) -> Data:
    return {
        "item": wait.kind or state.name,
        "role": wait.role.code,
        "otherwise": wait.otherwise.code if wait.otherwise is not None else None,
        "term": render_term(wait.term) if wait.term is not None else None,
        "ladder": wait.ladder or state.ladder,
        "undated_ladder": state.undated_ladder,
        "always": wait.when is None,
    }


def _describe_guard(guard: Guard[Any]) -> Data:
    return {**_name(guard), "lifted_by": _codes(guard.lifted_by), "waivable": guard.waivable}


def _describe_birth(birth: Birth) -> Data:
    target = birth.target.name if birth.target is not None else None
    return {
        **_name(birth),
        "target": target,
        "into": [state.name for state in birth.into],
        **_describe_conditions(birth),
    }


def _describe_transition(transition: Transition) -> Data:
    arrow = transition.arrow
    return {
        **_name(transition),
        "sources": [state.name for state in arrow.sources],
        # Where it stays, there is none.
        "target": arrow.target.name if arrow.target is not None else None,
        **_describe_conditions(transition),
        "not_by": _codes(transition.not_by),
        "recorded_by": _codes(transition.recorded_by),
        "second_person": transition.second_person,
        "after_due": transition.after_due,
        "on_due": transition.on_due,
        "follows": [
            {"act": each.act, "transition": each.transition, "outcome": str(each.outcome)}
            for each in transition.follows
        ],
    }


def _describe_conditions(declared: Birth | Transition) -> Data:
    automatic = declared.automatic
    return {
        "by": _codes(declared.roles),
        "automatic": str(automatic) if automatic is not None else None,
        "needs": [guard.name for guard in declared.guards],
        "takes": [_describe_input(each) for each in declared.inputs],
    }


def _describe_input(declared: Input) -> Data:
    return {
        **_name(declared),
        "type": type(declared).__name__.lower(),
        "required": declared.required,
        "public": declared.public,
    }


def _describe_round(declared: DeclaredRound) -> Data:
    decides = declared.kind is RoundKind.DECIDING
    return {
        **_name(declared),
        "state": declared.state.name,
        "kind": str(declared.kind),
        "passes_by": declared.rule.code if decides else None,
        "term": render_term(declared.term),
        "ladder": declared.ladder,
        "sequential": declared.sequential,
        "lapses": declared.lapses,
        "on_paper": declared.on_paper,
        "passed": declared.passed.name if declared.passed is not None else None,
        "returned": declared.returned.name if declared.returned is not None else None,
    }


def _name(declared: State | Guard[Any] | Birth | Transition | Input | DeclaredRound) -> Data:
    return {"name": declared.name, "label": str(declared.label)}


def _codes(roles: Iterable[Role]) -> list[str]:
    return [role.code for role in roles]
