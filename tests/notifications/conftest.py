"""Something to tell, and a topic that says to whom and in which words."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from notifications import topics
from tests.notifications.telling import TOPIC, Telling


@pytest.fixture
def now() -> datetime:
    """Return an instant at which every sender of a test looks at the table."""
    return datetime(2026, 11, 25, 9, 30, tzinfo=UTC)


@pytest.fixture
def told(settings: Any) -> Iterator[Telling]:
    """Return what the topic of these tests tells; a test changes who is told, and how."""
    telling = Telling()
    settings.TEMPLATES = [telling.template_engine]
    topics.register(telling.make_topic())
    yield telling
    topics.forget(TOPIC)
