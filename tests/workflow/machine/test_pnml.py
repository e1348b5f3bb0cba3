"""The net of a machine has every state and every way, each under an id of its own."""

from collections import Counter
from io import StringIO
from xml.etree import ElementTree

import pytest
from django.core.management import call_command
from django.utils.translation import override

from workflow.machine import End, Parked, StateMachine, get_machine, list_machines
from workflow.machine.pnml import END, PNML, START, export_pnml, name_place

pytestmark = pytest.mark.once

each_machine = pytest.mark.parametrize("machine", list_machines(), ids=lambda each: each.kind)


def read(machine: type[StateMachine]) -> ElementTree.Element:
    return ElementTree.fromstring(export_pnml(machine))  # noqa: S314 - it was just written


def find(net: ElementTree.Element, tag: str) -> list[ElementTree.Element]:
    return list(net.iter(f"{{{PNML}}}{tag}"))


def find_ways(net: ElementTree.Element) -> Counter[tuple[str, str, str]]:
    """Return how often a name leads from place to place; what is unseen has none."""
    names = {each.get("id"): each.findtext(f".//{{{PNML}}}text", "") for each in _transitions(net)}
    into = {arc.get("target"): arc.get("source", "") for arc in find(net, "arc")}
    out = {arc.get("source"): arc.get("target", "") for arc in find(net, "arc")}
    return Counter((name, into[key], out[key]) for key, name in names.items())


def _transitions(net: ElementTree.Element) -> list[ElementTree.Element]:
    return find(net, "transition")


@each_machine
def test_no_two_parts_have_one_id_and_each_way_has_one_place_at_each_end(
    machine: type[StateMachine],
) -> None:
    net = read(machine)

    ids = Counter(each.get("id") for each in net.iter() if each.get("id"))
    assert max(ids.values()) == 1
    assert len(find(net, "arc")) == 2 * len(_transitions(net))
    assert {arc.get(end) for arc in find(net, "arc") for end in ("source", "target")} == {
        each.get("id") for each in [*find(net, "place"), *_transitions(net)] if each.get("id")
    }


@each_machine
def test_each_birth_each_way_and_each_rest_is_in_it_once(machine: type[StateMachine]) -> None:
    expected = Counter(
        (birth.name, START, name_place(state))
        for birth in machine.births.values()
        for state in birth.target_names
    )
    expected.update(
        (each.name, name_place(state), name_place(each.target_name(state)))
        for each in machine.transitions.values()
        for state in each.source_names
    )
    expected.update(
        ("", name_place(state.name), END)
        for state in machine.states.values()
        if isinstance(state, End | Parked)
    )

    assert find_ways(read(machine)) == expected


def test_one_subject_begins_at_the_start_and_is_over_at_the_end() -> None:
    net = read(get_machine("toy_van"))

    begins = [
        each.get("id")
        for each in find(net, "place")
        if each.findtext(f"{{{PNML}}}initialMarking/{{{PNML}}}text") == "1"
    ]
    assert begins == [START]
    assert [each.get("idref") for each in find(net, "place") if each.get("idref")] == [END]


def test_the_command_writes_it_in_the_language_that_is_asked_for() -> None:
    said = StringIO()

    call_command("machine", "proposal", "--format", "pnml", "--language", "fr", stdout=said)

    with override("fr"):
        assert said.getvalue() == export_pnml(get_machine("proposal"))
    assert "Soumise" in said.getvalue()
    assert "<text>request_details</text>" in said.getvalue()
