"""The migrations make a database that works; the other tests make their tables without them."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.conf import settings
from pytest_django import DjangoDbBlocker

from tests.databases import empty_database

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def address(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """Migrate a new database, once for all tests; return its address."""
    with (
        django_db_blocker.unblock(),
        empty_database(tmp_path_factory.mktemp("migrated")) as address,
    ):
        _manage(address, "migrate", "--verbosity", "0")
        yield address


def test_in_a_new_database_nothing_is_off_but_its_lead(address: str) -> None:
    found = _manage(address, "doctor", "--json", check=False)

    off = [each["question"] for each in json.loads(found) if each["problem"]]
    # Nobody was given a role yet.
    assert off == ["Is there somebody who can decide?"]


def _manage(address: str, *arguments: str, check: bool = True) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "DATABASE_URL": address,
            "DJANGO_SETTINGS_MODULE": "settings.development",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert not check or done.returncode == 0, done.stderr
    return done.stdout


#: Before what is said of pauses and of letters in words that the code of before does not know.
BEFORE = ("notifications", "0001_tables")
WRITING = """
from datetime import UTC, datetime
from notifications.models import DeliveryAttempt, DeliveryPause, Message
from workflow.models import User
at = datetime(2026, 11, 27, tzinfo=UTC)
person = User.objects.create_user("amina@example.org", None)
DeliveryPause.objects.create(reason="over", paused_at=at, resumed_at=at, resumed_by=person)
DeliveryPause.objects.create(reason="on", paused_at=at)
letter = Message.objects.create(
    recipient=person, dedupe_key="gathered:1", state="dissolved", available_at=at
)
DeliveryAttempt.objects.create(
    message=letter, started_at=at, outcome="unreached", lease_owner="one"
)
"""
READING = """
import json
from django.db import connection
from notifications.models import DeliveryAttempt, DeliveryPause, Message
with connection.cursor() as cursor:
    cursor.execute("SELECT reason, is_on FROM notifications_deliverypause ORDER BY id")
    pauses = [[reason, bool(is_on)] for reason, is_on in cursor.fetchall()]
outcomes = list(DeliveryAttempt.objects.values_list("outcome", flat=True))
states = list(Message.objects.values_list("state", flat=True))
print(json.dumps([pauses, states, outcomes]))
"""
PAUSES = "from notifications.pausing import find_pause; print(find_pause())"


def test_what_was_delivered_and_paused_can_be_taken_back_a_version_and_forth_again(
    address: str,
) -> None:
    _manage(address, "shell", "--command", WRITING)

    _manage(address, "migrate", *BEFORE, "--verbosity", "0")
    found = _manage(address, "shell", "--verbosity", "0", "--command", READING)
    _manage(address, "migrate", "--verbosity", "0")
    pauses = _manage(address, "shell", "--verbosity", "0", "--command", PAUSES)

    assert json.loads(found.splitlines()[-1]) == [
        [["over", False], ["on", True]],
        ["dropped"],
        ["route_down"],
    ]
    assert pauses.splitlines()[-1] == "on"
