"""What the machines declare is what was agreed: a golden text of each, and a page that is fresh."""

from pathlib import Path

import pytest
from django.conf import settings

from tests.goldens import list_differences
from workflow.machine import StateMachine, list_machines
from workflow.machine.golden import render_golden
from workflow.management.commands.machine import list_pages

pytestmark = pytest.mark.once

ROOT = Path(settings.BASE_DIR)
GOLDEN = ROOT / "tests" / "golden"
#: Names of nodes, of the flow on which the rounds of all machines run.
OTHER_GOLDEN = {"round_flow"}


@pytest.mark.parametrize("machine", list_machines(), ids=lambda machine: machine.kind)
def test_a_machine_is_the_one_that_was_agreed(machine: type[StateMachine]) -> None:
    kept = GOLDEN / f"{machine.kind}.txt"

    found = render_golden(machine)

    differences = list_differences(kept.read_text(), found)
    assert found == kept.read_text(), (
        f"The machine {machine.kind} is not the one that was agreed:\n{chr(10).join(differences)}\n"
        f"If it is meant so, give it a new version, then type: "
        f"./run manage machine {machine.kind} --golden > {kept.name} "
        f"in tests/golden/, and read the difference before committing it. "
        f"A machine of the tests needs DJANGO_SETTINGS_MODULE=settings.testing."
    )


def test_every_golden_text_is_of_a_machine() -> None:
    kinds = {machine.kind for machine in list_machines()}

    assert {path.stem for path in GOLDEN.glob("*.txt")} - OTHER_GOLDEN == kinds


def test_the_pages_of_the_machines_are_fresh() -> None:
    docs = ROOT / "docs"
    pages = list_pages(docs)

    assert {*docs.glob("machines/*.md"), docs / "rights.md"} == set(pages)
    for path, text in pages.items():
        assert path.read_text() == text, "Type: ./run manage machine --write-docs"
