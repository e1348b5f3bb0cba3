"""A machine as plain data: all that is declared, by the names of the declaration."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from workflow.machine import StateMachine, list_machines
from workflow.machine.structure import describe_machine, export_json

pytestmark = pytest.mark.once

each_machine = pytest.mark.parametrize("machine", list_machines(), ids=lambda each: each.kind)


@pytest.fixture
def parcel() -> dict[str, Any]:
    said = StringIO()
    call_command("machine", "toy_parcel", "--format", "json", stdout=said)
    read: dict[str, Any] = json.loads(said.getvalue())
    return read


@each_machine
def test_every_name_is_there_in_the_order_of_declaration(machine: type[StateMachine]) -> None:
    told = json.loads(export_json(machine))

    for part in ("states", "guards", "births", "transitions", "rounds"):
        assert [each["name"] for each in told[part]] == list(getattr(machine, part)), part


@each_machine
def test_what_is_referred_to_is_told_too(machine: type[StateMachine]) -> None:
    told = describe_machine(machine)
    states, guards, moves = (
        {each["name"] for each in told[part]} for part in ("states", "guards", "transitions")
    )

    for each in told["transitions"]:
        assert {*each["sources"], each["target"]} <= states | {None}
        assert set(each["needs"]) <= guards
    for each in told["rounds"]:
        assert each["state"] in states
        assert {each["passed"], each["returned"]} <= moves | {None}


def test_a_transition_is_told_whole(parcel: dict[str, Any]) -> None:
    (refuse,) = (each for each in parcel["transitions"] if each["name"] == "refuse")

    assert refuse == {
        "name": "refuse",
        "label": "Refuse",
        "sources": ["posted", "inspected"],
        "target": "returned",
        "by": ["toy_clerk"],
        "automatic": None,
        "needs": [],
        "takes": [
            {
                "name": "code",
                "label": "Ground",
                "type": "choice",
                "required": True,
                "public": False,
            },
            {"name": "reason", "label": "Reason", "type": "text", "required": True, "public": True},
        ],
        "not_by": [],
        "recorded_by": [],
        "second_person": True,
        "after_due": False,
        "on_due": False,
        "follows": [],
    }


def test_who_is_waited_for_is_told_with_the_term(parcel: dict[str, Any]) -> None:
    waits = [wait for state in parcel["states"] for wait in state["waits"]]

    assert all(wait["role"] for wait in waits)
    assert any(wait["term"] for wait in waits)


def test_labels_are_in_the_language_that_is_asked_for() -> None:
    said = StringIO()
    call_command("machine", "replanning", "--format", "json", "--language", "fr", stdout=said)

    states = {each["name"]: each["label"] for each in json.loads(said.getvalue())["states"]}
    assert states["escalated"] == "Devant le comité"
