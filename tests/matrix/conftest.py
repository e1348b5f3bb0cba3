"""The demonstration, loaded once for every test here, with a word in what is not public."""

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from tests.matrix.canaries import plant
from workflow.demonstration import end_demonstration


@pytest.fixture(scope="package")
def demonstration(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """Load the demonstration once."""
    file = tmp_path_factory.mktemp("matrix") / "clock.json"
    with (
        django_db_blocker.unblock(),
        override_settings(WORKFLOW_DEMONSTRATION_FILE=file, LIFECYCLE_DEMO_PASSWORD="x"),
        transaction.atomic(),
    ):
        call_command("load_demo", stdout=StringIO())
        plant()
        yield
        end_demonstration()
        transaction.set_rollback(True)
