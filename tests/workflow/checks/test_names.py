"""What bears no label, or a name its column cannot hold, is found."""

from types import SimpleNamespace

import pytest

from tests.workflow.checks.tiny import list_faults
from tests.workflow.toy.roles import CLERK
from workflow.machine import (
    Parked,
    Text,
    Transition,
)

pytestmark = pytest.mark.once


@pytest.mark.parametrize("name", ["first", "advance", "create", "signed", "round"])
def test_what_bears_no_label_is_found(tiny: SimpleNamespace, name: str) -> None:
    getattr(tiny, name).label = " "

    assert list_faults(tiny) == ["workflow.E029"]


def test_an_input_without_a_label_is_found(tiny: SimpleNamespace) -> None:
    tiny.advance.inputs = (Text("why", ""),)

    assert list_faults(tiny) == ["workflow.E029"]


def test_names_longer_than_their_columns_are_found(tiny: SimpleNamespace) -> None:
    tiny.kind = "k" * 41
    tiny.version = "v" * 21
    setattr(tiny, "s" * 41, Parked("Long"))
    setattr(tiny, "t" * 52, Transition(tiny.second >> vars(tiny)["s" * 41], label="Go", by=CLERK))

    assert list_faults(tiny) == ["workflow.E045"] * 4
