"""Each rule of a declared round is broken once; the checks say that and nothing else."""

from types import SimpleNamespace

import pytest

from tests.workflow.checks.tiny import list_faults
from workflow.machine import (
    Exit,
    Text,
)
from workflow.models import RoundKind
from workflow.roles import Automatic

pytestmark = pytest.mark.once


def test_a_deciding_round_that_cannot_return_is_found(tiny: SimpleNamespace) -> None:
    tiny.round.returned = None

    assert list_faults(tiny) == ["workflow.E043", "workflow.E044"]


def test_a_deciding_round_that_fires_out_of_another_state_is_found(tiny: SimpleNamespace) -> None:
    tiny.passing.arrow = tiny.first >> tiny.last
    tiny.first.exits = frozenset({Exit.FORWARD})
    tiny.second.exits = frozenset({Exit.BACK, Exit.REFUSE})

    assert list_faults(tiny) == ["workflow.E043"]


def test_the_end_of_a_round_that_could_be_refused_is_found(tiny: SimpleNamespace) -> None:
    tiny.passing.guards = (tiny.signed,)
    tiny.returning.inputs = (Text("letter", "Letter"), Text("comment", "Comment"))

    assert list_faults(tiny) == ["workflow.E049", "workflow.E049"]


def test_the_end_of_a_round_may_ask_for_what_the_objectors_said(tiny: SimpleNamespace) -> None:
    tiny.returning.inputs = (Text("comment", "Comment"), Text("note", "Note", required=False))

    assert list_faults(tiny) == []


def test_a_collecting_round_that_fires_is_found(tiny: SimpleNamespace) -> None:
    tiny.round.kind = RoundKind.COLLECTING

    assert list_faults(tiny) == ["workflow.E043"]


def test_a_transition_that_waits_for_a_round_in_vain_is_found(tiny: SimpleNamespace) -> None:
    tiny.advance.roles, tiny.advance.automatic = (), Automatic.ROUND

    assert list_faults(tiny) == ["workflow.E044"]


def test_the_end_of_a_round_that_could_sometimes_be_refused_is_found(tiny: SimpleNamespace) -> None:
    tiny.returning.inputs = (Text("note", "Note", required=False, required_when=bool),)

    assert list_faults(tiny) == ["workflow.E049"]
