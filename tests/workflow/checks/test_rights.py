"""Each rule about who fires is broken once; the checks say that and nothing else."""

from types import SimpleNamespace

import pytest

from tests.workflow.checks.tiny import list_faults
from tests.workflow.toy.roles import CLERK
from workflow.roles import Automatic, Role

pytestmark = pytest.mark.once


def test_a_transition_of_nobody_is_found(tiny: SimpleNamespace) -> None:
    tiny.advance.roles = ()

    assert list_faults(tiny) == ["workflow.E028"]


def test_a_birth_of_nobody_is_found(tiny: SimpleNamespace) -> None:
    tiny.create.roles = ()

    assert list_faults(tiny) == ["workflow.E028"]


def test_a_transition_that_separation_of_duties_leaves_to_nobody_is_found(
    tiny: SimpleNamespace,
) -> None:
    tiny.advance.not_by = (CLERK,)

    assert list_faults(tiny) == ["workflow.E028"]


def test_who_only_records_is_somebody(tiny: SimpleNamespace) -> None:
    tiny.advance.roles, tiny.advance.recorded_by = (), (CLERK,)

    assert list_faults(tiny) == []


def test_a_role_nobody_registered_is_found(tiny: SimpleNamespace) -> None:
    tiny.advance.roles = (CLERK, Role("stranger", "stranger"))

    assert list_faults(tiny) == ["workflow.E031"]


def test_a_second_person_for_what_no_person_fires_is_found(tiny: SimpleNamespace) -> None:
    tiny.passing.second_person = True

    assert list_faults(tiny) == ["workflow.E032"]


def test_what_the_clock_never_fires_is_found(tiny: SimpleNamespace) -> None:
    tiny.advance.roles, tiny.advance.automatic = (), Automatic.SYSTEM

    assert list_faults(tiny) == ["workflow.E033"]
