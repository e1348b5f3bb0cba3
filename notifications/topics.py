"""What is told to whom: the domain registers one Topic for each thing it announces.

Registration happens once, at start-up, in each app's `topics` module.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from workflow.models import Announcement, User


def _no_context(_announcement: Announcement, _recipient: User) -> Mapping[str, object]:
    return {}


@dataclass(frozen=True)
class Topic:
    """How one kind of announcement is told.

    `recipients` is asked twice: when the announcement is relayed, and again when each message is
    sent, so that somebody who lost a right in between is told nothing. It must not write.
    `template` names two templates, `<template>.subject.txt` and `<template>.txt`, which receive
    what `context` returns and are rendered in the language of the recipient.
    """

    code: str
    recipients: Callable[[Announcement], Iterable[User]]
    template: str
    context: Callable[[Announcement, User], Mapping[str, object]] = _no_context


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
