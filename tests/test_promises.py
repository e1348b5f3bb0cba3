"""What is promised is linked to tests that are there; the page tells no more than ran."""

import ast

import pytest

from tests.promises import PAGE, ROOT, Promise, Run, draw_page, list_promises

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


def test_the_page_tells_every_promise() -> None:
    page = PAGE.read_text(encoding="utf-8")

    for promise in list_promises():
        assert f"## {promise.code}. {promise.words}\n" in page, "Type: python -m tests.promises"


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
