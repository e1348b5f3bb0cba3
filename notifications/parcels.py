"""What is handed over: whom it is for, asked again at this moment, in which words, and how."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from notifications import bundle_words
from notifications.channels import email, webhook
from notifications.channels.base import Judgement
from notifications.lines import Line, find_recipient, read_lines
from notifications.models import Channel, Message
from notifications.places import find_stop_url
from notifications.rendering import Words, render_message
from notifications.topics import Outsider, Recipient, find_topic


@dataclass(frozen=True)
class Parcel:
    """A message ready to leave. `hand_over` raises; `judge` says what that means."""

    words: Words
    hand_over: Callable[[], None]
    judge: Callable[[Exception], Judgement]
    address: str = ""
    lines: Sequence[Line] = field(default=())


def prepare(message: Message, *, now: datetime) -> Parcel | None:
    """Return what is handed over, or None when whoever it is for may not be told any more."""
    if message.channel == Channel.WEBHOOK:
        return _prepare_webhook(message, now)
    if message.is_bundle:
        return _prepare_bundle(message, now)
    return _prepare_letter(message)


def _prepare_letter(message: Message) -> Parcel | None:
    found = find_recipient(message)
    if found is None:
        return None
    topic, recipient = found
    words = render_message(message, topic, recipient)
    announcement = message.announcement
    url = topic.unsubscribe_url(announcement, recipient) if announcement is not None else ""
    return _make_letter(message, words, recipient, unsubscribe_url=url)


def _prepare_bundle(message: Message, now: datetime) -> Parcel | None:
    lines = read_lines(message, now=now)
    if not lines:
        return None
    recipient = lines[0].recipient
    outsiders = [each.recipient for each in lines if isinstance(each.recipient, Outsider)]
    url = find_stop_url(outsiders)
    render = bundle_words.render_gathered if message.is_urgent else bundle_words.render_daily
    words = render(lines, recipient, stop_url=url)
    return _make_letter(message, words, recipient, unsubscribe_url=url, lines=lines)


def _make_letter(
    message: Message,
    words: Words,
    recipient: Recipient,
    *,
    unsubscribe_url: str,
    lines: Sequence[Line] = (),
) -> Parcel:
    return Parcel(
        words=words,
        hand_over=lambda: email.send(
            message, words, to=recipient.email, unsubscribe_url=unsubscribe_url
        ),
        judge=email.judge,
        address=recipient.email,
        lines=lines,
    )


def _prepare_webhook(message: Message, now: datetime) -> Parcel | None:
    endpoint = message.endpoint
    announcement = message.announcement
    if endpoint is None or announcement is None or not endpoint.is_active:
        return None
    if find_topic(announcement.topic) is None:
        return None
    return Parcel(
        words=Words(
            language="",
            subject=announcement.topic,
            body=webhook.write_payload(message).decode(),
            html="",
        ),
        hand_over=lambda: webhook.send(message, endpoint, now=now),
        judge=webhook.judge,
    )
