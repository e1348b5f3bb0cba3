"""Each rule of a declared guard is broken once; the checks say that and nothing else."""

from types import SimpleNamespace

import pytest

from tests.workflow.checks.tiny import list_faults
from tests.workflow.toy.roles import SENDER
from workflow.machine import (
    Facts,
    Guard,
)

pytestmark = pytest.mark.once


def test_a_guard_without_a_repair_is_found(tiny: SimpleNamespace) -> None:
    tiny.signed.fix = ""

    assert list_faults(tiny) == ["workflow.E036"]


def test_a_guard_that_nobody_lifts_is_found(tiny: SimpleNamespace) -> None:
    tiny.signed.lifted_by = ()

    assert list_faults(tiny) == ["workflow.E037"]


def test_a_guard_that_holds_nothing_back_is_found(tiny: SimpleNamespace) -> None:
    tiny.advance.guards = ()

    assert list_faults(tiny) == ["workflow.E038"]


def test_a_guard_that_the_machine_does_not_declare_is_found(tiny: SimpleNamespace) -> None:
    loose = Guard[Facts]("Loose", check=lambda _facts: None, fix="Tie it.", lifted_by=SENDER)
    tiny.advance.guards = (*tiny.advance.guards, loose)

    assert list_faults(tiny) == ["workflow.E039"]
