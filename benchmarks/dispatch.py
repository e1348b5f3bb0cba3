"""The outbox: announcements become messages, and messages leave; how fast, in how much memory."""

import resource
import sys
import time
from dataclasses import replace
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks.measure import Figure, measure
from notifications.claiming import claim_next
from notifications.delivery import deliver
from notifications.relay import relay_announcements
from notifications.topics import Topic, register
from workflow.clock import current_clock
from workflow.models import Announcement, Subject, User

TOPIC = "bench.told"


def run(count: int) -> list[Figure]:
    """Return the figures of `count` letters, from the announcement until each is proved sent.

    The mail server takes everything at once: what is measured is what stands around it.

    Raises:
        LookupError: there were fewer letters than announcements.
    """
    readers = [User.objects.create_user(f"reader-{number}@example.org") for number in range(20)]
    # Of no group: each leaves by itself and at once, not with others of its reader.
    register(
        Topic(
            TOPIC,
            recipients=lambda announcement: [readers[announcement.pk % len(readers)]],
            template="lifecycle/mail/news",
            context=lambda _announcement, _reader: {"title": "Archives", "happened": "Verify"},
        )
    )
    _announce(count)
    return [_relay_all(count), _send_all(count)]


def _announce(count: int) -> None:
    now = timezone.now()
    subject = Subject.objects.create(kind="proposal", state="submitted", entered_at=now)
    Announcement.objects.bulk_create(
        (
            Announcement(subject=subject, topic=TOPIC, available_at=now - timedelta(minutes=1))
            for _number in range(count)
        ),
        batch_size=5_000,
    )


def _relay_all(count: int) -> Figure:
    started = time.perf_counter()
    with CaptureQueriesContext(connection) as captured:
        first = _relay()
    if first < count:
        # What is written down of each statement slowed the first batch.
        started = time.perf_counter()
    while _relay():
        pass
    elapsed = time.perf_counter() - started
    timed = count - first or count
    return Figure(
        name="announcements become messages",
        count=timed,
        rate_per_second=round(timed / elapsed, 1),
        median_ms=round(elapsed / timed * 1000, 3),
        statements=len(captured) // first,
        peak_mb=_read_peak(),
    )


def _relay() -> int:
    return relay_announcements(now=current_clock().now())


def _send_all(count: int) -> Figure:
    def send(_number: int) -> None:
        message = claim_next(now=current_clock().now())
        if message is None:
            raise LookupError("no letter is due")
        deliver(message, get_now=current_clock().now)

    figure = measure("messages are sent and proved", send, range(count))
    return replace(figure, peak_mb=_read_peak())


def _read_peak() -> float:
    """Return the most memory this process has held, in megabytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1024 * 1024 if sys.platform == "darwin" else 1024), 1)
