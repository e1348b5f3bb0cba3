"""The declarations of this installation are sound; a fault says where it is and what to do."""

from types import SimpleNamespace

import pytest
from django.core.checks import Error

from tests.workflow.checks.tiny import list_faults
from tests.workflow.toy.machines import ParcelMachine
from workflow.checks.declarations import check_machine, check_machines
from workflow.machine import (
    Parked,
)
from workflow.machine.registry import list_machines

pytestmark = pytest.mark.once


def test_every_machine_of_the_installation_is_sound() -> None:
    assert "proposal" in {machine.kind for machine in list_machines()}
    assert check_machines() == []


def test_a_fault_is_an_error_with_its_machine_and_a_hint(tiny: SimpleNamespace) -> None:
    class Parcels(ParcelMachine):
        island = Parked("Island")

    (message,) = check_machine(Parcels)

    assert isinstance(message, Error)
    assert message.msg == "toy_parcel: no birth leads to the state island"
    assert message.hint == "Declare a transition or a birth that leads there."


def test_the_small_machine_is_sound(tiny: SimpleNamespace) -> None:
    assert list_faults(tiny) == []
