"""The channel inside the application: a row is delivered by being written, exactly once."""

import logging
from datetime import datetime

from notifications.models import Channel, Message, MessageState
from notifications.rendering import Words, render_words
from notifications.topics import Topic, find_group
from workflow.models import Announcement, User

logger = logging.getLogger(__name__)


def compose(announcement: Announcement, topic: Topic, person: User, *, now: datetime) -> Message:
    """Return the row that `person` will find, with its words; it is for the caller to write."""
    words = _find_words(announcement, topic, person)
    return Message(
        announcement=announcement,
        recipient=person,
        channel=Channel.IN_APP.value,
        route=Channel.IN_APP.value,
        group=topic.group,
        is_urgent=topic.is_pressing(announcement),
        dedupe_key=f"{announcement.pk}:{person.pk}:{Channel.IN_APP.value}",
        delivery_class=announcement.delivery_class,
        state=MessageState.SENT.value,
        language=words.language,
        subject=words.subject[:255],
        body=words.body,
        link=words.link,
        available_at=now,
        sent_at=now,
    )


def _find_words(announcement: Announcement, topic: Topic, person: User) -> Words:
    try:
        return render_words(announcement, topic, person)
    except Exception:
        # The letter will fail too, and die loudly; what is here must not stop the others.
        logger.exception("the words of %s for person %s failed", topic.code, person.pk)
        group = find_group(topic.group)
        label = str(group.label) if group is not None else topic.code
        return Words(language=person.language, subject=label, body="", html="")
