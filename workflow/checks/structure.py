"""Check the road: a way in, a way to every state, a way off the road from each."""

from collections.abc import Iterable, Iterator, Mapping

from django.core.checks import CheckMessage

from workflow.checks.rules import Rule
from workflow.machine.declaration import StateMachine
from workflow.machine.states import End, Exit, State, Waiting
from workflow.machine.transitions import Transition

NO_BIRTH = Rule("workflow.E020", "Declare at least one Birth.")
UNREACHABLE = Rule("workflow.E021", "Declare a transition or a birth that leads there.")
NO_WAY_OUT = Rule("workflow.E022", "Declare a way on to a parked or an end state.")
WRONG_EXITS = Rule("workflow.E023", "Declare the missing transition, or correct `exits`.")
NOT_THE_END = Rule("workflow.E024", "Nothing leaves an End; make the state Parked if it can.")
FOREIGN_STATE = Rule("workflow.E025", "Declare the state in the machine, or in one of its parts.")
LOOK_ALIKE = Rule("workflow.E030", "Give them labels that a person can tell apart.")


def inspect_structure(machine: type[StateMachine]) -> Iterator[CheckMessage]:
    """Yield what is wrong with the states and the arrows between them."""
    if not machine.births:
        yield NO_BIRTH.broken_by(machine, "nothing brings a subject to life")
    foreign = list(_list_foreign(machine))
    if foreign:
        # The road cannot be walked: everything else would be said of a road that is not there.
        for owner, state in foreign:
            yield FOREIGN_STATE.broken_by(machine, f"{owner} names a state not declared: {state!r}")
        return
    yield from _inspect_reach(machine)
    yield from _inspect_exits(machine)
    yield from _inspect_look_alikes(machine)


def _list_foreign(machine: type[StateMachine]) -> Iterator[tuple[str, State]]:
    own = set(machine.states.values())
    for owner, states in _list_named_states(machine):
        yield from ((owner, state) for state in states if state is not None and state not in own)


def _list_named_states(
    machine: type[StateMachine],
) -> Iterator[tuple[str, tuple[State | None, ...]]]:
    for transition in machine.transitions.values():
        yield transition.name, (*transition.arrow.sources, transition.arrow.target)
    for birth in machine.births.values():
        yield birth.name, (*birth.into, birth.target)
    for declared in machine.rounds.values():
        yield declared.name, (declared.state,)


def _inspect_reach(machine: type[StateMachine]) -> Iterator[CheckMessage]:
    forward = _map_arrows(machine.transitions.values())
    backward: dict[str, set[str]] = {}
    for source, targets in forward.items():
        for target in targets:
            backward.setdefault(target, set()).add(source)
    reached = _walk(_list_first_states(machine), forward)
    resting = {name for name, state in machine.states.items() if not isinstance(state, Waiting)}
    ending = _walk(resting, backward)
    for name in machine.states:
        if name not in reached:
            yield UNREACHABLE.broken_by(machine, f"no birth leads to the state {name}")
        if name not in ending:
            fault = f"nothing parked or ended can be reached from the state {name}"
            yield NO_WAY_OUT.broken_by(machine, fault)


def _list_first_states(machine: type[StateMachine]) -> set[str]:
    """Return the states in which a life starts; a load starts none, it only brings one in."""
    return {birth.target.name for birth in machine.births.values() if birth.target is not None}


def _map_arrows(transitions: Iterable[Transition]) -> dict[str, set[str]]:
    arrows: dict[str, set[str]] = {}
    for transition in transitions:
        for source in transition.source_names:
            arrows.setdefault(source, set()).add(transition.target_name(source))
    return arrows


def _walk(start: Iterable[str], arrows: Mapping[str, set[str]]) -> set[str]:
    reached = set(start)
    edge = list(reached)
    while edge:
        ahead = arrows.get(edge.pop(), set()) - reached
        reached |= ahead
        edge.extend(ahead)
    return reached


def _inspect_exits(machine: type[StateMachine]) -> Iterator[CheckMessage]:
    for name, state in machine.states.items():
        if isinstance(state, End) and machine.list_exits(name):
            yield NOT_THE_END.broken_by(machine, f"something leaves the end state {name}")
        if isinstance(state, Waiting):
            yield from _inspect_exits_of(machine, state)


def _inspect_exits_of(machine: type[StateMachine], state: Waiting) -> Iterator[CheckMessage]:
    ways = [
        _list_ways(machine, state, target)
        for transition in machine.list_exits(state.name)
        if (target := transition.target_name(state.name)) != state.name
    ]
    for promised in sorted(state.exits - frozenset().union(*ways)):
        fault = f"the state {state.name} promises a way {promised} and has none"
        yield WRONG_EXITS.broken_by(machine, fault)
    for way in ways:
        if way.isdisjoint(state.exits):
            fault = f"the state {state.name} has a way {min(way)} that `exits` does not tell"
            yield WRONG_EXITS.broken_by(machine, fault)


def _list_ways(machine: type[StateMachine], source: State, target: str) -> frozenset[Exit]:
    """Return what the way to `target` may be called: the end of the road is ahead, and off it."""
    order = list(machine.states)
    declared = machine.states[target]
    if isinstance(declared, End):
        return frozenset({Exit.FORWARD, Exit.REFUSE})
    if not isinstance(declared, Waiting):
        return frozenset({Exit.REFUSE})
    ahead = order.index(target) > order.index(source.name)
    return frozenset({Exit.FORWARD if ahead else Exit.BACK})


def _inspect_look_alikes(machine: type[StateMachine]) -> Iterator[CheckMessage]:
    for name in machine.states:
        seen: dict[str, str] = {}
        for transition in machine.list_exits(name):
            other = seen.setdefault(str(transition.label), transition.name)
            if other != transition.name and transition.label:
                fault = f"from {name}, {other} and {transition.name} bear the same label"
                yield LOOK_ALIKE.broken_by(machine, fault)
