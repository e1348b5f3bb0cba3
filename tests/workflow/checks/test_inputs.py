"""Each rule of what a transition asks for is broken once."""

from types import SimpleNamespace

import pytest

from tests.workflow.checks.tiny import list_faults
from tests.workflow.toy.roles import CLERK
from workflow.machine import (
    Rows,
    Text,
)

pytestmark = pytest.mark.once


def test_two_inputs_of_one_name_are_found(tiny: SimpleNamespace) -> None:
    tiny.put_aside.inputs = (*tiny.put_aside.inputs, Text("reason", "Once more"))

    assert list_faults(tiny) == ["workflow.E040"]


def test_two_columns_of_one_name_are_found(tiny: SimpleNamespace) -> None:
    columns = [Text("thing", "Thing"), Text("thing", "Other thing")]
    tiny.put_aside.inputs = (Rows("rows", "Rows", columns=columns),)

    assert list_faults(tiny) == ["workflow.E040"]


def test_an_input_named_as_one_of_a_paper_act_is_found(tiny: SimpleNamespace) -> None:
    tiny.put_aside.recorded_by = (CLERK,)
    tiny.put_aside.inputs = (Text("paper_number", "Number"),)

    assert list_faults(tiny) == ["workflow.E040"]


def test_an_input_with_an_unusable_name_is_found(tiny: SimpleNamespace) -> None:
    tiny.put_aside.inputs = (Text("the reason", "Reason"),)

    assert list_faults(tiny) == ["workflow.E041"]


def test_what_is_asked_of_the_clock_is_found(tiny: SimpleNamespace) -> None:
    tiny.put_aside.after_due = True

    assert list_faults(tiny) == ["workflow.E042"]


def test_what_is_asked_of_the_clock_for_some_subjects_alone_is_found(tiny: SimpleNamespace) -> None:
    sometimes = Text("reason", "Reason", required=False, required_when=bool)
    tiny.put_aside.after_due, tiny.put_aside.inputs = True, (sometimes,)

    assert list_faults(tiny) == ["workflow.E042"]
