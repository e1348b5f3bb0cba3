"""The demonstration, loaded once for every test here, with a word in what is not public."""

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tests.demonstration import load_demonstration
from tests.matrix.canaries import plant


@pytest.fixture(scope="package")
def demonstration(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[list[dict[str, str]]]:
    """Load the demonstration once; return the numbers of what others planted in it."""
    with load_demonstration(tmp_path_factory.mktemp("matrix"), django_db_blocker):
        yield plant()
