"""The whole way from announcements to people, as the worker walks it."""

from django.utils import timezone

from notifications.delivery import deliver_due, is_message_due
from notifications.relay import is_announcement_waiting, relay_announcements


def is_work_waiting() -> bool:
    """Return whether something is to be relayed or sent now: three indexed reads at most."""
    now = timezone.now()
    return is_announcement_waiting(now=now) or is_message_due(now=now)


def dispatch() -> int:
    """Relay what was announced and send what is due; return how many messages were tried."""
    relay_announcements(now=timezone.now())
    return deliver_due(get_now=timezone.now)
