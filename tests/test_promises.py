"""What is promised is linked to tests that are there; the page tells no more than ran."""

import ast
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.promises import PAGE, ROOT, Promise, Run, draw_page, list_promises, read_runs

pytestmark = pytest.mark.once

PROOFS = sorted({test for promise in list_promises() for test in promise.tests})
PROMISE = Promise("X1", "It holds.", ("tests/test_x.py::test_it", "tests/test_y.py"))


@pytest.mark.parametrize("proof", PROOFS)
def test_every_proof_is_there(proof: str) -> None:
    path, _separator, name = proof.partition("::")
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))

    names = {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}

    assert any(each.startswith("test_") for each in names)
    assert not name or name in names


def test_the_page_tells_every_promise_its_proofs_and_what_none_proves() -> None:
    _preamble, *sections = PAGE.read_text(encoding="utf-8").split("\n## ")

    for promise, section in zip(list_promises(), sections, strict=True):
        proofs = [line for line in section.splitlines() if line.startswith("  - `tests/")]
        gaps = [line for line in section.splitlines() if line.startswith("- Not proved: ")]
        assert section.startswith(f"{promise.code}. {promise.words}\n"), "python -m tests.promises"
        assert proofs == [f"  - `{test}`" for test in promise.tests]
        assert gaps == ([f"- Not proved: {promise.gap}"] if promise.gap else [])


@pytest.mark.parametrize(
    ("outcomes", "words"),
    [
        ({}, "sqlite: not run here"),
        ({}, "Claimed, not proved: `tests/test_x.py::test_it` did not run."),
        (
            {"tests/test_x.py::test_it": "passed"},
            "Claimed, not proved: `tests/test_y.py` did not run.",
        ),
        (
            {"tests/test_x.py::test_it": "passed", "tests/test_y.py::test_a": "passed"},
            "sqlite: passed (2)",
        ),
        (
            {"tests/test_x.py::test_it": "passed", "tests/test_y.py::test_a": "failed"},
            "sqlite: failed: tests/test_y.py::test_a",
        ),
    ],
)
def test_what_did_not_run_or_pass_proves_nothing(outcomes: dict[str, str], words: str) -> None:
    page = draw_page([PROMISE], {"sqlite": Run(outcomes)}, on="2026-01-01")

    assert f"- {words}\n" in page


def test_the_figures_of_a_proof_are_kept_and_what_else_it_prints_is_not() -> None:
    said = "{'not': 'json'}\n{half\n" + '{"kills": 8}\n'
    report = pytest.TestReport(
        "tests/test_x.py::test_it[a]",
        ("tests/test_x.py", 1, "test_it"),
        keywords={},
        outcome="passed",
        longrepr=None,
        when="call",
        sections=[("Captured stdout call", said)],
    )
    run = Run()

    run.note(report)

    assert run.outcomes == {"tests/test_x.py::test_it": "passed"}
    assert run.figures == {"tests/test_x.py::test_it": [{"kills": 8}]}


def test_of_two_runs_the_day_of_the_older_is_told(tmp_path: Path) -> None:
    for name, day in (("sqlite", 2), ("postgresql", 3)):
        path = tmp_path / f"{name}.json"
        path.write_text("{}")
        stamp = datetime(2026, 1, day, 12, tzinfo=UTC).timestamp()
        os.utime(path, (stamp, stamp))

    runs, on = read_runs(tmp_path)

    assert (sorted(runs), on) == (["postgresql", "sqlite"], "2026-01-02")
