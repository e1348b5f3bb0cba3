"""Something to tell, and a topic that says to whom and in which words."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from notifications import places, topics
from tests.notifications.post import Postman, open_post
from tests.notifications.telling import PAGE, PREFERENCES, TOPIC, Telling


@pytest.fixture
def now() -> datetime:
    """Return an instant at which every sender of a test looks at the table."""
    return datetime(2026, 11, 25, 9, 30, tzinfo=UTC)


@pytest.fixture
def told(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Telling]:
    """Return what the topic of these tests tells; a test changes who is told, and how.

    The pages of the floor above are not asked for: two addresses stand for them.
    """
    telling = Telling()
    monkeypatch.setitem(places._pages, "plan", lambda _subject: PAGE)
    monkeypatch.setattr(places, "_preferences", [lambda _person: PREFERENCES])
    settings.TEMPLATES = [telling.template_engine]
    topics.register(telling.make_topic())
    yield telling
    topics.forget(TOPIC)


@pytest.fixture
def postman(settings: Any) -> Iterator[Postman]:
    """Send through a server of this test."""
    with open_post(settings) as postman:
        yield postman
