"""The product of a proposal and the acts on its plan, walked through from the declarations alone.

No database: a node is the state of one proposal, of the consultation and of the council file that
it is a line of. What a guard asks of an act is written here by hand, from the rules and not from
the code, so that a guard that asks too much makes the walk end somewhere it must not.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import NamedTuple

from lifecycle.vocabulary import ConsultationState
from workflow.machine import End, StateMachine, Transition, Waiting, get_machine
from workflow.roles import Automatic

#: There is no such act yet.
ABSENT = ""
#: Everybody has read the text, or nobody will any more.
CONSULTED = {
    ConsultationState.CLOSED,
    ConsultationState.ANSWERED,
    ConsultationState.PUBLISHED,
}
#: The texts of the plan stand still.
FROZEN = {ConsultationState.SCHEDULED, ConsultationState.OPEN}


class Node(NamedTuple):
    """Where the proposal is, and the two acts it takes part in."""

    proposal: str
    consultation: str = ABSENT
    council: str = ABSENT


#: What a transition of the proposal asks of the acts.
REQUIREMENTS: Mapping[str, Callable[[Node], bool]] = {
    "rejoin": lambda node: node.consultation in CONSULTED,
    "reopen_sheet": lambda node: node.consultation not in FROZEN,
    "finalize": lambda node: node.consultation != ConsultationState.OPEN,
    "keep_signatures": lambda node: node.consultation != ConsultationState.OPEN,
}
#: What a transition of an act asks of the other: the council wants published answers.
ACT_REQUIREMENTS: Mapping[tuple[str, str], Callable[[Node], bool]] = {
    ("council", "submit"): lambda node: node.consultation == ConsultationState.PUBLISHED,
}


def explore(start: Node, *, without: Collection[str] = ()) -> dict[Node, set[Node]]:
    """Return every node that can be reached from `start`, with what can be reached in one step.

    `without` are the transitions of the proposal that nobody uses.
    """
    graph: dict[Node, set[Node]] = {}
    waiting = [start]
    while waiting:
        node = waiting.pop()
        if node not in graph:
            graph[node] = set(list_steps(node, without=without))
            waiting += graph[node]
    return graph


def find_stuck(graph: Mapping[Node, set[Node]]) -> set[Node]:
    """Return the nodes from which the proposal comes to no parked and no end state."""
    before: dict[Node, set[Node]] = {}
    for node, steps in graph.items():
        for step in steps:
            before.setdefault(step, set()).add(node)
    fine = {node for node in graph if _is_settled(node)}
    waiting = list(fine)
    while waiting:
        earlier = before.get(waiting.pop(), set()) - fine
        fine |= earlier
        waiting += earlier
    return set(graph) - fine


def list_steps(node: Node, *, without: Collection[str] = ()) -> Iterator[Node]:
    """Yield what one transition, of the proposal or of an act, makes of the node."""
    for transition in get_machine("proposal").list_exits(node.proposal):
        asked = REQUIREMENTS.get(transition.name)
        is_free = transition.automatic is not Automatic.ACT and transition.name not in without
        if is_free and (asked is None or asked(node)):
            yield node._replace(proposal=transition.target_name(node.proposal))
    for kind in ("consultation", "council"):
        yield from _list_act_steps(node, get_machine(kind))


def _list_act_steps(node: Node, machine: type[StateMachine]) -> Iterator[Node]:
    kind, state = machine.kind, getattr(node, machine.kind)
    if state == ABSENT or isinstance(machine.states[state], End):
        for birth in machine.births.values():
            if birth.target is not None:
                yield node._replace(**{kind: birth.target.name})
        return
    for transition in machine.list_exits(state):
        asked = ACT_REQUIREMENTS.get((kind, transition.name))
        if asked is None or asked(node):
            after = node._replace(**{kind: transition.target_name(state)})
            followers = list(_list_followers(node, kind, transition))
            yield from (after._replace(proposal=each) for each in followers)
            if not followers:
                yield after


def _list_followers(node: Node, kind: str, act: Transition) -> Iterator[str]:
    for transition in get_machine("proposal").list_exits(node.proposal):
        if any((each.act, each.transition) == (kind, act.name) for each in transition.follows):
            yield transition.target_name(node.proposal)


def _is_settled(node: Node) -> bool:
    return not isinstance(get_machine("proposal").states[node.proposal], Waiting)
