"""The whole way from announcements to people, as the worker walks it."""

from notifications.claiming import is_message_due
from notifications.daily import compose_daily, is_daily_due
from notifications.delivery import deliver_due
from notifications.gathering import is_gathering_due
from notifications.relay import is_announcement_waiting, relay_announcements
from workflow.clock import current_clock
from workflow.heartbeats import beat


def is_work_waiting() -> bool:
    """Return whether something is to be relayed or sent now: five indexed reads when nothing is."""
    now = current_clock().now()
    return (
        is_announcement_waiting(now=now)
        or is_message_due(now=now)
        or is_daily_due(now=now)
        or is_gathering_due(now=now)
    )


def dispatch() -> int:
    """Relay what was announced and send what is due; return how many messages were tried."""
    clock = current_clock()
    relayed = relay_announcements(now=clock.now())
    composed = compose_daily(now=clock.now())
    tried = deliver_due(get_now=clock.now)
    beat(
        "dispatch",
        now=clock.now(),
        summary={"relayed": relayed, "composed": composed, "tried": tried},
    )
    return tried
