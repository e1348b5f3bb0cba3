"""Senders in processes of their own, which are killed in the middle of what they do."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from notifications import relay
from notifications.daily import compose_daily
from notifications.delivery import deliver_due
from notifications.models import Message, MessageState
from notifications.relay import relay_announcements
from tests.workflow.proofs.children import kill_worker, run_to_death, start_worker
from workflow.models import Announcement

#: A Wednesday after the hour of the daily letter.
START = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
#: What is neither settled nor held: a proof is over when nothing is.
MOVING = (
    MessageState.PENDING,
    MessageState.SENDING,
    MessageState.WAITING,
    MessageState.GATHERING,
    MessageState.BUNDLED,
)


def make_clock() -> Callable[[], datetime]:
    """Return a clock that starts on a working day and runs as fast as real time."""
    begun = time.monotonic()
    return lambda: START + timedelta(seconds=time.monotonic() - begun)


def hurry(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let leases, waits and pauses last a moment, so that minutes become seconds."""
    monkeypatch.setattr(relay, "RELAY_LEASE", timedelta(seconds=0.3))
    settings.NOTIFICATIONS_LEASE_SECONDS = 1.2
    settings.NOTIFICATIONS_RETRY_AFTER_SECONDS = 0.02
    settings.NOTIFICATIONS_BREAKER_PAUSE_SECONDS = 0.05
    settings.EMAIL_TIMEOUT = 0.3


def send_for_ever(get_now: Callable[[], datetime]) -> None:
    """Do what a worker does, until it is killed."""
    while True:
        send_once(get_now)
        time.sleep(0.01)


def send_once(get_now: Callable[[], datetime]) -> None:
    """Do once what a worker does."""
    relay_announcements(now=get_now())
    compose_daily(now=get_now())
    deliver_due(get_now=get_now)


def send_and_kill(get_now: Callable[[], datetime], *, kills: int, senders: int, seed: int) -> None:
    """Keep some senders at work and kill one of them after the other, at odd moments."""
    random = Random(seed)  # noqa: S311 - for odd moments, not for secrets.
    running = [start_worker(lambda: send_for_ever(get_now)) for _number in range(senders)]
    for _kill in range(kills):
        time.sleep(random.uniform(0.02, 0.2))
        kill_worker(running.pop(random.randrange(len(running))))
        running.append(start_worker(lambda: send_for_ever(get_now)))
    for child in running:
        kill_worker(child)


def finish(get_now: Callable[[], datetime], *, patience_seconds: float = 12) -> None:
    """Send what is left, as one sender that nobody kills; what waits for a letter, day by day."""
    until = time.monotonic() + patience_seconds
    days = 0
    while is_moving() and time.monotonic() < until:
        send_once(lambda: get_now() + timedelta(days=days))  # noqa: B023 - called at once.
        days += not is_moving(but_for=MessageState.WAITING)
        time.sleep(0.02)


def send_until_nobody_dies(get_now: Callable[[], datetime], *, patience: int = 12) -> int:
    """Start a sender again and again until one lives to the end; return how many died."""
    for deaths in range(patience):
        if run_to_death(lambda: finish(get_now)) == 0:
            return deaths
    return patience


def is_moving(*, but_for: MessageState | None = None) -> bool:
    """Return whether anything is neither settled nor held, but for what is in this state."""
    moving = [str(state) for state in MOVING if state is not but_for]
    return (
        Announcement.objects.filter(taken_at__isnull=True).exists()
        or Message.objects.filter(state__in=moving).exists()
    )
