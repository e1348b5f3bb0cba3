"""Each rule of the road through the states is broken once; the checks say that and nothing else."""

from types import SimpleNamespace

import pytest

from tests.workflow.checks.tiny import list_faults
from tests.workflow.toy.roles import CLERK, MASTER
from workflow.machine import (
    Birth,
    End,
    Exit,
    Parked,
    Transition,
    Waiting,
)
from workflow.roles import Automatic

pytestmark = pytest.mark.once


def test_a_machine_without_births_is_found(tiny: SimpleNamespace) -> None:
    del tiny.create

    assert set(list_faults(tiny)) == {"workflow.E020", "workflow.E021"}


def test_a_state_that_nothing_leads_to_is_found(tiny: SimpleNamespace) -> None:
    tiny.island = Parked("Island")

    assert list_faults(tiny) == ["workflow.E021"]


def test_a_load_reaches_nothing(tiny: SimpleNamespace) -> None:
    tiny.island = Parked("Island")
    tiny.load = Birth(None, into=[tiny.island], label="Load", by=Automatic.SYSTEM)

    assert list_faults(tiny) == ["workflow.E021"]


def test_a_state_that_leads_nowhere_is_found(tiny: SimpleNamespace) -> None:
    tiny.trap = Waiting("Trap", carried_by="Nothing moves it.")
    tiny.fall = Birth(tiny.trap, label="Fall", by=CLERK)

    assert list_faults(tiny) == ["workflow.E022"]


def test_states_that_lead_only_to_one_another_are_found(tiny: SimpleNamespace) -> None:
    tiny.ping = Waiting("Ping", exits=[Exit.FORWARD], carried_by="It turns.")
    tiny.pong = Waiting("Pong", exits=[Exit.BACK], carried_by="It turns.")
    tiny.serve = Birth(tiny.ping, label="Serve", by=CLERK)
    tiny.there = Transition(tiny.ping >> tiny.pong, label="There", by=CLERK)
    tiny.back = Transition(tiny.pong >> tiny.ping, label="Back", by=CLERK)

    assert list_faults(tiny) == ["workflow.E022", "workflow.E022"]


def test_a_promised_exit_that_is_missing_is_found(tiny: SimpleNamespace) -> None:
    tiny.first.exits = frozenset({Exit.FORWARD, Exit.REFUSE})

    assert list_faults(tiny) == ["workflow.E023"]


def test_an_exit_that_was_not_promised_is_found(tiny: SimpleNamespace) -> None:
    tiny.skip = Transition(tiny.first >> tiny.aside, label="Skip", by=CLERK)

    assert list_faults(tiny) == ["workflow.E023"]


def test_a_way_out_of_an_end_is_found(tiny: SimpleNamespace) -> None:
    tiny.revive = Transition(tiny.last >> tiny.first, label="Revive", by=MASTER)

    assert list_faults(tiny) == ["workflow.E024"]


def test_a_state_of_another_machine_is_found(tiny: SimpleNamespace) -> None:
    tiny.emigrate = Transition(tiny.first >> End("Abroad"), label="Emigrate", by=CLERK)

    assert list_faults(tiny) == ["workflow.E025"]


def test_a_birth_into_another_machine_is_found(tiny: SimpleNamespace) -> None:
    tiny.arrive = Birth(End("Abroad"), label="Arrive", by=CLERK)

    assert list_faults(tiny) == ["workflow.E025"]


def test_two_ways_that_look_the_same_are_found(tiny: SimpleNamespace) -> None:
    tiny.again = Transition(tiny.first >> tiny.second, label="Advance", by=CLERK)

    assert list_faults(tiny) == ["workflow.E030"]
