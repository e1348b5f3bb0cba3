"""The process of a machine: its nodes from left to right, and the flows between them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from workflow.machine.declaration import StateMachine
from workflow.machine.drawing import describe_waits
from workflow.machine.states import End, Parked, State

#: The variable of the process that says which transition was taken.
VARIABLE = "transition"
_START = "start"


class NodeKind(StrEnum):
    """What a node is in BPMN: the name of its element."""

    START = "startEvent"
    TASK = "userTask"
    GATEWAY = "exclusiveGateway"
    END = "endEvent"


@dataclass(frozen=True)
class Node:
    """A node by its id; `note` says in words who acts there and within which term."""

    id: str
    kind: NodeKind
    label: str = ""
    note: str = ""


@dataclass(frozen=True)
class Flow:
    """A way from node to node; `taken` is the transition that goes this way where one is chosen.

    The default flow of a gateway has a transition too, and no condition.
    """

    id: str
    source: str
    target: str
    label: str = ""
    taken: str = ""
    is_default: bool = False


@dataclass(frozen=True)
class Process:
    """The process of a kind of subject."""

    id: str
    label: str
    nodes: Sequence[Node]
    flows: Sequence[Flow]


@dataclass(frozen=True)
class _Edge:
    """A birth or a transition, from one of its sources, before there are gateways."""

    name: str
    label: str
    source: str
    target: str


def build_process(machine: type[StateMachine]) -> Process:
    """Return the process; labels are in the active language."""
    edges = [*_list_births(machine), *_list_rests(machine), *_list_transitions(machine)]
    leaving, arriving = defaultdict[str, list[_Edge]](list), defaultdict[str, list[_Edge]](list)
    for edge in edges:
        leaving[edge.source].append(edge)
        arriving[edge.target].append(edge)
    nodes, flows = list[Node](), list[Flow]()
    start = Node(_START, NodeKind.START, str(_("Beginning")))
    states = [
        _make_node(machine, each, has_exit=bool(leaving[each.name]))
        for each in _list_states(machine)
    ]
    rests = [Node(each.target, NodeKind.END, each.label) for each in _list_rests(machine)]
    for node in (start, *states, *rests):
        if len(arriving[node.id]) > 1:
            nodes.append(Node(_join(node.id), NodeKind.GATEWAY))
            flows.append(Flow(f"{_join(node.id)}_on", _join(node.id), node.id))
        nodes.append(node)
        if len(leaving[node.id]) > 1:
            nodes.append(Node(_split(node.id), NodeKind.GATEWAY, str(_("What comes next?"))))
            flows.append(Flow(f"{_split(node.id)}_to", node.id, _split(node.id)))
    for edge in edges:
        flows.append(_make_flow(edge, leaving[edge.source], arriving[edge.target]))
    return Process(machine.kind, machine.kind.replace("_", " ").capitalize(), nodes, flows)


def _make_node(machine: type[StateMachine], state: State, *, has_exit: bool) -> Node:
    if not has_exit:
        return Node(state.name, NodeKind.END, str(state.label))
    words = (", ".join(filter(None, each)) for each in describe_waits(machine, state))
    return Node(state.name, NodeKind.TASK, str(state.label), "; ".join(words))


def _make_flow(edge: _Edge, beside: Sequence[_Edge], into: Sequence[_Edge]) -> Flow:
    is_chosen = len(beside) > 1
    return Flow(
        id=f"{edge.name}_from_{edge.source}_to_{edge.target}",
        source=_split(edge.source) if is_chosen else edge.source,
        target=_join(edge.target) if len(into) > 1 else edge.target,
        label=edge.label if is_chosen else "",
        taken=edge.name if is_chosen else "",
        is_default=is_chosen and edge == beside[0],
    )


def _list_states(machine: type[StateMachine]) -> list[State]:
    """Return the states in the order of the road, the ends last."""
    states = machine.states.values()
    ends = [each for each in states if isinstance(each, End)]
    return [*(each for each in states if not isinstance(each, End)), *ends]


def _list_births(machine: type[StateMachine]) -> Iterator[_Edge]:
    """Yield where a life begins; what is only brought in from elsewhere begins there."""
    reached = {edge.target for edge in _list_transitions(machine)}
    for birth in machine.births.values():
        if birth.target is not None:
            reached.add(birth.target.name)
            yield _Edge(birth.name, str(birth.label), _START, birth.target.name)
    for birth in machine.births.values():
        for state in birth.into:
            if state.name not in reached:
                reached.add(state.name)
                yield _Edge(birth.name, str(birth.label), _START, state.name)


def _list_rests(machine: type[StateMachine]) -> Iterator[_Edge]:
    """Yield that what is set aside may stay there for good, which is an end of the process too."""
    left = {edge.source for edge in _list_transitions(machine)}
    for state in machine.states.values():
        if isinstance(state, Parked) and state.name in left:
            label = str(_("Stays there for good"))
            yield _Edge("rest", label, state.name, f"{state.name}_for_good")


def _list_transitions(machine: type[StateMachine]) -> Iterator[_Edge]:
    for transition in machine.transitions.values():
        for state in transition.arrow.sources:
            target = transition.target_name(state.name)
            yield _Edge(transition.name, str(transition.label), state.name, target)


def _split(state: str) -> str:
    return f"after_{state}"


def _join(state: str) -> str:
    return f"before_{state}"
