"""From messages to people: claimed with a lease, tried a few times, proved afterwards.

1. A message is claimed: `sending`, with the number of its attempt counted before the try.
2. Whether its recipient may still read it is asked again.
3. It is rendered and handed to the channel, outside any transaction.
4. It is marked `sent`, or waits longer after each failure, or is `dead`.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db.models import F, QuerySet

from notifications.channels import email
from notifications.models import Message, MessageState
from notifications.rendering import Words, render_message
from notifications.topics import (
    Recipient,
    Topic,
    find_topic,
    list_reachable,
    name_recipient,
)
from workflow.models import DeliveryClass

logger = logging.getLogger(__name__)

#: Messages sent in one call, so that a worker turns to something else from time to time.
BATCH = 100
#: How many of the oldest are looked at for one that nobody else claims.
CANDIDATES = 10


def is_message_due(*, now: datetime) -> bool:
    """Return whether a message waits, or was abandoned by its sender: two indexed reads."""
    return _list_pending(now).exists() or _list_abandoned(now).exists()


def deliver_due(*, get_now: Callable[[], datetime]) -> int:
    """Send what is due; return how many messages were tried. `get_now` returns aware instants."""
    release_abandoned(now=get_now())
    tried = 0
    while tried < BATCH and (message := claim_next(now=get_now())) is not None:
        deliver(message, get_now=get_now)
        tried += 1
    return tried


def release_abandoned(*, now: datetime) -> None:
    """Settle what a sender took and never came back from.

    What may arrive twice is tried again while attempts are left; what must not waits for a person.
    """
    abandoned = _list_abandoned(now)
    abandoned.filter(delivery_class=DeliveryClass.STRICT.value).update(
        state=MessageState.IN_DOUBT.value, last_error="its sender died while sending"
    )
    abandoned.filter(attempts__gte=settings.NOTIFICATIONS_ATTEMPTS).update(
        state=MessageState.DEAD.value, last_error="its sender died each time"
    )
    abandoned.update(state=MessageState.PENDING.value, available_at=now)


def claim_next(*, now: datetime) -> Message | None:
    """Take the oldest message that is due, or return None when none is left."""
    due = _list_pending(now).order_by("available_at", "id").values_list("pk", flat=True)
    for pk in due[:CANDIDATES]:
        owner = uuid4().hex
        claimed = (
            _list_pending(now)
            .filter(pk=pk)
            .update(
                state=MessageState.SENDING.value,
                attempts=F("attempts") + 1,
                lease_owner=owner,
                leased_until=now + timedelta(seconds=settings.NOTIFICATIONS_LEASE_SECONDS),
            )
        )
        # Nothing was updated: another worker got there first.
        if claimed:
            return _list_whole().get(pk=pk)
    return None


def deliver(message: Message, *, get_now: Callable[[], datetime]) -> None:
    """Send a claimed message and record what came of it."""
    try:
        prepared = _prepare(message)
    except Exception as error:  # noqa: BLE001 - a poisoned message must not stop the others.
        _record_failure(message, error, now=get_now())
        return
    if prepared is None:
        _settle(message, state=MessageState.WITHHELD.value)
        return
    recipient, words = prepared
    try:
        email.send(message, words, to=recipient.email)
    except Exception as error:  # noqa: BLE001 - the network has many ways to fail.
        _record_unsent(message, error, now=get_now())
        return
    _record_sent(message, words, now=get_now())


def _prepare(message: Message) -> tuple[Recipient, Words] | None:
    """Return who is told and in which words, or None when they may not be told any more."""
    topic = find_topic(message.announcement.topic)
    recipient = _find_recipient(message, topic) if topic is not None else None
    if topic is None or recipient is None:
        return None
    return recipient, render_message(message, topic, recipient)


def _find_recipient(message: Message, topic: Topic) -> Recipient | None:
    wanted = message.outsider or str(message.recipient_id)
    reachable = list_reachable(topic, message.announcement)
    return next((each for each in reachable if name_recipient(each) == wanted), None)


def _record_sent(message: Message, words: Words, *, now: datetime) -> None:
    _settle(
        message,
        state=MessageState.SENT.value,
        sent_at=now,
        language=words.language,
        subject=words.subject[:255],
        body=words.body,
        last_error="",
    )


def _record_unsent(message: Message, error: Exception, *, now: datetime) -> None:
    strict = message.delivery_class == DeliveryClass.STRICT.value
    if strict and not email.is_certainly_unsent(error):
        _settle(message, state=MessageState.IN_DOUBT.value, last_error=repr(error))
        return
    _record_failure(message, error, now=now)


def _record_failure(message: Message, error: Exception, *, now: datetime) -> None:
    logger.warning("message %s failed, attempt %s", message.pk, message.attempts, exc_info=error)
    if message.attempts >= settings.NOTIFICATIONS_ATTEMPTS:
        _settle(message, state=MessageState.DEAD.value, last_error=repr(error))
        logger.error("message %s is dead after %s attempts", message.pk, message.attempts)
        return
    wait = timedelta(
        seconds=settings.NOTIFICATIONS_RETRY_AFTER_SECONDS * 2 ** (message.attempts - 1)
    )
    _settle(
        message,
        state=MessageState.PENDING.value,
        available_at=now + wait,
        last_error=repr(error),
    )


def _settle(message: Message, **columns: object) -> None:
    # Only while the lease is ours: after it ran out, whoever took over records the outcome.
    Message.objects.filter(pk=message.pk, lease_owner=message.lease_owner).update(
        lease_owner="", leased_until=None, **columns
    )


def _list_pending(now: datetime) -> QuerySet[Message]:
    return Message.objects.filter(state=MessageState.PENDING.value, available_at__lte=now)


def _list_abandoned(now: datetime) -> QuerySet[Message]:
    return Message.objects.filter(state=MessageState.SENDING.value, leased_until__lt=now)


def _list_whole() -> QuerySet[Message]:
    return Message.objects.select_related("announcement__event", "announcement__subject")
