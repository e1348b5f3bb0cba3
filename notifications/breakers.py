"""Breakers: a route that fails again and again is left alone, then tried with one message.

1. `NOTIFICATIONS_BREAKER_FAILURES` messages in a row fail by the fault of the route: it opens.
2. After a pause one message tries; the others wait.
3. It gets through: the route is closed again, and what waited leaves at once. It does not: a
   pause again.

One message that fails again and again counts once, so that poison opens nothing.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, QuerySet

from notifications.models import ChannelBreaker, Message, MessageState
from workflow.incidents import report_incident

logger = logging.getLogger(__name__)


def list_resting(now: datetime) -> QuerySet[ChannelBreaker, str]:
    """Return the routes that are left alone now, for a sub-query."""
    resting = ChannelBreaker.objects.filter(opened_at__isnull=False, retry_at__gt=now)
    return resting.values_list("route", flat=True)


def list_open() -> frozenset[str]:
    """Return the routes whose breaker is open, resting or ready to be tried; one statement."""
    opened = ChannelBreaker.objects.filter(opened_at__isnull=False)
    return frozenset(opened.values_list("route", flat=True))


def take_trial(message_id: int, route: str, *, now: datetime) -> bool:
    """Return whether this message is the one that tries an open route."""
    ready = ChannelBreaker.objects.filter(route=route, opened_at__isnull=False, retry_at__lte=now)
    # Nothing was updated: another message tries it.
    return bool(ready.update(message_id=message_id, retry_at=_compute_retry(now)))


def has_succeeded_since(route: str, instant: datetime) -> bool:
    """Return whether something got through at `instant` or after."""
    return ChannelBreaker.objects.filter(route=route, succeeded_at__gte=instant).exists()


def record_success(route: str, *, now: datetime) -> None:
    """Say that the route works; what an outage had put off leaves at once."""
    was_open = ChannelBreaker.objects.filter(route=route, opened_at__isnull=False).exists()
    ChannelBreaker.objects.bulk_create(
        [ChannelBreaker(route=route, succeeded_at=now)],
        update_conflicts=True,
        unique_fields=["route"],
        update_fields=["failures", "message_id", "opened_at", "retry_at", "succeeded_at"],
    )
    if was_open:
        logger.warning("the route %s works again", route)
        Message.objects.filter(
            route=route,
            state__in=[MessageState.PENDING.value, MessageState.GATHERING.value],
            strikes=0,
            available_at__gt=now,
        ).update(available_at=now)


def record_failure(route: str, message_id: int, error: str, *, now: datetime) -> bool:
    """Say that a message failed by the fault of the route; return whether that opens the breaker.

    Of a letter that tells several, `message_id` is the newest of them.
    """
    breaker, _created = ChannelBreaker.objects.get_or_create(route=route)
    if breaker.message_id == message_id or breaker.opened_at is not None:
        ChannelBreaker.objects.filter(pk=breaker.pk).update(last_error=error)
        return False
    ChannelBreaker.objects.filter(pk=breaker.pk).update(
        failures=F("failures") + 1, message_id=message_id, last_error=error
    )
    opened = ChannelBreaker.objects.filter(
        pk=breaker.pk,
        opened_at__isnull=True,
        failures__gte=settings.NOTIFICATIONS_BREAKER_FAILURES,
    ).update(opened_at=now, retry_at=_compute_retry(now))
    if opened:
        report_incident("route_down", f"{route} fails again and again: {error}")
    return bool(opened)


def find_open_since(route: str) -> datetime | None:
    """Return since when the route is open, or None."""
    opened = ChannelBreaker.objects.filter(route=route).values_list("opened_at", flat=True)
    return opened.first()


def find_retry(route: str) -> datetime | None:
    """Return when an open route is tried again, or None while it is closed."""
    opened = ChannelBreaker.objects.filter(route=route, opened_at__isnull=False)
    return opened.values_list("retry_at", flat=True).first()


def _compute_retry(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.NOTIFICATIONS_BREAKER_PAUSE_SECONDS)
