"""Each rule about who is waited for, and how long, is broken once."""

from types import SimpleNamespace

import pytest

from tests.workflow.checks.tiny import list_faults
from tests.workflow.toy.roles import CLERK
from workflow.deadlines import working_days
from workflow.machine import (
    Wait,
)

pytestmark = pytest.mark.once


def test_a_state_in_which_nobody_acts_is_found(tiny: SimpleNamespace) -> None:
    tiny.first.waits = ()

    assert list_faults(tiny) == ["workflow.E026"]


def test_a_state_that_is_carried_needs_nobody(tiny: SimpleNamespace) -> None:
    tiny.first.waits, tiny.first.carried_by = (), "Another moves it."

    assert list_faults(tiny) == []


def test_a_wait_without_a_term_is_found(tiny: SimpleNamespace) -> None:
    tiny.first.waits = (Wait(CLERK, term=None),)

    assert list_faults(tiny) == ["workflow.E027"]


@pytest.mark.parametrize("ladder", ["", "no-such-ladder"])
def test_a_wait_without_a_ladder_that_exists_is_found(tiny: SimpleNamespace, ladder: str) -> None:
    tiny.first.ladder = ladder

    assert list_faults(tiny) == ["workflow.E034"]


def test_a_round_without_a_ladder_that_exists_is_found(tiny: SimpleNamespace) -> None:
    tiny.round.ladder = ""

    assert list_faults(tiny) == ["workflow.E034"]


@pytest.mark.parametrize("ladder", ["no-such-ladder", "standard"])
def test_a_ladder_for_what_is_undated_exists_and_counts_from_no_day_of_its_own(
    tiny: SimpleNamespace, ladder: str
) -> None:
    tiny.first.undated_ladder = "undated"
    assert list_faults(tiny) == []

    tiny.first.undated_ladder = ladder

    assert list_faults(tiny) == ["workflow.E034"]


def test_two_waits_that_would_be_one_work_item_are_found(tiny: SimpleNamespace) -> None:
    tiny.first.waits = (*tiny.first.waits, Wait(CLERK, term=working_days(9)))

    assert list_faults(tiny) == ["workflow.E035"]
