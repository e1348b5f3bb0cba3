"""What is told to whom: the domain registers one Topic for each thing it announces.

Registration happens once, at start-up, in each app's `topics` module.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from workflow.models import Announcement, User


@dataclass(frozen=True)
class Outsider:
    """Somebody without an account, whom the domain knows an address of.

    `key` names them for ever. The address itself is asked for at each sending and kept nowhere
    else, so that whoever asks to be forgotten is. `unsubscribe_url` is where they stop it all.
    """

    key: str
    email: str
    language: str
    unsubscribe_url: str = ""


Recipient = User | Outsider


def _no_context(_announcement: Announcement, _recipient: Recipient) -> Mapping[str, object]:
    return {}


def _never_unsubscribed(_announcement: Announcement, recipient: Recipient) -> str:
    return recipient.unsubscribe_url if isinstance(recipient, Outsider) else ""


def name_recipient(recipient: Recipient) -> str:
    """Return what tells this recipient from every other one."""
    return recipient.key if isinstance(recipient, Outsider) else str(recipient.pk)


@dataclass(frozen=True)
class PreferenceGroup:
    """Topics for which a reader chooses once whether they are told at once, daily or not at all.

    What an obligatory group says must arrive: it can wait for the daily message, never be off. What
    a group that `gathers` says at once goes as one letter, when there is more than one thing.
    """

    code: str
    label: str | Promise
    is_obligatory: bool = False
    gathers: bool = False


@dataclass(frozen=True)
class Topic:
    """How one kind of announcement is told.

    `recipients` is asked twice: when the announcement is relayed, and again when each message is
    sent, so that somebody who lost a right in between is told nothing. It must not write.
    `template` names two templates, `<template>.subject.txt` and `<template>.txt`, which receive
    what `context` returns and are rendered in the language of the recipient.

    `group` is the code of the preference group. What `is_urgent` leaves at once, unless its reader
    chose otherwise; the rest waits for the daily message. `unsubscribe_url` returns where this
    recipient stops hearing of this, empty when nowhere.
    """

    code: str
    recipients: Callable[[Announcement], Iterable[Recipient]]
    template: str
    context: Callable[[Announcement, Recipient], Mapping[str, object]] = _no_context
    group: str = ""
    is_urgent: bool | Callable[[Announcement], bool] = True
    unsubscribe_url: Callable[[Announcement, Recipient], str] = _never_unsubscribed

    def is_pressing(self, announcement: Announcement) -> bool:
        """Return whether this announcement is urgent."""
        if callable(self.is_urgent):
            return self.is_urgent(announcement)
        return self.is_urgent


def list_reachable(topic: Topic, announcement: Announcement) -> list[Recipient]:
    """Return who is to be told now; a deactivated account hears nothing."""
    return [
        each
        for each in topic.recipients(announcement)
        if isinstance(each, Outsider) or each.is_active
    ]


@dataclass(frozen=True)
class Echo:
    """What is announced under the code `of` is announced once more, under that of another topic.

    So two kinds of readers hear of one event, each in their own words. `is_wanted` is asked when
    the first announcement is relayed: without a reader there is no second one.
    """

    of: str
    topic: str
    delivery_class: str
    is_wanted: Callable[[Announcement], bool]


_topics: dict[str, Topic] = {}
_echoes: dict[str, list[Echo]] = {}
_groups: dict[str, PreferenceGroup] = {}


def register(topic: Topic) -> None:
    """Make `topic` known.

    Raises:
        ValueError: another topic has this code.
    """
    if _topics.setdefault(topic.code, topic) != topic:
        raise ValueError(f"the topic {topic.code!r} is registered twice")


def register_group(group: PreferenceGroup) -> None:
    """Make `group` known; groups are shown in the order in which they were registered.

    Raises:
        ValueError: another group has this code.
    """
    if _groups.setdefault(group.code, group) != group:
        raise ValueError(f"the preference group {group.code!r} is registered twice")


def register_echo(echo: Echo) -> None:
    """Make `echo` known; registering it twice changes nothing."""
    echoes = _echoes.setdefault(echo.of, [])
    if echo not in echoes:
        echoes.append(echo)


def list_echoes(code: str) -> list[Echo]:
    """Return the echoes of what is announced under this code."""
    return list(_echoes.get(code, ()))


def list_announced_codes() -> list[str]:
    """Return every code somebody may be told of, in order."""
    return sorted({*_topics, *_echoes})


def list_gathering_codes() -> list[str]:
    """Return every code whose urgent messages go together, in order."""
    groups = list_gathering_groups()
    return [topic.code for topic in list_topics() if topic.group in groups]


def list_gathering_groups() -> list[str]:
    """Return the code of every group whose urgent messages go together, in order."""
    return sorted(code for code, group in _groups.items() if group.gathers)


def find_group(code: str) -> PreferenceGroup | None:
    """Return the group, or None: then nobody can choose."""
    return _groups.get(code)


def list_groups() -> list[PreferenceGroup]:
    """Return every preference group, in the order of registration."""
    return list(_groups.values())


def find_topic(code: str) -> Topic | None:
    """Return the topic, or None: then nobody is told."""
    return _topics.get(code)


def list_topics() -> list[Topic]:
    """Return every topic, by code."""
    return [_topics[code] for code in sorted(_topics)]


def forget(code: str) -> None:
    """Take a topic back; for tests that registered one."""
    _topics.pop(code, None)
