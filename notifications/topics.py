"""What is told to whom: the domain registers one Topic for each thing it announces.

Registration happens once, at start-up, in each app's `topics` module.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from workflow.models import Announcement, User


@dataclass(frozen=True)
class Outsider:
    """Somebody without an account, whom the domain knows an address of.

    `key` names them for ever. The address itself is asked for at each sending and kept nowhere
    else, so that whoever asks to be forgotten is.
    """

    key: str
    email: str
    language: str


Recipient = User | Outsider


def _no_context(_announcement: Announcement, _recipient: Recipient) -> Mapping[str, object]:
    return {}


def name_recipient(recipient: Recipient) -> str:
    """Return what tells this recipient from every other one."""
    return recipient.key if isinstance(recipient, Outsider) else str(recipient.pk)


@dataclass(frozen=True)
class Topic:
    """How one kind of announcement is told.

    `recipients` is asked twice: when the announcement is relayed, and again when each message is
    sent, so that somebody who lost a right in between is told nothing. It must not write.
    `template` names two templates, `<template>.subject.txt` and `<template>.txt`, which receive
    what `context` returns and are rendered in the language of the recipient.
    """

    code: str
    recipients: Callable[[Announcement], Iterable[Recipient]]
    template: str
    context: Callable[[Announcement, Recipient], Mapping[str, object]] = _no_context


def list_reachable(topic: Topic, announcement: Announcement) -> list[Recipient]:
    """Return who is to be told now; a deactivated account hears nothing."""
    return [
        each
        for each in topic.recipients(announcement)
        if isinstance(each, Outsider) or each.is_active
    ]


_topics: dict[str, Topic] = {}


def register(topic: Topic) -> None:
    """Make `topic` known.

    Raises:
        ValueError: another topic has this code.
    """
    if _topics.setdefault(topic.code, topic) != topic:
        raise ValueError(f"the topic {topic.code!r} is registered twice")


def find_topic(code: str) -> Topic | None:
    """Return the topic, or None: then nobody is told."""
    return _topics.get(code)


def list_topics() -> list[Topic]:
    """Return every topic, by code."""
    return [_topics[code] for code in sorted(_topics)]


def forget(code: str) -> None:
    """Take a topic back; for tests that registered one."""
    _topics.pop(code, None)
