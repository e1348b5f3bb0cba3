"""A topic for tests: who is told, in which words, and how it fails."""

import os
import signal
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from notifications.models import Channel, Message
from notifications.relay import relay_announcements
from notifications.topics import Recipient, Topic
from workflow.models import Announcement, DeliveryClass, Subject, User

TOPIC = "toy.told"
PAGE = "https://iltizam.example.org/plans/MA-2/"
PREFERENCES = "https://iltizam.example.org/preferences/"
#: A month is named in the language of the reader by Django itself, whatever our catalogues say.
SUBJECT = "{{ month|date:'F' }}"
BODY = "L'été de {{ recipient.email }}: {{ site_url }}"


@dataclass
class Telling:
    """What the topic answers when it is asked. `failure` is raised instead of recipients.

    By the numbers of announcements: who reads those that are `closed` is nobody, the words of
    `poison` cannot be found, those of `killers` end the thread, those of `deadly` kill the process.
    """

    recipients: list[Recipient] = field(default_factory=list)
    failure: Exception | None = None
    templates: dict[str, str] = field(
        default_factory=lambda: {"told.subject.txt": SUBJECT, "told.txt": BODY}
    )
    context: dict[str, Any] = field(default_factory=lambda: {"month": datetime(2026, 2, 1)})  # noqa: DTZ001

    describe: Callable[[Announcement], dict[str, Any]] = lambda _announcement: {}
    #: Who is told of each announcement, when that is not the same for all.
    find_recipients: Callable[[Announcement], list[Recipient]] | None = None
    closed: set[int] = field(default_factory=set)
    poison: set[int] = field(default_factory=set)
    killers: set[int] = field(default_factory=set)
    deadly: set[int] = field(default_factory=set)

    @property
    def template_engine(self) -> dict[str, Any]:
        """Return the setting of an engine that finds the words of this telling alone."""
        words = ("django.template.loaders.locmem.Loader", self.templates)
        layout = "django.template.loaders.app_directories.Loader"
        return {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {"loaders": [words, layout]},
        }

    def make_topic(self, **changed: Any) -> Topic:
        """Return the topic of these tests, changed as one of them needs."""
        return Topic(
            TOPIC,
            recipients=self.ask_recipients,
            template="told",
            context=self.find_context,
            **changed,
        )

    def ask_recipients(self, announcement: Announcement) -> Iterable[Recipient]:
        """Return who is told now."""
        if self.failure is not None:
            raise self.failure
        if announcement.pk in self.closed:
            return []
        if self.find_recipients is not None:
            return self.find_recipients(announcement)
        return list(self.recipients)

    def find_context(self, announcement: Announcement, _recipient: Recipient) -> dict[str, Any]:
        """Return what the templates are told."""
        if announcement.pk in self.poison:
            raise RuntimeError("these words cannot be found")
        if announcement.pk in self.killers:
            raise SystemExit
        if announcement.pk in self.deadly:
            os.kill(os.getpid(), signal.SIGKILL)
        return {**self.context, **self.describe(announcement)}


def make_person(name: str, *, language: str = "fr") -> User:
    """Create an account that can be told something."""
    return User.objects.create_user(f"{name.lower()}@example.org", None, language=language)


def announce(
    now: datetime,
    *,
    topic: str = TOPIC,
    delivery_class: DeliveryClass = DeliveryClass.MUST_ARRIVE,
) -> Announcement:
    """Write an announcement that is available at `now`."""
    # A kind that some machine moves: the proof of agreement after each test asks for that.
    subject = Subject.objects.create(kind="plan", state="co_creation", entered_at=now)
    return Announcement.objects.create(
        subject=subject, topic=topic, delivery_class=delivery_class.value, available_at=now
    )


def list_letters() -> QuerySet[Message]:
    """Return what goes by e-mail."""
    return Message.objects.filter(channel=Channel.EMAIL.value)


def make_message(telling: Telling, now: datetime, **announced: Any) -> Message:
    """Announce something to the one recipient of `telling`, relay it, and return the letter."""
    announcement = announce(now, **announced)
    relay_announcements(now=now)
    return list_letters().get(announcement=announcement)
