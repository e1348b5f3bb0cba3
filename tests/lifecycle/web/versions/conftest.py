"""Every page of these tests is read on one day, with an empty cache."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from tests.consultation import TODAY, on


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    """Stand still, and forget how many contributions came from this machine."""
    cache.clear()
    with on(TODAY):
        yield
