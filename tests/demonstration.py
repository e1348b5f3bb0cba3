"""The demonstration, for the tests that start from it."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from workflow.demonstration import end_demonstration

PASSWORD = "for tests alone"


@contextmanager
def load_demonstration(folder: Path, blocker: DjangoDbBlocker) -> Iterator[str]:
    """Load it and live on its day until the end, when all is undone; give what was printed.

    Its clock is kept in `folder`.
    """
    kept = override_settings(
        WORKFLOW_DEMONSTRATION_FILE=folder / "clock.json", LIFECYCLE_DEMO_PASSWORD=PASSWORD
    )
    with blocker.unblock(), kept, transaction.atomic():
        out = StringIO()
        call_command("load_demo", stdout=out)
        yield out.getvalue()
        end_demonstration()
        transaction.set_rollback(True)
