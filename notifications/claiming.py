"""Who sends what: a message is claimed with a lease and an owner token, by one sender."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Least

from notifications import breakers
from notifications.models import DeliveryAttempt, Message, MessageState
from notifications.pausing import is_paused
from workflow.prepared import Update, insert, prepared, prepared_update

#: How many of the oldest are looked at for one that nobody else claims.
CANDIDATES = 10
#: Tries that are counted, in a column of two bytes: what is tried more often has had as many.
COUNTED_AT_MOST = 32_000


def is_message_due(*, now: datetime) -> bool:
    """Return whether a message waits, or was abandoned by its sender: two indexed reads."""
    return _list_pending(now).exists() or list_abandoned(now).exists()


def claim_next(*, now: datetime) -> Message | None:
    """Take the oldest message that is due, or return None when none is left.

    The try is counted, and written to the log of attempts, before it is made.
    """
    opened = breakers.list_open()
    for pk, route in _list_candidates(now):
        if route in opened and not breakers.take_trial(pk, route, now=now):
            continue
        if _claim(pk, now):
            (message,) = _read_whole(pk)
            return message
    return None


def list_abandoned(now: datetime) -> QuerySet[Message]:
    """Return the messages whose sender said nothing for too long."""
    return Message.objects.filter(state=MessageState.SENDING.value, leased_until__lt=now)


def _claim(pk: int, now: datetime) -> bool:
    owner = uuid4().hex
    with transaction.atomic():
        until = now + timedelta(seconds=settings.NOTIFICATIONS_LEASE_SECONDS)
        claimed = _lease(pk, now, lease_owner=owner, leased_until=until)
        # Nothing was updated: another worker got there first.
        if claimed:
            insert(DeliveryAttempt(message_id=pk, started_at=now, lease_owner=owner))
    return bool(claimed)


@prepared_update
def _lease(pk: int, now: datetime, **lease: Any) -> Update:
    return _list_due(now).filter(pk=pk), {
        "state": MessageState.SENDING.value,
        "attempts": Least(F("attempts") + 1, COUNTED_AT_MOST),
        "strikes": F("strikes") + 1,
        **lease,
    }


@prepared
def _list_candidates(now: datetime) -> QuerySet[Message, tuple[int, str]]:
    due = _list_pending(now).order_by("available_at", "id").values_list("pk", "route")
    return due[:CANDIDATES]


def _list_pending(now: datetime) -> QuerySet[Message]:
    return _list_due(now).exclude(route__in=breakers.list_resting(now))


def _list_due(now: datetime) -> QuerySet[Message]:
    return Message.objects.filter(
        ~is_paused(), state=MessageState.PENDING.value, available_at__lte=now
    )


@prepared
def _read_whole(pk: int) -> QuerySet[Message]:
    return Message.objects.filter(pk=pk).select_related(
        "announcement__event",
        "announcement__subject",
        "announcement__escalation",
        "endpoint",
        "recipient",
    )
