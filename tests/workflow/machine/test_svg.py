"""The picture of a machine, and of where one subject went on it."""

from collections import Counter
from xml.etree import ElementTree

import pytest
from django.core.management import call_command
from django.utils.translation import override

from tests.workflow.toy.machines import ParcelMachine
from workflow.machine import StateMachine, list_machines
from workflow.machine.drawing import list_edges
from workflow.machine.levels import find_levels
from workflow.machine.svg import Trace, draw_svg

pytestmark = pytest.mark.once

SVG = "{http://www.w3.org/2000/svg}"
each_machine = pytest.mark.parametrize("machine", list_machines(), ids=lambda each: each.kind)


def read(picture: str) -> ElementTree.Element:
    return ElementTree.fromstring(picture)  # noqa: S314 - drawn here.


@each_machine
@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_every_state_is_there_once(machine: type[StateMachine], language: str) -> None:
    with override(language):
        words = Counter(each.text for each in read(draw_svg(machine)).iter(f"{SVG}text"))
        labels = Counter(str(state.label) for state in machine.states.values())

    assert words == labels


@each_machine
def test_every_way_between_two_states_is_drawn_and_named(machine: type[StateMachine]) -> None:
    groups = list(read(draw_svg(machine)).iter(f"{SVG}g"))
    edges = {way: words for way, words in list_edges(machine).items() if way[0] != way[1]}

    named = Counter(each.findtext(f"{SVG}title") for each in groups)
    assert named == Counter(" / ".join(words) for words in edges.values())


@each_machine
def test_nothing_is_drawn_outside_of_the_picture(machine: type[StateMachine]) -> None:
    picture = read(draw_svg(machine))
    width, height = (int(each) for each in picture.attrib["viewBox"].split()[2:])

    for box in picture.iter(f"{SVG}rect"):
        x, y, wide, high = (int(box.attrib[key]) for key in ("x", "y", "width", "height"))
        assert 0 <= x < x + wide <= width
        assert 0 <= y < y + high <= height
    for path in picture.iter(f"{SVG}path"):
        across = [int(part[1:]) for part in path.attrib["d"].split() if part[0] == "H"]
        assert all(0 < x < width for x in across)


def test_where_a_subject_is_and_went_is_seen() -> None:
    trace = Trace("returned", ways=[("draft", "posted"), ("posted", "returned")])
    trace = Trace(trace.current, trace.ways, notes={"posted": "12 days"})
    picture = read(draw_svg(ParcelMachine, trace))

    def count(tag: str, key: str, value: str) -> int:
        return sum(each.get(key) == value for each in picture.iter(f"{SVG}{tag}"))

    assert count("g", "stroke", "#0b5d3b") == 2
    (current,) = (each for each in picture.iter(f"{SVG}text") if each.get("font-weight") == "700")
    assert current.text == "Returned"
    assert "Posted · 12 days" in {each.text for each in picture.iter(f"{SVG}text")}


def test_a_way_that_the_picture_leaves_out_is_drawn_when_it_was_taken() -> None:
    way = ("draft", "delivered")
    assert way not in list_edges(ParcelMachine)

    drawn = [
        len(list(read(draw_svg(ParcelMachine, trace)).iter(f"{SVG}g")))
        for trace in (None, Trace("delivered", ways=[way]))
    ]

    assert drawn[1] == drawn[0] + 1


def test_the_command_draws_it(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("machine", "council", "--format", "svg")

    assert read(capsys.readouterr().out).tag == f"{SVG}svg"


def test_ways_side_by_side_take_other_levels_and_the_short_ones_are_close() -> None:
    levels = find_levels({"long": (0, 9), "first": (1, 3), "second": (4, 5), "touching": (3, 4)})

    assert levels == {"second": 0, "touching": 1, "first": 0, "long": 2}
