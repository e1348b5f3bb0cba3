"""From a deed to a mail through a real RabbitMQ, in processes that share a database."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from celery import Celery
from django.conf import settings as project
from kombu import Connection, Queue

from lifecycle.vocabulary import ProposalState
from notifications.models import MailboxMessage
from settings.broker import broker_transport_options, find_queue_type
from tests.databases import Clone
from tests.factories import proposal_in
from tests.notifications.proxy import Line, open_line
from workflow import hints
from workflow.models import Announcement

pytestmark = pytest.mark.once

#: How long a slow machine may take for anything here, in seconds.
PATIENCE_SECONDS = 90.0


@pytest.fixture
def line(rabbitmq_url: str) -> Iterator[Line]:
    """Return a line to the broker that the test may cut."""
    parts = urlsplit(rabbitmq_url)
    with open_line(parts.hostname or "127.0.0.1", parts.port or 5672) as line:
        yield line


@pytest.fixture
def environment(cloned_database: Clone, rabbitmq_url: str, line: Line) -> Iterator[dict[str, str]]:
    """Return what makes processes share this database and a queue of their own."""
    queue = f"iltizam-test-{uuid4().hex}"
    parts = urlsplit(rabbitmq_url)
    account = f"{parts.username}:{parts.password}@" if parts.username else ""
    yield {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "settings.development",
        "DATABASE_URL": cloned_database.url,
        "CELERY_BROKER_URL": f"amqp://{account}127.0.0.1:{line.port}{parts.path}",
        "CELERY_QUEUE": queue,
    }
    with Connection(rabbitmq_url) as broker:
        Queue(queue, channel=broker.default_channel).delete()


@pytest.fixture
def worker(environment: dict[str, str], tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Start a worker that takes its work from the queue alone: no beat, no look of its own."""
    command = [sys.executable, "-m", "celery", "-A", "settings", "worker", "--pool=solo"]
    with (tmp_path / "worker.log").open("w") as log:
        process = subprocess.Popen(
            [*command, "--loglevel=WARNING", "--without-gossip", "--without-mingle"],
            cwd=project.BASE_DIR,
            env=environment,
            stdout=log,
            stderr=log,
            text=True,
        )
        yield process
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture
def hint(
    environment: dict[str, str], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], None]:
    """Return what a web process does once it has saved something."""
    address = environment["CELERY_BROKER_URL"]
    app = Celery("web", broker=address)
    app.config_from_object(settings, namespace="CELERY")
    app.conf.update(
        broker_url=address,
        broker_transport_options=broker_transport_options(address),
        task_default_queue=environment["CELERY_QUEUE"],
        task_default_queue_type=find_queue_type(address),
    )
    settings.CELERY_BROKER_URL = address
    monkeypatch.setattr(hints, "current_app", app)

    def hint() -> None:
        # As if the silence after a failure were over.
        monkeypatch.setattr(hints, "_silent_until", 0.0)
        hints.hint_work()

    return hint


def wait_for_mails(count: int, worker: subprocess.Popen[str]) -> list[MailboxMessage]:
    """Return the mails once there are so many, or what there is when patience ends."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while MailboxMessage.objects.count() < count and time.monotonic() < deadline:
        assert worker.poll() is None, "the worker is dead"
        time.sleep(0.2)
    return list(MailboxMessage.objects.order_by("pk"))


def test_mails_leave_by_hints_although_the_broker_is_away_in_between(
    worker: subprocess.Popen[str], line: Line, hint: Callable[[], None]
) -> None:
    first = proposal_in(ProposalState.SUBMITTED)
    hint()
    (kept,) = wait_for_mails(1, worker)
    assert first.reference in kept.subject
    assert f"/proposals/follow/{first.receipt_token}/" in kept.body

    line.cut()
    second = proposal_in(ProposalState.SUBMITTED)
    hint()
    assert MailboxMessage.objects.count() == 1
    line.restore()
    hint()

    mails = wait_for_mails(2, worker)
    assert [second.reference in each.subject for each in mails] == [False, True]
    assert not Announcement.objects.filter(taken_at__isnull=True).exists()
