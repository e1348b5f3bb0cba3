"""The language of these tests, the one sentences are written in, and the day of the first plan."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.utils.translation import override

from workflow.clock import FixedClock, use_clock


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Let every sentence be read in the language it is written in."""
    with override("en"):
        yield


@pytest.fixture
def on_the_day_of_the_minutes(db: None) -> Iterator[None]:
    """Load on the day the first plan tells of."""
    with use_clock(FixedClock.on(date(2020, 7, 15))):
        yield
