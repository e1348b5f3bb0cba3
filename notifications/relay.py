"""From announcements to messages: one row for each person and channel, once."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from notifications.models import Channel, Message
from notifications.topics import (
    Outsider,
    Topic,
    find_topic,
    list_reachable,
    list_topics,
    name_recipient,
)
from workflow.models import Announcement, User

logger = logging.getLogger(__name__)

#: Announcements relayed in one call.
BATCH = 200
#: How long an announcement waits whose recipients could not be computed: it neither blocks the
#: others nor is lost.
SET_ASIDE_FOR = timedelta(hours=1)


def is_announcement_waiting(*, now: datetime) -> bool:
    """Return whether an announcement waits: one indexed read."""
    return _list_waiting(now).exists()


def relay_announcements(*, now: datetime) -> int:
    """Write the messages of what waits; return how many announcements were taken.

    Several relays may run at once: each announcement is taken by one of them.
    """
    taken = _take_untold(now)
    for announcement in _list_waiting(now).order_by("available_at", "id")[:BATCH]:
        topic = find_topic(announcement.topic)
        if topic is not None and _relay(announcement, topic, now):
            taken += 1
    return taken


def _list_waiting(now: datetime) -> QuerySet[Announcement]:
    return Announcement.objects.filter(taken_at__isnull=True, available_at__lte=now)


def _take_untold(now: datetime) -> int:
    """Take in one statement what nobody is told: thousands at once after a bulk transition."""
    told = [topic.code for topic in list_topics()]
    return _list_waiting(now).exclude(topic__in=told).update(taken_at=now)


def _relay(announcement: Announcement, topic: Topic, now: datetime) -> bool:
    try:
        with transaction.atomic():
            waiting = Announcement.objects.filter(pk=announcement.pk, taken_at__isnull=True)
            if not waiting.update(taken_at=now):
                # Nothing was updated: another relay got there first.
                return False
            Message.objects.bulk_create(
                _compose(announcement, topic, now), ignore_conflicts=True, batch_size=500
            )
    except Exception:
        # Whatever a topic's function raises, the others must flow.
        logger.exception("announcement %s (%s) is set aside", announcement.pk, topic.code)
        Announcement.objects.filter(pk=announcement.pk).update(available_at=now + SET_ASIDE_FOR)
        return False
    return True


def _compose(announcement: Announcement, topic: Topic, now: datetime) -> list[Message]:
    return [
        Message(
            announcement=announcement,
            recipient=recipient if isinstance(recipient, User) else None,
            outsider=recipient.key if isinstance(recipient, Outsider) else "",
            dedupe_key=f"{announcement.pk}:{name_recipient(recipient)}:{Channel.EMAIL.value}",
            delivery_class=announcement.delivery_class,
            available_at=now,
        )
        for recipient in list_reachable(topic, announcement)
    ]
