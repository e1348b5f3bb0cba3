"""Once the answers are published, whoever contributed and can be reached reads their own."""

from collections.abc import Iterator
from datetime import date

import pytest

from lifecycle.services.contributions import contribute
from notifications.models import Message
from notifications.rendering import render_message
from notifications.topics import Outsider, find_topic, list_reachable
from tests.consultation import OPENS_ON, TODAY, answer_all, consultation_in, on, say
from workflow.engine import fire
from workflow.models import Announcement, User
from workflow.tick import tick

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with on(TODAY):
        yield


@pytest.fixture
def announcement(amina: User, claire: User, driss: User) -> Announcement:
    """Return what announces the answers to three contributions, one of them without an address."""
    consultation = consultation_in("open")
    say(consultation, "Sans adresse.")
    with on(OPENS_ON):
        contribute(consultation, text="نشر الملاحق", language="ar", email="zineb@example.org")
        contribute(consultation, text="Les annexes aussi.", language="fr", person=driss)
    with on(date(2026, 9, 28)):
        tick()
        answer_all(consultation)
        fire(consultation, "settle", actor=amina)
        event = fire(consultation, "publish", actor=claire)
    return Announcement.objects.get(event=event)


def test_accounts_and_addresses_are_told(announcement: Announcement, driss: User) -> None:
    topic = find_topic(announcement.topic)
    assert topic is not None

    told = list_reachable(topic, announcement)

    assert driss in told
    outsiders = [each for each in told if isinstance(each, Outsider)]
    assert [(each.email, each.language) for each in outsiders] == [("zineb@example.org", "ar")]


def test_whoever_contributed_reads_that_the_consultation_was_cancelled_and_why(
    claire: User, driss: User
) -> None:
    consultation = consultation_in("open")
    with on(OPENS_ON):
        contribute(consultation, text="Les annexes aussi.", language="fr", person=driss)
    event = fire(consultation, "cancel", actor=claire, inputs={"reason": "Texte à revoir."})
    announcement = Announcement.objects.get(event=event)
    topic = find_topic(announcement.topic)
    assert topic is not None

    words = render_message(Message(announcement=announcement), topic, driss)

    assert driss in list_reachable(topic, announcement)
    assert "Texte à revoir." in words.body
    assert "Les annexes aussi." in words.body
    assert "/contributions/follow/" in words.body


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_each_reads_their_own_and_nobody_elses(
    announcement: Announcement, driss: User, language: str
) -> None:
    topic = find_topic(announcement.topic)
    assert topic is not None
    driss.language = language

    words = render_message(Message(announcement=announcement), topic, driss)

    assert "Les annexes aussi." in words.body
    assert "Le texte le dit désormais." in words.body
    assert "نشر الملاحق" not in words.body
    assert "/contributions/follow/" in words.body
    assert "{" not in words.body
