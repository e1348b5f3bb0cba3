"""The lines of a daily letter: each asked again whether it may be told, each in its own words.

A line that fails leaves the letter and is tried alone, so that it dies alone. One that kills its
sender is found in the same way: from the second try of a letter on, the strike of each line is
counted before its words are asked for.
"""

import logging
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F

from notifications.errors import describe_error
from notifications.models import Message, MessageState
from notifications.rendering import Words, render_message
from notifications.topics import (
    Outsider,
    Recipient,
    Topic,
    find_topic,
    list_reachable,
    name_recipient,
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Line:
    """One message told in a daily letter, in its words."""

    message: Message
    recipient: Recipient
    words: Words

    @property
    def stop_url(self) -> str:
        """Return where somebody without an account hears no more of this, empty when nowhere."""
        return self.recipient.unsubscribe_url if isinstance(self.recipient, Outsider) else ""

    @property
    def address(self) -> tuple[str, str]:
        """Return where it goes, and in which language."""
        return (self.recipient.email.lower(), self.recipient.language)

    @property
    def rank(self) -> tuple[bool, date, int]:
        """Return what orders lines: the urgent first, then by the day they are due."""
        return (not self.message.is_urgent, self.words.due_on or date.max, self.message.pk)


def find_recipient(message: Message) -> tuple[Topic, Recipient] | None:
    """Return who is told of what, or None when they may not be told any more."""
    announcement = message.announcement
    topic = find_topic(announcement.topic) if announcement is not None else None
    if topic is None or announcement is None:
        return None
    wanted = message.outsider or str(message.recipient_id)
    reachable = list_reachable(topic, announcement)
    found = next((each for each in reachable if name_recipient(each) == wanted), None)
    return (topic, found) if found is not None else None


def read_lines(daily: Message, *, now: datetime) -> list[Line]:
    """Return the lines that may be told, the most urgent first, all to one address."""
    is_wary = daily.attempts > 1
    bundled = daily.lines.filter(state=MessageState.BUNDLED.value).select_related(
        "announcement__event", "announcement__subject", "announcement__escalation"
    )
    read = [_read(message, now, is_wary=is_wary) for message in bundled.order_by("pk")]
    lines = sorted((line for line in read if line is not None), key=lambda line: line.rank)
    return [line for line in lines if _goes_with(lines[0], line, now)]


def _read(message: Message, now: datetime, *, is_wary: bool) -> Line | None:
    if message.strikes:
        # A sender died of it: it goes on alone.
        _set_apart(message, now, "its letter died while it was written")
        return None
    _count(message, 1 if is_wary else 0)
    try:
        line = _write(message)
    except Exception as error:
        logger.warning("message %s cannot be a line", message.pk, exc_info=True)
        _set_apart(message, now, describe_error(error))
        return None
    _count(message, -1 if is_wary else 0)
    if line is None:
        _hold(message, MessageState.WITHHELD)
    return line


def _goes_with(first: Line, line: Line, now: datetime) -> bool:
    """Return whether both go to one address; the line of another one goes on alone."""
    if line.address == first.address:
        return True
    # Somebody corrected an address since the letter was put together.
    _set_apart(line.message, now, "its reader has another address by now")
    return False


def _write(message: Message) -> Line | None:
    found = find_recipient(message)
    if found is None:
        return None
    topic, recipient = found
    return Line(message, recipient, render_message(message, topic, recipient))


def _count(message: Message, strikes: int) -> None:
    if strikes:
        Message.objects.filter(pk=message.pk).update(strikes=F("strikes") + strikes)


def _set_apart(message: Message, now: datetime, error: str) -> None:
    _hold(message, MessageState.PENDING, daily=None, available_at=now, last_error=error)


def _hold(message: Message, state: MessageState, **columns: object) -> None:
    Message.objects.filter(pk=message.pk, state=MessageState.BUNDLED.value).update(
        state=state.value, **columns
    )
