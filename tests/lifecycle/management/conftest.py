"""The language of these tests: the one sentences are written in."""

from collections.abc import Iterator

import pytest
from django.utils.translation import override


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Let every sentence be read in the language it is written in."""
    with override("en"):
        yield
