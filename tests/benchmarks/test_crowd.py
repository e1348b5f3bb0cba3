"""Many people at work: what they do is done, what fails is counted, and it ends when told to."""

import time
from pathlib import Path

import pytest
from django.db import connection

from benchmarks.crowd import working as crowd
from benchmarks.crowd.people import HABITS, read_calendar
from benchmarks.crowd.working import Load
from tests.cast import introduce, make_institutions
from tests.databases import Clone
from tests.factories import make_plan
from workflow.models import User

SECONDS = 4.0


@pytest.fixture
def people(bench_database: Clone) -> None:
    """Let people of several roles work on two plans."""
    for code in ("MA-1", "MA-2"):
        make_plan(code)
    institutions = make_institutions()
    for name in ("amina", "claire", "driss", "farid"):
        introduce(name, institutions)


def work(folder: Path, database: Clone, *, seconds: float = SECONDS) -> Load:
    """Let a few people work hurriedly."""
    return crowd.run(folder, database.url, people=8, seconds=seconds, workers=2, think=0.05)


def test_nothing_fails_while_people_work(
    people: None, bench_database: Clone, site_folder: Path
) -> None:
    met = work(site_folder, bench_database)

    assert met.problems == []
    assert (met.errors, met.restarts, met.said_by_the_server) == (0, 0, "")
    assert met.requests == sum(each.count for each in met.screens) > 0
    assert len(met.memory_mb) == 3
    assert min(met.memory_mb) > 0


def test_a_page_that_fails_is_counted_and_its_reason_told(
    people: None,
    bench_database: Clone,
    site_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE workflow_holiday RENAME TO gone")
    monkeypatch.setattr(crowd, "choose", lambda _role, _chance: read_calendar)

    met = work(site_folder, bench_database)

    assert met.errors == met.requests > 0
    assert met.problems == [f"{met.errors} x /calendar/: 500"]
    assert "workflow_holiday" in met.said_by_the_server


def test_it_ends_when_it_is_interrupted(
    people: None,
    bench_database: Clone,
    site_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupt(_seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("benchmarks.crowd.working.sleep", interrupt)
    begun = time.monotonic()

    met = work(site_folder, bench_database, seconds=3600)

    assert time.monotonic() - begun < 300
    assert met.seconds < 300
    assert len(met.memory_mb) == 1


def test_roles_are_told_from_what_people_hold(people: None, bench_database: Clone) -> None:
    roles = {each.display_name: crowd._find_role(each) for each in User.objects.all()}

    assert roles == {"Amina": "official", "Claire": "lead", "Driss": "author", "Farid": "porter"}
    assert set(roles.values()) <= set(HABITS)
