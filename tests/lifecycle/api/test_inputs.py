"""Declared inputs as JSON: the shape the schema says, and nothing that the engine decides."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from rest_framework import serializers

from lifecycle.api.inputs import (
    LARGEST_KEY,
    InputsSerializer,
    get_reader,
    list_inputs,
    make_field,
    make_reader,
    make_serializer_class,
    read_inputs,
)
from lifecycle.models import Proposal
from workflow.machine.inputs import Choice, Day, Flag, Input, Reference, Rows, Text
from workflow.machine.registry import get_machine, list_machines

pytestmark = pytest.mark.once

COLOURS = [("red", "Red"), ("blue", "Blue")]


def list_nothing(_facts: object) -> Any:
    """Offer no row: the shape does not ask which rows there are."""
    return Proposal.objects.none()


INPUTS: dict[str, Input] = {
    "text": Text("text", "Text", max_length=5),
    "choice": Choice("choice", "Choice", choices=COLOURS),
    "day": Day("day", "Day"),
    "flag": Flag("flag", "Flag"),
    "one": Reference("one", "One", among=list_nothing),
    "many": Reference("many", "Many", among=list_nothing, many=True),
    "rows": Rows("rows", "Rows", columns=[Text("name", "Name"), Day("on", "On")], at_most=2),
}


def read(body: Any, declared: Iterable[Input]) -> dict[str, Any]:
    """Return what the body gives for these inputs."""
    return read_inputs(body, make_reader(declared))


@pytest.mark.parametrize(
    ("name", "given", "read_as"),
    [
        ("text", "words", "words"),
        ("choice", "red", "red"),
        ("day", "2026-02-28", date(2026, 2, 28)),
        ("flag", True, True),
        ("one", 7, 7),
        ("one", LARGEST_KEY, LARGEST_KEY),
        ("many", [7, 8], [7, 8]),
        ("rows", [{"name": "a", "on": "2026-02-28"}], [{"name": "a", "on": date(2026, 2, 28)}]),
        ("rows", [{"name": "a", "more": 1}], [{"name": "a", "more": 1}]),
    ],
)
def test_what_has_the_right_shape_goes_to_the_engine(
    name: str, given: object, read_as: object
) -> None:
    assert read({name: given}, INPUTS.values()) == {name: read_as}


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("text", {"a": 1}),
        ("text", "longer than five"),
        ("text", "\x00"),
        ("text", True),
        ("choice", "green"),
        ("choice", ["red"]),
        ("day", "2026-02-30"),
        ("day", "tomorrow"),
        ("flag", "perhaps"),
        ("one", LARGEST_KEY + 1),
        ("one", 0),
        ("one", "seven"),
        ("many", 7),
        ("many", [None]),
        ("rows", {"name": "a"}),
        ("rows", ["a"]),
        ("rows", [{"name": []}]),
        ("rows", [{}, {}, {}]),
    ],
)
def test_what_has_another_shape_is_refused_with_its_name(name: str, given: object) -> None:
    with pytest.raises(serializers.ValidationError) as caught:
        read({name: given}, INPUTS.values())

    assert list(caught.value.get_codes()) == [name]  # type: ignore[arg-type]  # codes by field


@pytest.mark.parametrize("body", [[], "text", None, 7])
def test_a_body_that_is_no_object_is_refused(body: object) -> None:
    with pytest.raises(serializers.ValidationError):
        read(body, INPUTS.values())


def test_what_is_missing_or_unknown_is_left_to_the_engine() -> None:
    assert read({"other": [1]}, INPUTS.values()) == {"other": [1]}


def test_an_optional_input_may_be_null() -> None:
    assert read({"day": None}, [Day("day", "Day", required=False)]) == {"day": None}


def test_an_input_of_a_kind_nobody_thought_of_is_read_as_text() -> None:
    assert isinstance(make_field(Input("other", "Other")), serializers.CharField)


def test_the_serializer_of_every_transition_asks_for_what_the_machine_declares() -> None:
    for machine in list_machines():
        if not machine.model.startswith("lifecycle."):
            continue
        for name, transition in machine.transitions.items():
            declared = {each.name: each.required for each in transition.inputs}
            fields = make_serializer_class(machine.kind, name)().fields
            asked = {each: fields[each].required for each in declared}

            assert asked == declared, (machine.kind, name)


def test_a_transition_that_is_recorded_from_paper_takes_what_the_paper_says() -> None:
    recorded = [
        name for name, each in get_machine("proposal").transitions.items() if each.recorded_by
    ]

    assert recorded
    for name in recorded:
        assert "paper_number" in {each.name for each in list_inputs("proposal", name)}
        assert not make_serializer_class("proposal", name)().fields["paper_number"].required


def test_a_transition_that_does_not_exist_takes_nothing() -> None:
    assert list_inputs("proposal", "no_such_thing") == ()
    assert get_reader("proposal", "no_such_thing") is InputsSerializer


def test_what_reads_the_inputs_of_a_transition_is_made_once_and_keeps_no_value() -> None:
    reader = get_reader("proposal", "refuse")

    first = read_inputs({"reason": "Hors du champ."}, reader)
    second = read_inputs({}, get_reader("proposal", "refuse"))

    assert get_reader("proposal", "refuse") is reader
    assert get_reader("proposal", "admit") is not reader
    assert (first, second) == ({"reason": "Hors du champ."}, {})
