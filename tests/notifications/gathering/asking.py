"""What the tests of gathering do and read: things are asked, a mail server goes and returns."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.core import mail

from notifications.delivery import deliver_due
from notifications.models import Message
from notifications.relay import relay_announcements
from tests.notifications.post import Postman
from tests.notifications.telling import announce, list_letters

MINUTE = timedelta(minutes=1)


class Server:
    """Let the mail server go away and come back; without one, letters are kept in `mail.outbox`."""

    def __init__(self, settings: Any) -> None:
        self._settings = settings

    def go_away(self) -> None:
        """Refuse every connection."""
        self._settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        self._settings.EMAIL_HOST, self._settings.EMAIL_PORT = "127.0.0.1", 1

    def come_back_as(self, postman: Postman) -> None:
        """Do with each letter as the postman says."""
        self._settings.EMAIL_PORT = postman.port

    def come_back(self) -> None:
        """Take every letter."""
        self._settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def relay(now: datetime, count: int = 1, **announced: Any) -> list[int]:
    """Announce something several times and relay it; return the numbers of it."""
    asked = [announce(now, **announced).pk for _number in range(count)]
    relay_announcements(now=now)
    return asked


def ask(now: datetime, count: int = 1, **announced: Any) -> list[int]:
    """Announce something several times, relay and send it; return the numbers of it."""
    asked = relay(now, count, **announced)
    deliver(now)
    return asked


def deliver(now: datetime) -> int:
    """Do what the worker does at `now` with what was relayed."""
    return deliver_due(get_now=lambda: now)


def list_told() -> list[int]:
    """Return how many things each letter told that was taken."""
    return [str(each.body).count("[n") for each in mail.outbox]


def list_states(asked: list[int] | None = None) -> list[str]:
    """Return where the messages stand that these announcements became, or all of them."""
    told = list_letters().filter(announcement__isnull=False).order_by("pk")
    if asked is not None:
        told = told.filter(announcement__in=asked)
    return list(told.values_list("state", flat=True))


def count_states() -> Counter[str]:
    """Return how many messages stand where, of those that announcements became."""
    return Counter(list_states())


def get_told(announcement_id: int) -> Message:
    """Return the message that this announcement became."""
    return list_letters().get(announcement=announcement_id)
