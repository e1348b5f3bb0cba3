"""An activity that waits for four departments nobody named, five days after it was written down."""

from collections.abc import Iterator

import pytest
from django.utils.translation import override

from lifecycle.models import AwaitedParty
from lifecycle.services.loading.plan_loader import load_plan
from tests.lifecycle.services.awaited.departments import (
    AS_OF,
    TEXT,
    TODAY,
)
from tests.lifecycle.services.loading.files import yaml_source
from workflow.clock import FixedClock, use_clock


@pytest.fixture(autouse=True)
def _day(db: None) -> Iterator[None]:
    with use_clock(FixedClock.on(AS_OF)):
        load_plan(yaml_source(TEXT))
    with use_clock(FixedClock.on(TODAY)), override("en"):
        yield


@pytest.fixture
def party() -> AwaitedParty:
    """Return the four departments that nobody named."""
    return AwaitedParty.objects.get()
