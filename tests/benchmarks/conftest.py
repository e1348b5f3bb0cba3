"""A site to measure: its database, its collected files; and nothing may stay running."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.served.processes import list_family
from benchmarks.served.serving import collect_files, make_environment
from tests.databases import Clone


@pytest.fixture(scope="session")
def collected_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the collected style sheets and scripts, which takes seconds to make."""
    folder = tmp_path_factory.mktemp("collected")
    collect_files(make_environment(folder, "sqlite:///:memory:", secret="any"))
    return folder / "static"


@pytest.fixture
def site_folder(tmp_path: Path, collected_files: Path) -> Path:
    """Return a folder for the files of a site."""
    (tmp_path / "static").symlink_to(collected_files)
    return tmp_path


@pytest.fixture
def bench_database(cloned_database: Clone, monkeypatch: pytest.MonkeyPatch) -> Clone:
    """Return a database whose address the served processes find where a measurement puts it."""
    monkeypatch.setenv("DATABASE_URL", cloned_database.url)
    return cloned_database


@pytest.fixture(autouse=True)
def nothing_stays_running() -> Iterator[None]:
    """Fail when a process that a measurement started is there when it is over."""
    before = set(list_family(os.getpid()))
    yield
    assert set(list_family(os.getpid())) - before == set()
