"""What is to be done has a name for everything that can be waited for."""

import pytest

from lifecycle.selectors.tasks import TASKS, name_task
from workflow.machine.registry import list_machines
from workflow.machine.states import Waiting
from workflow.models import RoundKind

pytestmark = pytest.mark.once

WAITED_FOR = [
    (machine.kind, kind)
    for machine in list_machines()
    if machine.model.startswith("lifecycle.")
    for state in machine.states.values()
    if isinstance(state, Waiting)
    for kind in [
        *(wait.kind or state.name for wait in state.waits),
        *(declared.name for declared in machine.list_rounds_in(state.name)),
    ]
]


@pytest.mark.parametrize(("subject_kind", "kind"), WAITED_FOR)
def test_whatever_is_waited_for_is_named_as_something_to_do(subject_kind: str, kind: str) -> None:
    assert kind in TASKS[subject_kind]
    assert name_task(subject_kind, kind) == str(TASKS[subject_kind][kind])


def test_no_task_is_named_that_nobody_is_asked_for() -> None:
    named = {(subject_kind, kind) for subject_kind, kinds in TASKS.items() for kind in kinds}

    assert named <= set(WAITED_FOR)


def test_a_second_person_is_told_what_they_confirm() -> None:
    words = name_task("proposal", "refuse", round_kind=str(RoundKind.COUNTERSIGN))

    assert words == name_task("proposal", "refuse")
    assert "refuse" not in words
    assert len(words) > len("Confirm or decline: ")


def test_an_unknown_kind_is_no_code_on_the_page() -> None:
    assert "nonsense" not in name_task("proposal", "nonsense")
