"""Fixtures of the engine's tests: the toy post office on a Monday of 2026."""

from collections.abc import Iterator

import pytest
from django.utils.translation import override

from tests.workflow.toy.making import MONDAY, Office, make_office, make_parcel, make_van
from tests.workflow.toy.models import Parcel, Van
from workflow.clock import FixedClock, use_clock


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Let the engine speak the language its sentences are written in."""
    with override("en"):
        yield


@pytest.fixture
def monday() -> Iterator[None]:
    """Let the whole test happen on the first Monday of June 2026."""
    with use_clock(FixedClock.on(MONDAY)):
        yield


@pytest.fixture
def office(db: None, monday: None) -> Office:
    """Return the people of the post office."""
    return make_office()


@pytest.fixture
def van(office: Office) -> Van:
    """Return a van that has not left."""
    return make_van(office)


@pytest.fixture
def parcel(office: Office, van: Van) -> Parcel:
    """Return a draft that Anna can post."""
    return make_parcel(office, van)
