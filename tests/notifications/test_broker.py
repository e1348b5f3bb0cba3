"""From a deed to a mail through a real RabbitMQ, in processes that share a database."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from kombu import Connection, Queue

from lifecycle.vocabulary import ProposalState
from notifications.models import MailboxMessage
from tests.databases import Clone
from tests.factories import proposal_in
from workflow.models import Announcement

pytestmark = pytest.mark.once

#: How long a slow machine may take for anything here, in seconds.
PATIENCE_SECONDS = 90.0
#: What a web process does once it has saved something.
HINT = "import django; django.setup(); from workflow.hints import hint_work; hint_work()"


@pytest.fixture
def environment(cloned_database: Clone, rabbitmq_url: str) -> Iterator[dict[str, str]]:
    """Return what makes processes share this database and a queue of their own."""
    queue = f"iltizam-test-{uuid4().hex}"
    yield {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "settings.development",
        "DATABASE_URL": cloned_database.url,
        "CELERY_BROKER_URL": rabbitmq_url,
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
            cwd=settings.BASE_DIR,
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


def test_a_hint_through_the_broker_brings_the_mail(
    environment: dict[str, str], worker: subprocess.Popen[str]
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED)
    assert Announcement.objects.filter(taken_at__isnull=True).exists()

    subprocess.run([sys.executable, "-c", HINT], cwd=settings.BASE_DIR, env=environment, check=True)

    deadline = time.monotonic() + PATIENCE_SECONDS
    while not MailboxMessage.objects.exists() and time.monotonic() < deadline:
        assert worker.poll() is None, "the worker is dead"
        time.sleep(0.2)
    kept = MailboxMessage.objects.get()
    assert proposal.reference in kept.subject
    assert f"/proposals/follow/{proposal.receipt_token}/" in kept.body
    assert not Announcement.objects.filter(taken_at__isnull=True).exists()
