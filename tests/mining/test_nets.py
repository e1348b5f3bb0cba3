"""The net of each machine is sound, and every history that the machine allows runs through it."""

from pathlib import Path

import pytest

from tests.mining.miner import OLD_MATRICES, Case, Miner
from tests.mining.walking import find_ends, list_histories, list_steps
from workflow.machine import End, Parked, StateMachine, get_machine, list_machines

pytestmark = [pytest.mark.once, pytest.mark.filterwarnings(OLD_MATRICES)]

each_machine = pytest.mark.parametrize("machine", list_machines(), ids=lambda each: each.kind)


@each_machine
def test_the_net_of_a_machine_is_sound(
    machine: type[StateMachine], miner: Miner, tmp_path: Path
) -> None:
    assert miner.is_sound(miner.read_net(machine, tmp_path))


def test_a_net_with_a_way_less_is_not_sound(miner: Miner, tmp_path: Path) -> None:
    # Whatever is signed could never be presented, and whatever is presented would stay there.
    for way in (
        "rest.from.in.adopted.to.end",
        "open_consultation.from.in.ready.to.in.in_consultation",
    ):
        net = miner.read_net(get_machine("proposal"), tmp_path)
        net.remove_ways(way, "load.from.start.to.in.in_consultation")
        assert not miner.is_sound(net), way


@each_machine
def test_every_step_of_a_machine_replays(
    machine: type[StateMachine], miner: Miner, tmp_path: Path
) -> None:
    histories = list(list_histories(machine))
    cases: list[Case] = [([step.name for step in each], each[-1].target) for each in histories]

    net = miner.read_net(machine, tmp_path)

    assert {each[-1] for each in histories} == set(list_steps(machine))
    assert all(state in find_ends(machine, names) for names, state in cases)
    assert [
        case for case, fit in zip(cases, miner.align(net, cases), strict=True) if fit != 1
    ] == []


@each_machine
def test_a_life_that_is_over_reaches_the_end_of_the_net(
    machine: type[StateMachine], miner: Miner, tmp_path: Path
) -> None:
    ended: list[Case] = [
        ([step.name for step in each], "")
        for each in list_histories(machine)
        if isinstance(machine.states[each[-1].target], End | Parked)
    ]

    assert ended
    assert set(miner.align(miner.read_net(machine, tmp_path), ended)) == {1.0}
