"""Each machine as a process: valid, sound, and carried out by another engine as it says."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace

import pytest
from django.utils.translation import override

from tests.workflow.bpmn.walking import Walk, find_roads, parse
from workflow.machine import End, Parked, StateMachine, get_machine, list_machines
from workflow.machine.bpmn import export_bpmn
from workflow.machine.bpmn.graph import Flow, NodeKind, Process, build_process
from workflow.machine.bpmn.layout import Box, lay_out

pytestmark = pytest.mark.once

each_machine = pytest.mark.parametrize("machine", list_machines(), ids=lambda each: each.kind)
#: What is reached of these alone is walked to in the other engine: they are carried out in turn.
CARRIED_OUT = [each for each in list_machines() if each.kind in {"proposal", "consultation"}]
ROADS = [
    pytest.param(machine, state, id=f"{machine.kind} to {state}")
    for machine in CARRIED_OUT
    for state, declared in machine.states.items()
    if isinstance(declared, End | Parked)
]


@each_machine
@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_it_is_valid_in_each_language(machine: type[StateMachine], language: str) -> None:
    with override(language):
        text = export_bpmn(machine)

    assert parse(text).get_process_ids() == [machine.kind]


@each_machine
def test_it_is_sound(machine: type[StateMachine]) -> None:
    assert list_unsound(build_process(machine)) == []


def test_a_process_with_a_flow_less_is_not_sound() -> None:
    process = build_process(get_machine("consultation"))

    for flow in process.flows:
        without = replace(process, flows=[each for each in process.flows if each != flow])
        if not has_another_way(flow, without):
            assert list_unsound(without) != [], flow.id


@each_machine
def test_every_transition_is_a_way_out_of_each_of_its_states(machine: type[StateMachine]) -> None:
    process = build_process(machine)
    chosen = Counter((each.source, each.taken) for each in process.flows if each.taken)

    # Nobody would know which way to go.
    assert max(chosen.values()) == 1
    for transition in machine.transitions.values():
        for state in transition.source_names:
            target = transition.target_name(state)
            way = f"{transition.name}_from_{state}_to_{target}"
            assert way in {each.id for each in process.flows}


@pytest.mark.parametrize(("machine", "state"), ROADS)
def test_another_engine_gets_where_the_machine_says(
    machine: type[StateMachine], state: str
) -> None:
    birth, *transitions = find_roads(machine)[state]
    walk = Walk(machine, begins_by=birth)

    for transition in transitions:
        assert not walk.is_over
        walk.take(transition)

    assert walk.position == state
    if isinstance(machine.states[state], Parked) and not walk.is_over:
        walk.take("")
        assert walk.position == f"{state}_for_good"
    assert walk.is_over


@each_machine
def test_no_node_stands_on_another_and_every_flow_is_drawn(machine: type[StateMachine]) -> None:
    process = build_process(machine)
    layout = lay_out(process)
    boxes = list(layout.boxes.values())

    assert set(layout.boxes) == {node.id for node in process.nodes}
    assert not [
        (one, other)
        for number, one in enumerate(boxes)
        for other in boxes[number + 1 :]
        if _overlap(one, other)
    ]
    for flow in process.flows:
        way = layout.ways[flow.id]
        assert len(way) >= 2
        assert all(x > 0 and y > 0 for x, y in way)
    assert len({tuple(way) for way in layout.ways.values()}) == len(process.flows)


def has_another_way(flow: Flow, process: Process) -> bool:
    """Return whether its source is left, and its target reached, without this flow."""
    is_left = any(each.source == flow.source for each in process.flows)
    return is_left and any(each.target == flow.target for each in process.flows)


def list_unsound(process: Process) -> list[str]:
    """Return the nodes that no run reaches, or from which none ends.

    With exclusive gateways alone there is one token: nothing can be left over or block.
    """
    starts = [node.id for node in process.nodes if node.kind is NodeKind.START]
    ends = [node.id for node in process.nodes if node.kind is NodeKind.END]
    reached = _spread(starts, ((each.source, each.target) for each in process.flows))
    ending = _spread(ends, ((each.target, each.source) for each in process.flows))
    return [node.id for node in process.nodes if node.id not in reached & ending]


def _spread(places: Iterable[str], ways: Iterable[tuple[str, str]]) -> set[str]:
    onward = defaultdict(list)
    for source, target in ways:
        onward[source].append(target)
    found, ahead = set[str](), list(places)
    while ahead:
        place = ahead.pop()
        if place not in found:
            found.add(place)
            ahead += onward[place]
    return found


def _overlap(one: Box, other: Box) -> bool:
    across = one.left < other.right and other.left < one.right
    along = one.top < other.top + other.height and other.top < one.top + one.height
    return across and along
