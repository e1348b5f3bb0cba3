"""The daily letter: everything that waits for one reader goes as one message.

1. What is not urgent waits, with the instant at which its reader's letter leaves.
2. When that has come, one letter takes all that waits for them, also what came since.
3. There is one a day for each reader, whoever composes it: after an outage one, not twenty. It
   takes over what earlier letters tell that certainly did not leave.
   Somebody without an account is known by their address, however many things they follow.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from notifications.models import Channel, Message, MessageState
from notifications.pausing import is_paused
from notifications.schedules import (
    IsWorked,
    Rhythm,
    compute_next_letter,
    load_rhythms,
    load_worked_days,
    may_leave,
)
from notifications.tries import is_certainly_unread
from workflow.clock import compute_civil_day
from workflow.incidents import report_incident
from workflow.models import DeliveryClass

#: Letters composed in one call.
BATCH = 500
#: How long a letter waits that could not be composed.
PUT_OFF_FOR = timedelta(hours=1)

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reader:
    """Whom a letter is for."""

    person_id: int | None
    address_key: str

    @property
    def name(self) -> str:
        """Return what tells this reader from every other one."""
        return self.address_key or str(self.person_id)


def is_daily_due(*, now: datetime) -> bool:
    """Return whether somebody's daily letter is due: one indexed read."""
    return _list_ready(now).exists()


def compose_daily(*, now: datetime) -> int:
    """Compose the letters that are due; return how many."""
    readers = _list_due(now)
    if not readers:
        return 0
    is_worked = load_worked_days(compute_civil_day(now))
    rhythms = load_rhythms(each.person_id for each in readers if each.person_id is not None)
    return sum(
        _compose_or_put_off(reader, rhythms.get(reader.person_id or 0, Rhythm()), is_worked, now)
        for reader in readers
    )


def _list_due(now: datetime) -> list[Reader]:
    due = _list_ready(now)
    columns = ("recipient", "address_key")
    rows = due.order_by(*columns).values_list(*columns).distinct()
    return [Reader(person_id, address_key) for person_id, address_key in rows[:BATCH]]


def _list_ready(now: datetime) -> QuerySet[Message]:
    # While nothing leaves, what waits goes on gathering: one letter when it ends, not one a day.
    return Message.objects.filter(
        ~is_paused(), state=MessageState.WAITING.value, available_at__lte=now
    )


def _compose_or_put_off(reader: Reader, rhythm: Rhythm, is_worked: IsWorked, now: datetime) -> int:
    try:
        return _compose(reader, rhythm, is_worked, now)
    except Exception as error:
        # Whatever is wrong with one reader's letter, the others must flow, and what is sent next.
        logger.exception("the daily letter of reader %s is put off", reader.name)
        _list_waiting(reader).filter(available_at__lte=now).update(available_at=now + PUT_OFF_FOR)
        report_incident("daily_put_off", f"reader {reader.name}: {type(error).__name__}")
        return 0


def _compose(reader: Reader, rhythm: Rhythm, is_worked: IsWorked, now: datetime) -> int:
    waiting = _list_waiting(reader)
    with transaction.atomic():
        letter = _write(reader, now) if may_leave(now, rhythm, is_worked) else None
        if letter is None:
            # A holiday was decreed, a day is quiet, or today's letter has gone: the next one then.
            waiting.update(available_at=compute_next_letter(now, rhythm, is_worked))
            return 0
        key = letter.pk
        taken = bundle(waiting, letter)
        if not taken:
            # Another worker took them between our look and now: no letter without a line.
            letter.delete()
            return 0
        _take_over(reader, letter)
        if Message.objects.filter(daily=key, delivery_class=DeliveryClass.STRICT.value).exists():
            # One line that must not arrive twice makes the whole letter so.
            Message.objects.filter(pk=key).update(delivery_class=DeliveryClass.STRICT.value)
    return 1


def _take_over(reader: Reader, letter: Message) -> None:
    """Make what earlier letters tell, which certainly did not leave, lines of this one."""
    earlier = Message.objects.filter(
        is_certainly_unread(),
        recipient=reader.person_id,
        address_key=reader.address_key,
        announcement=None,
        is_urgent=False,
        state=MessageState.PENDING.value,
    )
    keys = list(earlier.exclude(pk=letter.pk).values_list("pk", flat=True))
    Message.objects.filter(pk__in=keys, state=MessageState.PENDING.value).update(
        state=MessageState.DISSOLVED.value
    )
    # Not one that was claimed between the two statements.
    dissolved = Message.objects.filter(pk__in=keys, state=MessageState.DISSOLVED.value)
    bundle(Message.objects.filter(daily__in=dissolved, state=MessageState.BUNDLED.value), letter)


def bundle(messages: QuerySet[Message], letter: Message) -> int:
    """Make these messages lines of a letter; return how many, none when others were quicker.

    Before this one statement each leaves by itself, after it none does but with the letter.
    """
    return messages.update(state=MessageState.BUNDLED.value, daily=letter)


def send_alone(messages: QuerySet[Message]) -> int:
    """Let each of these messages leave by itself; return how many."""
    return messages.update(state=MessageState.PENDING.value)


def _list_waiting(reader: Reader) -> QuerySet[Message]:
    return Message.objects.filter(
        recipient=reader.person_id,
        address_key=reader.address_key,
        state=MessageState.WAITING.value,
    )


def _write(reader: Reader, now: datetime) -> Message | None:
    """Return the letter of this day, or None when there was one already."""
    key = f"daily:{reader.name}:{compute_civil_day(now).isoformat()}"
    written = Message.objects.bulk_create(
        [
            Message(
                recipient_id=reader.person_id,
                # Nothing else names whom it is for: its lines do, each by its own key.
                outsider=reader.address_key,
                address_key=reader.address_key,
                channel=Channel.EMAIL.value,
                route=Channel.EMAIL.value,
                dedupe_key=key,
                is_urgent=False,
                available_at=now,
            )
        ],
        ignore_conflicts=True,
    )
    letter = Message.objects.filter(dedupe_key=key).first()
    if letter is None or not written:
        return None
    is_new = letter.state == MessageState.PENDING and letter.attempts == 0
    return letter if is_new and not letter.lines.exists() else None
