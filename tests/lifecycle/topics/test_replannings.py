"""Who hears of a request for a new date, and in whose language."""

from collections.abc import Collection

import pytest
from django.utils.translation import override

from lifecycle.services.replannings_together import Line, ask_together
from notifications.models import Channel, Message, MessageState
from notifications.relay import relay_announcements
from notifications.rendering import render_words
from notifications.topics import find_topic
from tests.cast import Institutions
from tests.lifecycle.machines.replanning_scene import REASON, Scene, make_committee
from workflow.clock import current_clock
from workflow.engine import decide, fire
from workflow.models import Announcement, Seat, User, Verdict

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(institutions: Institutions, farid: User, emna: User) -> Scene:
    """Return the archives, their focal point and their owner."""
    return Scene(institutions, farid, emna)


def told_of(topic: str) -> Collection[object]:
    announcement = Announcement.objects.filter(topic=topic).latest("pk")
    found = find_topic(topic)
    assert found is not None
    return set(found.recipients(announcement))


def test_the_owner_hears_first_then_the_ministry(
    scene: Scene, emna: User, amina: User, bilal: User
) -> None:
    scene.submitted()

    assert told_of("replanning.ask") == {emna}
    assert told_of("replanning.forward") == {amina, bilal}


def test_those_who_carry_it_hear_what_was_decided(
    scene: Scene, emna: User, farid: User, ilias: User, amina: User
) -> None:
    scene.accepted("fin septembre 2027", by=amina)

    assert told_of("replanning.accept") == {emna, farid, ilias}


def test_those_who_carry_it_hear_that_the_ministry_asks_for_them(
    scene: Scene, emna: User, farid: User, amina: User
) -> None:
    lines = [Line(scene.activity.pk, "décembre 2027")]

    ask_together(lines, cause="pandemic", reason="Confinement.", actor=amina)

    assert told_of("replanning.bulk") == {emna, farid}


def test_many_dates_asked_for_and_decided_at_once_are_one_letter_and_not_twenty(
    scene: Scene, farid: User, amina: User, bilal: User
) -> None:
    activities = [scene.activity, *(scene.make_activity() for _number in range(2))]
    lines = [Line(each.pk, "décembre 2027") for each in activities]

    for request in ask_together(lines, cause="pandemic", reason="Confinement.", actor=amina):
        fire(request, "accept", actor=bilal)
    relay_announcements(now=current_clock().now())

    mails = Message.objects.filter(recipient=farid, channel=Channel.EMAIL.value)
    told = mails.filter(announcement__topic__in=["replanning.bulk", "replanning.accept"])
    assert set(told.values_list("state", flat=True)) == {MessageState.WAITING.value}
    assert told.count() == 6


def test_the_end_of_the_round_is_heard_by_both_sides(
    scene: Scene, emna: User, farid: User, amina: User
) -> None:
    first, second = make_committee(2, scene.institutions.rivage)
    request = scene.escalated(by=amina)
    for person in (first, second):
        seat = Seat.objects.get(round__subject=request.pk, person=person)
        decide(seat, verdict=Verdict.APPROVE, actor=person)

    assert {emna, farid, first} <= set(told_of("replanning.accept_beyond"))


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_a_letter_says_from_which_date_to_which_and_why(
    language: str, scene: Scene, emna: User, amina: User
) -> None:
    request = scene.submitted()
    fire(request, "refuse", actor=amina, inputs={"reason": "Trop tard."})
    topic = find_topic("replanning.refuse")
    assert topic is not None
    announcement = Announcement.objects.filter(topic=topic.code).latest("pk")
    emna.language = language

    with override(language):
        letter = render_words(announcement, topic, emna)

    assert "fin septembre 2027" in letter.body
    assert "Trop tard." in letter.body
    assert REASON["reason"] in letter.body
