"""What the tests of the daily letter do and read: things are told, the morning comes."""

from datetime import UTC, datetime
from typing import Any

from notifications.daily import compose_daily
from notifications.delivery import deliver_due
from notifications.models import Message
from notifications.relay import relay_announcements
from notifications.topics import forget, register
from tests.notifications.telling import (
    TOPIC,
    Telling,
    announce,
    list_letters,
)

EIGHT = datetime(2026, 11, 26, 8, tzinfo=UTC)

LINK = "https://iltizam.example.org/proposals/7/"


def change(told: Telling, **changed: Any) -> Telling:
    """Register the topic anew."""
    forget(TOPIC)
    register(told.make_topic(**changed))
    return told


def announce_some(now: datetime, count: int = 3) -> None:
    """Announce something several times, and relay it."""
    for _number in range(count):
        announce(now)
    relay_announcements(now=now)


def run(now: datetime) -> None:
    """Do what the worker does at `now`."""
    relay_announcements(now=now)
    compose_daily(now=now)
    deliver_due(get_now=lambda: now)


def list_lines() -> list[Message]:
    """Return what is told in daily letters, or waits for one."""
    return list(list_letters().filter(announcement__isnull=False).order_by("pk"))


def get_daily() -> Message:
    """Return the one daily letter."""
    return Message.objects.get(announcement__isnull=True)
