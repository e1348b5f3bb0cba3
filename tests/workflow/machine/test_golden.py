"""Whatever is deleted from a declaration, the golden text or a check says so, and names it."""

from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from typing import Any

import pytest

from tests.goldens import list_differences
from tests.workflow.toy.machines import ParcelMachine
from workflow.checks.declarations import check_machine
from workflow.machine import DeclaredRound, StateMachine, Waiting, list_machines
from workflow.machine.golden import render_golden
from workflow.machine.states import Arrow
from workflow.rounds.settlement import EVERY_SEAT

pytestmark = pytest.mark.once

#: What a declaration can lose, by what declares it, and what is left then.
LOSSES: dict[str, dict[str, Any]] = {
    "states": {
        "phase": "",
        "exits": frozenset(),
        "waits": (),
        "ladder": "",
        "carried_by": "",
        "undated_ladder": "",
        "undated_from": "",
    },
    "guards": {"lifted_by": (), "waivable": False, "detail": None},
    "births": {
        "target": None,
        "roles": (),
        "automatic": None,
        "into": (),
        "guards": (),
        "inputs": (),
        "checks": (),
        "effects": (),
    },
    "transitions": {
        "arrow": None,
        "roles": (),
        "automatic": None,
        "not_by": (),
        "recorded_by": (),
        "guards": (),
        "inputs": (),
        "checks": (),
        "effects": (),
        "cascades": None,
        "follows": (),
        "second_person": False,
        "second_person_term": None,
        "after_due": False,
        "on_due": False,
    },
    "rounds": {
        "content_hash": None,
        "rule": EVERY_SEAT,
        "sequential": False,
        "excluded": None,
        "decision_moves": None,
        "lapses": False,
        "on_paper": False,
        "passed": None,
        "returned": None,
        "ladder": "",
    },
}
#: Attributes of which a part can be lost too.
PARTS = (
    "exits",
    "waits",
    "lifted_by",
    "roles",
    "not_by",
    "recorded_by",
    "guards",
    "inputs",
    "checks",
    "effects",
    "follows",
    "into",
)
#: What a wait can lose.
OF_A_WAIT: dict[str, Any] = {
    "term": None,
    "kind": "",
    "ladder": "",
    "otherwise": None,
    "when": None,
}
#: What an input can lose.
OF_AN_INPUT: dict[str, Any] = {"required": False, "public": False}


def list_mutants(machine: type[StateMachine]) -> Iterator[tuple[str, type[StateMachine]]]:
    """Yield copies of the machine that have each lost one thing, with the name of the loss."""
    for group, losses in LOSSES.items():
        for name, declared in getattr(machine, group).items():
            yield f"{name}", _replace(machine, group, name, None)
            for attribute, left in losses.items():
                for number, value in enumerate(_list_losses(declared, attribute, left)):
                    mutant = copy(declared)
                    setattr(mutant, attribute, value)
                    yield (
                        f"{name}.{attribute}[{number}]",
                        _replace(machine, group, name, mutant),
                    )


def _list_losses(declared: Any, attribute: str, left: Any) -> Iterator[Any]:
    """Yield what the attribute can be once something of it is lost; nothing if it has nothing."""
    value = getattr(declared, attribute, left)
    if value == left:
        return
    if attribute == "arrow":
        yield from _list_shorter(value)
        return
    yield left
    if attribute in PARTS and len(value) > 1:
        members = sorted(value) if isinstance(value, frozenset) else list(value)
        for lost in members:
            yield type(value)(member for member in members if member is not lost)
    if attribute in ("waits", "inputs"):
        yield from _list_poorer(value, OF_A_WAIT if attribute == "waits" else OF_AN_INPUT)


def _list_shorter(arrow: Arrow) -> Iterator[Arrow]:
    """Yield the arrow without each of the states it leaves, and without the one it leads to."""
    if arrow.target is not None:
        yield replace(arrow, target=None)
    for lost in arrow.sources:
        yield replace(arrow, sources=tuple(each for each in arrow.sources if each is not lost))


def _list_poorer(members: tuple[Any, ...], losses: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    """Yield the members with one of them having lost one thing."""
    for number, member in enumerate(members):
        for attribute, left in losses.items():
            if getattr(member, attribute) != left:
                poorer = copy(member)
                object.__setattr__(poorer, attribute, left)
                yield (*members[:number], poorer, *members[number + 1 :])


def _replace(machine: type[StateMachine], group: str, name: str, mutant: Any) -> type[StateMachine]:
    changed = type(f"Mutant{machine.__name__}", (machine,), {})
    declared = dict(getattr(machine, group))
    if mutant is None:
        del declared[name]
    else:
        declared[name] = mutant
    setattr(changed, group, declared)
    return changed


def tell(machine: type[StateMachine], mutant: type[StateMachine]) -> str:
    """Return what the golden text and the checks say of the mutant; nothing when it goes unseen."""
    # The mutant is another class, whose own name must not be what gives it away.
    text = render_golden(mutant).replace(mutant.__name__, machine.__name__)
    found = [message.msg for message in check_machine(mutant)]
    return "\n".join([*list_differences(render_golden(machine), text), *found])


@pytest.mark.parametrize("machine", list_machines(), ids=lambda machine: machine.kind)
def test_no_deletion_goes_unseen_or_unnamed(machine: type[StateMachine]) -> None:
    mutants = list(list_mutants(machine))

    unnamed = [
        loss for loss, mutant in mutants if loss.partition(".")[0] not in tell(machine, mutant)
    ]

    assert len(mutants) > 30
    assert unnamed == []


def test_the_machine_itself_is_no_mutant() -> None:
    same = _replace(ParcelMachine, "states", "draft", ParcelMachine.states["draft"])

    assert tell(ParcelMachine, same) == ""


def test_the_golden_text_holds_no_words_that_people_read() -> None:
    text = render_golden(ParcelMachine)

    for declared in (*ParcelMachine.list_moves(), *ParcelMachine.guards.values()):
        assert f" {declared.label}" not in text
    assert "waits for toy_clerk, within 5 working days, on the ladder standard" in text


def test_a_term_is_rendered_as_it_was_declared() -> None:
    state = ParcelMachine.states["draft"]
    declared = ParcelMachine.rounds["inspection"]

    assert isinstance(state, Waiting)
    assert isinstance(declared, DeclaredRound)
    assert "waits for toy_sender, within closing" in render_golden(ParcelMachine)
    assert "  each within 3 working days" in render_golden(ParcelMachine)
