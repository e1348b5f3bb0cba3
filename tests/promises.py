"""What is promised and what proves it: gathered from a full run, written as a page.

`PROMISES=1 ./run test` keeps what became of the proofs in `var/promises/`, a file a database;
`python -m tests.promises` writes docs/promises.md from them.
"""

import json
import os
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "var" / "promises"
PAGE = ROOT / "docs" / "promises.md"
DATABASES = ("sqlite", "postgresql")
PASSED, FAILED = "passed", "failed"
_PREAMBLE = """# What is promised, and what proves it

Written by `python -m tests.promises` from a full run (`PROMISES=1 ./run test`); do not edit. A
promise without a proof that ran and passed is claimed, not proved.
"""


@dataclass(frozen=True)
class Promise:
    """One promise, the tests that prove it, and what of it none proves."""

    code: str
    words: str
    tests: tuple[str, ...]
    gap: str = ""

    def proves(self, test: str) -> bool:
        """Return whether this test is one of its proofs; a module stands for all of its own."""
        return test in self.tests or test.split("::", 1)[0] in self.tests


@dataclass
class Run:
    """What became of the proofs on one database: outcomes and figures, by test."""

    outcomes: dict[str, str] = field(default_factory=dict)
    figures: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def note(self, report: pytest.TestReport) -> None:
        """Note one phase of one test; one that failed once has failed."""
        test = report.nodeid.split("[", 1)[0]
        if report.when == "call" or report.failed:
            before = self.outcomes.get(test, PASSED)
            self.outcomes[test] = FAILED if report.failed else before
            self.figures.setdefault(test, []).extend(_read_figures(report.capstdout))

    def tell(self, promise: Promise) -> str:
        """Return what became of the promise, in words."""
        found = {test: each for test, each in self.outcomes.items() if promise.proves(test)}
        failed = [test for test, outcome in found.items() if outcome == FAILED]
        if failed:
            return "failed: " + ", ".join(failed)
        return f"{PASSED} ({len(found)})" if found else "not run here"

    def has(self, proof: str) -> bool:
        """Return whether this proof, a test or a whole module, ran."""
        return any(proof in (test, test.split("::", 1)[0]) for test in self.outcomes)


def list_promises() -> list[Promise]:
    """Return every promise, in the order in which they are told."""
    told = tomllib.loads((ROOT / "tests" / "promises.toml").read_text(encoding="utf-8"))
    return [
        Promise(each["code"], each["words"], tuple(each["tests"]), each.get("gap", ""))
        for each in told["promise"]
    ]


def draw_page(promises: Iterable[Promise], runs: Mapping[str, Run], *, on: str) -> str:
    """Return the page, in Markdown; `on` is the day of the run, in ISO."""
    return "\n".join([_PREAMBLE, f"The run was on {on}.\n", *_draw(promises, runs)]).rstrip() + "\n"


def _draw(promises: Iterable[Promise], runs: Mapping[str, Run]) -> Iterator[str]:
    for promise in promises:
        yield f"## {promise.code}. {promise.words}\n"
        for database in DATABASES:
            run = runs.get(database, Run())
            yield f"- {database}: {run.tell(promise)}"
            yield from (f"  - `{line}`" for line in _list_figures(promise, run))
        for proof in promise.tests:
            if not any(run.has(proof) for run in runs.values()):
                yield f"- Claimed, not proved: `{proof}` did not run."
        yield from ([f"- Not proved: {promise.gap}"] if promise.gap else [])
        yield "- Proofs:"
        yield from (f"  - `{test}`" for test in promise.tests)
        yield ""


def _list_figures(promise: Promise, run: Run) -> Iterator[str]:
    for test, lines in run.figures.items():
        if promise.proves(test):
            yield from (json.dumps(line) for line in lines)


def _read_figures(said: str) -> Iterator[dict[str, Any]]:
    """Yield the figures among what a test printed (`tests.figures`)."""
    for line in said.splitlines():
        if line.startswith("{"):
            with suppress(ValueError):
                yield json.loads(line)


class Keeper:
    """Keep what becomes of the proofs, in the process that gathers the reports of all workers."""

    def __init__(self, database: str) -> None:
        self._database, self._run, self._promises = database, Run(), list_promises()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a report when it is of a proof."""
        test = report.nodeid.split("[", 1)[0]
        if any(promise.proves(test) for promise in self._promises):
            self._run.note(report)

    def pytest_sessionfinish(self) -> None:
        """Write the file of this database."""
        KEPT.mkdir(parents=True, exist_ok=True)
        path = KEPT / f"{self._database}.json"
        path.write_text(json.dumps(vars(self._run)), encoding="utf-8")


def pytest_configure(config: pytest.Config) -> None:
    """Keep what becomes of the proofs when that is asked for."""
    if os.environ.get("PROMISES") and not hasattr(config, "workerinput"):
        from django.db import connection  # noqa: PLC0415  # The settings are known only now.

        config.pluginmanager.register(Keeper(connection.vendor))


def read_runs(folder: Path) -> tuple[dict[str, Run], str]:
    """Return what was kept of a run on each database, and the day of the older one, in ISO."""
    paths = {database: folder / f"{database}.json" for database in DATABASES}
    found = {name: path for name, path in paths.items() if path.is_file()}
    runs = {name: Run(**json.loads(path.read_text())) for name, path in found.items()}
    # Nothing is said to be newer than it is.
    stamp = min((path.stat().st_mtime for path in found.values()), default=0)
    return runs, datetime.fromtimestamp(stamp, UTC).date().isoformat()


def main() -> None:
    """Write the page from the files of a full run; exit with 1 when there are none."""
    runs, on = read_runs(KEPT)
    if not runs:
        sys.exit("There is nothing to tell of: type PROMISES=1 ./run test first.")
    PAGE.write_text(draw_page(list_promises(), runs, on=on), encoding="utf-8")


if __name__ == "__main__":
    main()
