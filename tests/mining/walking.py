"""The legal histories of a machine, walked by its declaration: what its net is compared with."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.workflow.bpmn.walking import find_roads
from workflow.machine import StateMachine

#: What is not born yet.
UNBORN = ""


@dataclass(frozen=True)
class Step:
    """A birth or a transition, from one state to another."""

    name: str
    source: str
    target: str


#: What happened to one subject, in its order.
History = tuple[Step, ...]


def list_steps(machine: type[StateMachine]) -> Iterator[Step]:
    """Yield every step that the machine declares, each of its sources by itself."""
    for birth in machine.births.values():
        for target in sorted(birth.target_names):
            yield Step(birth.name, UNBORN, target)
    for transition in machine.transitions.values():
        for source in sorted(transition.source_names):
            yield Step(transition.name, source, transition.target_name(source))


def list_histories(machine: type[StateMachine]) -> Iterator[History]:
    """Yield, for each step, a history that ends with it: the shortest, or after a load."""
    roads = find_roads(machine)
    for step in list_steps(machine):
        if step.source == UNBORN:
            yield (step,)
        elif step.source in roads:
            yield (*_follow(machine, roads[step.source]), step)
        else:
            yield (Step("load", UNBORN, step.source), step)


def find_ends(machine: type[StateMachine], names: Sequence[str]) -> frozenset[str]:
    """Return the states in which a subject of this history can be; none when it is not legal."""
    at = frozenset({UNBORN})
    steps = list(list_steps(machine))
    for name in names:
        at = frozenset(each.target for each in steps if each.name == name and each.source in at)
    return at


def _follow(machine: type[StateMachine], names: Sequence[str]) -> Iterator[Step]:
    at = UNBORN
    for name in names:
        (step,) = (
            each
            for each in list_steps(machine)
            if each.name == name and each.source == at and _is_meant(machine, each)
        )
        yield step
        at = step.target


def _is_meant(machine: type[StateMachine], step: Step) -> bool:
    """Return whether a road takes this step: of a birth, the one to its own state."""
    if step.source != UNBORN:
        return True
    target = machine.births[step.name].target
    return target is not None and target.name == step.target
