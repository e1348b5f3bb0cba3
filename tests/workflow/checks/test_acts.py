"""Each rule of the lines that follow an act is broken once."""

from types import SimpleNamespace

import pytest

from tests.workflow.checks.tiny import list_faults
from workflow.machine import (
    Follows,
    Transition,
)
from workflow.roles import Automatic

pytestmark = pytest.mark.once


def follow(tiny: SimpleNamespace, *follows: Follows) -> None:
    tiny.advance.roles, tiny.advance.automatic = (), Automatic.ACT
    tiny.advance.follows = follows


def test_a_line_that_follows_an_act_is_sound(tiny: SimpleNamespace) -> None:
    follow(tiny, Follows("toy_van", "depart", "aboard"))

    assert list_faults(tiny) == []


@pytest.mark.parametrize(("act", "transition"), [("toy_ship", "sail"), ("toy_van", "sail")])
def test_a_line_that_follows_what_does_not_exist_is_found(
    tiny: SimpleNamespace, act: str, transition: str
) -> None:
    follow(tiny, Follows(act, transition, "aboard"))

    assert list_faults(tiny) == ["workflow.E046"]


def test_a_line_may_follow_an_act_that_is_announced(tiny: SimpleNamespace) -> None:
    tiny.acts_to_come = ["toy_ship"]
    follow(tiny, Follows("toy_ship", "sail", "aboard"))

    assert list_faults(tiny) == []


def test_a_line_that_a_person_could_fire_is_found(tiny: SimpleNamespace) -> None:
    tiny.advance.follows = (Follows("toy_van", "depart", "aboard"),)

    assert list_faults(tiny) == ["workflow.E046"]


def test_a_line_that_follows_no_act_is_found(tiny: SimpleNamespace) -> None:
    follow(tiny)

    assert list_faults(tiny) == ["workflow.E047"]


def test_an_act_that_moves_a_line_two_ways_is_found(tiny: SimpleNamespace) -> None:
    aboard = Follows("toy_van", "depart", "aboard")
    follow(tiny, aboard)
    tiny.other = Transition(
        tiny.first >> tiny.second, label="Other", by=Automatic.ACT, follows=[aboard]
    )

    assert list_faults(tiny) == ["workflow.E048"]
