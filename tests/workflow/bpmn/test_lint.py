"""The processes follow what bpmnlint recommends, so that modelling tools show them well."""

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.services import find_npm
from workflow.machine import list_machines
from workflow.machine.bpmn import export_bpmn

pytestmark = pytest.mark.once

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def bpmnlint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the judge at the versions that are locked here; return its program."""
    folder, npm = tmp_path_factory.mktemp("bpmnlint"), find_npm()
    assert npm, "npm is not here"
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, folder / name)
    run([npm, "ci", "--no-audit", "--no-fund"], folder).check_returncode()
    (folder / ".bpmnlintrc").write_text('{"extends": "bpmnlint:recommended"}')
    return folder / "node_modules" / ".bin" / "bpmnlint"


def test_nothing_is_found_in_any_process(bpmnlint: Path) -> None:
    documents = {machine.kind: export_bpmn(machine) for machine in list_machines()}

    judged = judge(bpmnlint, documents.items())

    assert (judged.returncode, judged.stdout.strip()) == (0, "")


def test_a_choice_without_a_condition_is_found(bpmnlint: Path) -> None:
    text = export_bpmn(list_machines()[0])
    start, end = "<bpmn:conditionExpression", "</bpmn:conditionExpression>"
    before, _start, after = text.partition(start)

    judged = judge(bpmnlint, [("wrong", before + after.partition(end)[2])])

    assert judged.returncode == 1
    assert "conditional-flows" in judged.stdout


def judge(
    bpmnlint: Path, documents: Iterable[tuple[str, str]]
) -> "subprocess.CompletedProcess[str]":
    """Return what the judge says of these documents."""
    folder = bpmnlint.parents[2]
    for name, text in documents:
        (folder / f"{name}.bpmn").write_text(text, encoding="utf-8")
    return run([str(bpmnlint), *(f"{name}.bpmn" for name, _text in documents)], folder)


def run(command: list[str], folder: Path) -> "subprocess.CompletedProcess[str]":
    """Run a program in a folder."""
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
