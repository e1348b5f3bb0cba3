"""What came of a try: the row proves it, the log of attempts tells it, the breaker counts it.

The lines of a letter follow it: sent with it, held with it, gathered anew when it is dissolved.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from notifications import breakers, endpoints, gathering, refusals
from notifications.channels.base import Fault, Judgement, Reach
from notifications.claiming import list_abandoned
from notifications.errors import describe_error
from notifications.lines import Line
from notifications.models import (
    AttemptOutcome,
    DeliveryAttempt,
    Message,
    MessageState,
)
from notifications.rendering import Words
from workflow.incidents import report_incident
from workflow.models import DeliveryClass

logger = logging.getLogger(__name__)

#: A wait between two tries doubles this often at most: an hour and some, by default.
DOUBLINGS = 6


def record_sent(
    message: Message, words: Words, *, lines: Sequence[Line] = (), now: datetime
) -> None:
    """Say that the message was taken over, with all that it told."""
    with transaction.atomic():
        is_ours = _settle(
            message,
            MessageState.SENT,
            AttemptOutcome.SENT,
            now=now,
            sent_at=now,
            language=words.language,
            subject=words.subject[:255],
            body=words.body,
            link=words.link,
            last_error="",
        )
        breakers.record_success(message.route, now=now)
        if is_ours:
            _record_lines(message, lines, now)


def record_withheld(message: Message, *, now: datetime) -> None:
    """Say that whoever it is for may not read it any more."""
    _settle(message, MessageState.WITHHELD, AttemptOutcome.WITHHELD, now=now)


def record_refused(message: Message, address: str, error: str, *, now: datetime) -> None:
    """Say that nobody is at its address: nothing is tried there until somebody corrects it."""
    refusal = refusals.record_refusal(message, address, error, now=now)
    _settle(
        message,
        MessageState.REFUSED,
        AttemptOutcome.REFUSED,
        now=now,
        error=error,
        refusal=refusal,
        last_error=error,
    )


def record_poison(message: Message, error: Exception, *, now: datetime) -> None:
    """Say that the message could not even be written."""
    _put_off(message, AttemptOutcome.FAILED, describe_error(error), now=now)


def record_failure(
    message: Message, error: Exception, judgement: Judgement, *, address: str, now: datetime
) -> None:
    """Say that the message could not be handed over, and count it where the fault lies."""
    said = describe_error(error)
    # Not its traceback, which would put addresses into the log.
    logger.warning("message %s failed, attempt %s: %s", message.pk, message.attempts, said)
    if judgement.fault is Fault.ADDRESS:
        record_refused(message, address, said, now=now)
        return
    is_route_down = _is_route_down(message, judgement)
    if is_route_down:
        if breakers.record_failure(message.route, _find_newest(message), said, now=now):
            gathering.take_back(message.route)
        endpoints.stop_when_silent(message, now=now)
    if message.delivery_class == DeliveryClass.STRICT and not judgement.is_certainly_unsent:
        record_doubt(message, said, now=now)
    elif is_route_down and judgement.is_unread:
        _put_off(message, AttemptOutcome.UNREACHED, said, now=now)
    elif is_route_down:
        _put_off(message, AttemptOutcome.ROUTE_DOWN, said, now=now)
    else:
        _put_off(message, AttemptOutcome.FAILED, said, now=now)


def record_doubt(message: Message, error: str, *, now: datetime) -> None:
    """Say that nobody knows whether it left: what must not arrive twice waits for a person."""
    is_ours = _settle(
        message,
        MessageState.IN_DOUBT,
        AttemptOutcome.IN_DOUBT,
        now=now,
        error=error,
        last_error=error,
    )
    if is_ours:
        report_incident("letter_in_doubt", f"message {message.pk} may have left: {error}")


def release_abandoned(*, now: datetime) -> None:
    """Settle what a sender took and never came back from.

    What may arrive twice is tried again while strikes are left; what must not waits for a person.
    """
    for message in list_abandoned(now).order_by("pk"):
        error = "its sender died while sending"
        if message.delivery_class == DeliveryClass.STRICT:
            record_doubt(message, error, now=now)
        elif message.strikes >= settings.NOTIFICATIONS_ATTEMPTS:
            _bury(message, AttemptOutcome.DIED, error, now=now)
        else:
            _settle(
                message,
                MessageState.PENDING,
                AttemptOutcome.DIED,
                now=now,
                error=error,
                available_at=now,
                last_error=error,
            )


def _is_route_down(message: Message, judgement: Judgement) -> bool:
    """Return whether the route is at fault; where nobody is, no message can be."""
    if judgement.fault is not Fault.ROUTE:
        return False
    return judgement.reach is Reach.NOWHERE or not _is_its_own(message)


def _find_newest(message: Message) -> int:
    """Return the newest message that is told: with each that joins it, a letter is another one."""
    newest: int | None = message.lines.aggregate(newest=Max("pk"))["newest"]
    return newest or message.pk


def _is_its_own(message: Message) -> bool:
    """Return whether others got through since this message was last tried: the fault is its own."""
    last = (
        message.tries.exclude(lease_owner=message.lease_owner)
        .order_by("-pk")
        .values_list("started_at", flat=True)
        .first()
    )
    return last is not None and breakers.has_succeeded_since(message.route, last)


def _put_off(message: Message, outcome: AttemptOutcome, error: str, *, now: datetime) -> None:
    is_innocent = outcome in {AttemptOutcome.ROUTE_DOWN, AttemptOutcome.UNREACHED}
    strikes = max(0, message.strikes - 1) if is_innocent else message.strikes
    if strikes >= settings.NOTIFICATIONS_ATTEMPTS:
        _bury(message, outcome, error, now=now)
        return
    available_at = _find_next_try(message, outcome, now)
    state = _find_next_state(message, outcome)
    with transaction.atomic():
        is_ours = _settle(
            message,
            state,
            outcome,
            now=now,
            error=error,
            available_at=available_at,
            strikes=strikes,
            last_error=error,
        )
        if is_ours and state is MessageState.DISSOLVED:
            gathering.take_lines_back(message, available_at=available_at, error=error)


def _find_next_try(message: Message, outcome: AttemptOutcome, now: datetime) -> datetime:
    """Return when it is tried again: later each time, or when the route that is down is tried.

    What reached nobody cannot arrive twice, and is as good as any to see whether the route is back.
    """
    if outcome is AttemptOutcome.UNREACHED:
        retry_at = breakers.find_retry(message.route)
        if retry_at is not None:
            return retry_at
    doublings = min(message.attempts - 1, DOUBLINGS)
    return now + timedelta(seconds=settings.NOTIFICATIONS_RETRY_AFTER_SECONDS * 2**doublings)


def _find_next_state(message: Message, outcome: AttemptOutcome) -> MessageState:
    if outcome is not AttemptOutcome.UNREACHED or not gathering.may_gather_anew(message):
        return MessageState.PENDING
    return MessageState.DISSOLVED if message.is_bundle else MessageState.GATHERING


def _bury(message: Message, outcome: AttemptOutcome, error: str, *, now: datetime) -> None:
    if _settle(message, MessageState.DEAD, outcome, now=now, error=error, last_error=error):
        report_incident(
            "dead_letter",
            f"message {message.pk} is dead after {message.attempts} attempts: {error}",
        )


def _settle(
    message: Message,
    state: MessageState,
    outcome: AttemptOutcome,
    *,
    now: datetime,
    error: str = "",
    **columns: object,
) -> bool:
    """Record the outcome; return whether the message was still ours."""
    with transaction.atomic():
        DeliveryAttempt.objects.filter(lease_owner=message.lease_owner).update(
            ended_at=now, outcome=outcome.value, error=error
        )
        # Only while the lease is ours: after it ran out, whoever took over records the outcome.
        settled = Message.objects.filter(
            pk=message.pk, lease_owner=message.lease_owner, state=MessageState.SENDING.value
        ).update(state=state.value, lease_owner="", leased_until=None, **columns)
        if settled and message.is_bundle:
            _settle_lines(message, state, error, now)
    return bool(settled)


def _settle_lines(daily: Message, state: MessageState, error: str, now: datetime) -> None:
    """Hold the lines of a daily letter that is held."""
    held = {MessageState.DEAD, MessageState.REFUSED, MessageState.IN_DOUBT}
    if state not in held:
        return
    lines = Message.objects.filter(daily=daily, state=MessageState.BUNDLED.value)
    if state is MessageState.IN_DOUBT:
        # What must arrive goes into the next letter, even if it is told twice.
        lines.filter(delivery_class=DeliveryClass.MUST_ARRIVE.value).update(
            state=MessageState.WAITING.value, daily=None, available_at=now
        )
    lines.update(state=state.value, last_error=error)


def _record_lines(daily: Message, lines: Sequence[Line], now: datetime) -> None:
    for line in lines:
        line.message.state = MessageState.SENT.value
        line.message.sent_at = now
        line.message.language = line.words.language
        line.message.subject = line.words.subject[:255]
        line.message.link = line.words.link
    Message.objects.bulk_update(
        [line.message for line in lines], ["state", "sent_at", "language", "subject", "link"]
    )
