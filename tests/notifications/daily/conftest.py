"""A topic that is not urgent, and the one person who is told."""

import pytest

from tests.notifications.daily.morning import (
    change,
)
from tests.notifications.telling import (
    Telling,
    make_person,
)
from workflow.models import User


@pytest.fixture
def calm(told: Telling) -> Telling:
    """Return the topic of these tests, which is not urgent."""
    return change(told, is_urgent=False, group="news")


@pytest.fixture
def amina(calm: Telling, db: None) -> User:
    """Return the one person who is told; she reads Arabic."""
    person = make_person("Amina", language="ar")
    calm.recipients = [person]
    return person
