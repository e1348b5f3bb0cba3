"""The day on which the council files of these tests are put together."""

from collections.abc import Iterator

import pytest

from tests.council import (
    TODAY,
    on,
)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with on(TODAY):
        yield
