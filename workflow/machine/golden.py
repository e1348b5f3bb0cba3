"""The golden text of a machine: everything it declares by name, so that no deletion goes unseen.

It holds codes only, no words that people read: a new wording changes nothing here.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from workflow.deadlines import FirstOf, Milestone, StageEnd, Term, WorkingDays
from workflow.machine.declaration import StateMachine
from workflow.machine.guards import Guard
from workflow.machine.inputs import Choice, Input, Reference, Rows
from workflow.machine.states import State, Wait, Waiting
from workflow.machine.transitions import Birth, DeclaredRound, Transition
from workflow.models import RoundKind
from workflow.roles import Role


def render_golden(machine: type[StateMachine]) -> str:
    """Return the whole declaration as stable text, in the order in which it is declared."""
    blocks = [
        _render_head(machine),
        *(_render_state(state) for state in machine.states.values()),
        *(_render_guard(guard) for guard in machine.guards.values()),
        *(_render_birth(birth) for birth in machine.births.values()),
        *(_render_transition(each) for each in machine.transitions.values()),
        *(_render_round(each) for each in machine.rounds.values()),
    ]
    return "\n".join("\n".join(lines) + "\n" for lines in blocks)


def _render_head(machine: type[StateMachine]) -> list[str]:
    facts, sees = machine.load_facts, machine.sees
    return [
        f"machine {machine.kind} version {machine.version} of {machine.model}",
        *_line("facts", [facts.__qualname__]),
        *_line("seen by", [sees.__qualname__, machine.visible_to.__qualname__]),
        *_line(
            "paper", [name_function(machine.paper_documents)] if machine.paper_documents else []
        ),
        *_line("acts to come", machine.acts_to_come),
    ]


def _render_state(state: State) -> list[str]:
    waits = state.waits if isinstance(state, Waiting) else ()
    exits = sorted(state.exits) if isinstance(state, Waiting) else []
    carried = isinstance(state, Waiting) and bool(state.carried_by)
    return [
        f"state {state.name}: {type(state).__name__.lower()}",
        *_line("phase", [state.phase] if state.phase else []),
        *_line("exits", [str(each) for each in exits]),
        *(f"  waits for {_render_wait(wait, state)}" for wait in waits),
        *(["  is carried by another"] if carried else []),
    ]


def _render_wait(wait: Wait, state: State) -> str:
    ladder = wait.ladder or getattr(state, "ladder", "")
    term = render_term(wait.term) if wait.term is not None else "no term"
    words = [wait.role.code, f"within {term}", f"on the ladder {ladder or 'none'}"]
    if isinstance(state, Waiting) and state.undated_ladder:
        since = f" from {state.undated_from}" if state.undated_from else ""
        words.append(f"undated on the ladder {state.undated_ladder}{since}")
    if wait.kind:
        words.append(f"as {wait.kind}")
    if wait.otherwise is not None:
        words.append(f"otherwise {wait.otherwise.code}")
    if wait.when is not None:
        words.append(f"when {name_function(wait.when)}")
    return ", ".join(words)


def _render_guard(guard: Guard[Any]) -> list[str]:
    return [
        f"guard {guard.name}",
        *_line("checks", [name_function(guard.check)]),
        *_line("lifted by", _codes(guard.lifted_by)),
        *(["  can be waived"] if guard.waivable else []),
        *_line("names", [name_function(guard.detail)] if guard.detail else []),
    ]


def _render_birth(birth: Birth) -> list[str]:
    targets = [birth.target] if birth.target is not None else []
    return [
        f"birth {birth.name}: into {_names([*targets, *birth.into])}",
        *_render_who(birth),
        *_render_conditions(birth),
    ]


def _render_transition(transition: Transition) -> list[str]:
    target = transition.arrow.target.name if transition.arrow.target is not None else "="
    term = transition.second_person_term
    return [
        f"transition {transition.name}: {_names(transition.arrow.sources)} -> {target}",
        *_render_who(transition),
        *_line("not by", _codes(transition.not_by)),
        *_line("recorded by", _codes(transition.recorded_by)),
        *_line("by the clock", _list_days(transition)),
        *(["  asks for a second person"] if transition.second_person else []),
        *_line("who has", [render_term(term)] if term is not None else []),
        *_render_conditions(transition),
        *_line("cascades", [name_function(transition.cascades)] if transition.cascades else []),
        *(f"  follows {f.act}.{f.transition} when {f.outcome}" for f in transition.follows),
    ]


def _render_round(declared: DeclaredRound) -> list[str]:
    outcomes = {"passed": declared.passed, "returned": declared.returned}
    hashed, excluded, moves = declared.content_hash, declared.excluded, declared.decision_moves
    decides = declared.kind is RoundKind.DECIDING
    return [
        f"round {declared.name}: {declared.kind} in {declared.state.name}",
        *_line("passes by", [declared.rule.code] if decides else []),
        *(["  asks one seat after the other"] if declared.sequential else []),
        *(["  passes over who stays silent"] if declared.lapses else []),
        *(["  may be answered on paper alone"] if declared.on_paper else []),
        *_line("seats", [name_function(declared.seats)]),
        *_line("each within", [render_term(declared.term)]),
        *_line("on the ladder", [declared.ladder] if declared.ladder else []),
        *_line("about", [name_function(hashed)] if hashed else []),
        *_line("without", [name_function(excluded)] if excluded else []),
        *_line("each decision moves", [name_function(moves)] if moves else []),
        *(f"  {name} by {each.name}" for name, each in outcomes.items() if each is not None),
    ]


def _render_who(declared: Birth | Transition) -> Iterator[str]:
    who = [str(declared.automatic)] if declared.automatic is not None else _codes(declared.roles)
    yield from _line("by", who)


def _list_days(transition: Transition) -> list[str]:
    days = {"after its due day": transition.after_due, "on its due day": transition.on_due}
    return [words for words, applies in days.items() if applies]


def _render_conditions(declared: Birth | Transition) -> Iterator[str]:
    yield from (f"  needs {guard.name}" for guard in declared.guards)
    yield from (f"  takes {_render_input(each)}" for each in declared.inputs)
    yield from (f"  checks with {name_function(check)}" for check in declared.checks)
    yield from (f"  then {name_function(effect)}" for effect in declared.effects)


def _render_input(declared: Input) -> str:
    marks = [type(declared).__name__.lower(), declared.name]
    marks += [_render_need(declared), "public" if declared.public else ""]
    if isinstance(declared, Choice):
        marks.append(f"of {'/'.join(code for code, _label in declared.choices)}")
    if isinstance(declared, Reference):
        marks.append(f"among {name_function(declared.among)}")
        marks += ["many" if declared.many else "", "locked" if declared.locks else ""]
    if isinstance(declared, Rows):
        columns = "; ".join(_render_input(column) for column in declared.columns)
        marks.append(f"of {declared.at_least}-{declared.at_most} ({columns})")
    return " ".join(mark for mark in marks if mark)


def _render_need(declared: Input) -> str:
    if declared.required_when is not None:
        return f"required when {name_function(declared.required_when)}"
    return "" if declared.required else "optional"


def render_term(term: Term) -> str:
    """Return a term as it was declared."""
    match term:
        case WorkingDays():
            later = f" not before {term.not_before}" if term.not_before else ""
            return f"{term.count} working days{later}"
        case StageEnd():
            return f"the end of {term.code}"
        case Milestone():
            return f"{term.code} + {term.plus}" if term.plus else term.code
        case FirstOf():
            return f"the first of ({' | '.join(map(render_term, term.terms))})"


def name_function(function: object) -> str:
    """Return the name of a function, also when it was prepared with some of its arguments."""
    if isinstance(function, partial):
        return name_function(function.func)
    return str(getattr(function, "__qualname__", type(function).__name__))


def _line(word: str, values: Iterable[str]) -> list[str]:
    listed = ", ".join(values)
    return [f"  {word} {listed}"] if listed else []


def _codes(roles: Sequence[Role]) -> list[str]:
    return [role.code for role in roles]


def _names(states: Iterable[State]) -> str:
    return ", ".join(state.name for state in states)
