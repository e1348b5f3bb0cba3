"""A demonstration moves the time of a site as a whole, and never that of a production site."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django.fixtures import Settings

from workflow.clock import (
    DatabaseClock,
    FixedClock,
    MachineClock,
    compute_skew,
    current_clock,
    use_clock,
)
from workflow.demonstration import (
    begin_demonstration,
    end_demonstration,
    find_shift,
    is_demonstration,
)

DAY = date(2020, 11, 16)


@pytest.fixture
def file(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """Return where the settings keep the demonstration; there is none yet."""
    settings.WORKFLOW_DEMONSTRATION_FILE = tmp_path / "demonstration.json"
    end_demonstration()
    yield settings.WORKFLOW_DEMONSTRATION_FILE
    settings.PRODUCTION = False
    end_demonstration()


def test_time_is_real_without_a_demonstration(file: Path) -> None:
    assert not is_demonstration()
    assert abs(MachineClock().now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_today_is_the_day_the_demonstration_begins_on(file: Path) -> None:
    begin_demonstration(DAY)

    assert is_demonstration()
    assert current_clock().today() == DAY


def test_time_flows_in_a_demonstration(file: Path) -> None:
    begin_demonstration(DAY)

    first, second = current_clock().now(), current_clock().now()

    assert second > first


def test_a_process_that_starts_a_day_later_finds_itself_a_day_later(file: Path) -> None:
    begin_demonstration(DAY)
    kept = json.loads(file.read_text())
    # What a new process reads when a day of ours has passed: the same file, a later now.
    end_demonstration()
    file.write_text(json.dumps({**kept, "shift_seconds": kept["shift_seconds"] + 86_400}))

    assert current_clock().today() == DAY + timedelta(days=1)


@pytest.mark.django_db
def test_the_database_lives_on_the_same_day_as_the_machine(file: Path) -> None:
    begin_demonstration(DAY)

    assert DatabaseClock().today() == DAY
    assert abs(compute_skew()) < timedelta(minutes=2)


def test_a_clock_that_a_test_fixes_is_not_moved(file: Path) -> None:
    begin_demonstration(DAY)

    with use_clock(FixedClock.on(date(2021, 1, 4))):
        assert current_clock().today() == date(2021, 1, 4)


def test_it_ends_when_the_file_is_gone(file: Path) -> None:
    begin_demonstration(DAY)

    end_demonstration()

    assert not file.exists()
    assert not is_demonstration()


def test_a_file_that_says_nothing_is_an_error_with_its_remedy(file: Path) -> None:
    file.write_text("{}")

    with pytest.raises(ImproperlyConfigured, match=r"\./run demo reset"):
        find_shift()


def test_settings_without_a_file_keep_no_demonstration(settings: Settings) -> None:
    settings.WORKFLOW_DEMONSTRATION_FILE = None

    with pytest.raises(ImproperlyConfigured, match="WORKFLOW_DEMONSTRATION_FILE"):
        begin_demonstration(DAY)

    assert not is_demonstration()


def test_production_settings_refuse_a_demonstration(file: Path, settings: Settings) -> None:
    settings.PRODUCTION = True

    with pytest.raises(ImproperlyConfigured, match="refused under production settings"):
        current_clock().now()
