"""A topic whose things are gathered, who is asked, and a mail server that comes and goes."""

from typing import Any

import pytest

from tests.notifications.daily.morning import change
from tests.notifications.gathering.asking import Server
from tests.notifications.telling import Telling, make_person
from workflow.models import User

#: What is told of each announcement; found in a letter by its number.
TEMPLATES = {"told.subject.txt": "Move {{ number }}", "told.txt": "[n{{ number }}]"}


@pytest.fixture
def asking(told: Telling) -> Telling:
    """Let the topic ask at once, in a group that gathers."""
    change(told, is_urgent=True, group="tasks")
    told.templates.update(TEMPLATES)
    told.describe = lambda announcement: {"number": announcement.pk}
    return told


@pytest.fixture
def amina(asking: Telling, db: None) -> User:
    """Return the one person who is asked."""
    person = make_person("Amina", language="en")
    asking.recipients = [person]
    return person


@pytest.fixture
def amina_and_bilal(asking: Telling, amina: User) -> None:
    """Ask two people."""
    asking.recipients = [amina, make_person("Bilal", language="en")]


@pytest.fixture
def server(settings: Any) -> Server:
    """Return a mail server that comes and goes."""
    return Server(settings)
