"""The embedded site is started as people start it, weighed while it is read, and stopped."""

import sqlite3
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from benchmarks import site
from benchmarks.served.processes import NotStartedError
from tests.databases import Clone

pytestmark = pytest.mark.once


@pytest.fixture
def made(cloned_database: Clone, tmp_path: Path) -> Path:
    """Return a folder whose site has its tables, which take half a minute to make."""
    call_command("migrate", fake=True, verbosity=0)
    connection.close()
    source = sqlite3.connect(cloned_database.name)
    with sqlite3.connect(tmp_path / "iltizam.sqlite3") as target:
        source.backup(target)
    source.close()
    target.close()
    return tmp_path


def test_what_it_holds_and_how_soon_it_answers_is_told(made: Path) -> None:
    found = site.measure(made, pages=4, demo=False)

    # A supervisor, a web server with its worker, and a worker of background work.
    assert found.processes >= 4
    assert found.pages == 4
    assert min(found.started_mb, found.walked_mb) > 20
    assert min(found.first_start_seconds, found.second_start_seconds) > 0
    assert "after 4" in site.draw(found)


def test_a_site_that_does_not_start_is_no_figure(tmp_path: Path) -> None:
    (tmp_path / "iltizam.sqlite3").write_text("no database")

    with pytest.raises(NotStartedError, match="ended with 1"):
        site.measure(tmp_path, pages=1)
