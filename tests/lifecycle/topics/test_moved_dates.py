"""Whoever follows a commitment hears that its dates moved: in one letter, from when to when."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from lifecycle.models import Follower
from lifecycle.services.following import follow_as
from notifications.dispatch import dispatch
from notifications.models import Channel, Message
from tests.cast import Institutions
from tests.lifecycle.machines.carrying import commitment_in
from tests.lifecycle.machines.replanning_scene import PROMISED, REASON, Scene
from workflow.clock import FixedClock, current_clock, use_clock
from workflow.engine import fire
from workflow.holidays import load_calendar
from workflow.models import Announcement, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(institutions: Institutions, farid: User, emna: User) -> Scene:
    """Return the archives, their focal point and their owner, with nothing left to be told."""
    scene = Scene(institutions, farid, emna)
    Announcement.objects.update(taken_at=current_clock().now())
    return scene


def a_week_later() -> FixedClock:
    """Return the noon of a working day: the letter of the morning has been written."""
    later = current_clock().today() + timedelta(days=7)
    return FixedClock.on(load_calendar().next_working_day(later))


def add_follower(scene: Scene, language: str) -> Follower:
    """Let an address follow the commitment."""
    now = current_clock().now()
    return Follower.objects.create(
        subject=scene.commitment,
        asked_at=now,
        confirmed_at=now,
        email="nadia@example.org",
        language=language,
    )


def accept_two(scene: Scene, team: User) -> None:
    """Let two dates of the commitment move, and the post of now leave."""
    second = scene.make_activity("30 avril 2027")
    for activity in (scene.activity, second):
        request = scene.submitted(activity=activity)
        fire(request, "accept", actor=team)
    mail.outbox.clear()
    for _round in range(2):
        dispatch()


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_moved_dates_are_one_letter_of_a_morning(scene: Scene, amina: User, language: str) -> None:
    follower = add_follower(scene, language)

    accept_two(scene, amina)
    at_once = [each for each in mail.outbox if follower.email in each.to]
    with use_clock(a_week_later()):
        for _round in range(2):
            dispatch()

    assert at_once == []
    (letter,) = [each for each in mail.outbox if follower.email in each.to]
    assert "/follow/stop/" in str(letter.body)
    assert (
        Message.objects.filter(daily__isnull=False, outsider__startswith="follower:").count() == 2
    )


def test_an_address_that_follows_two_commitments_has_one_letter_and_one_link_for_both(
    scene: Scene, institutions: Institutions, amina: User
) -> None:
    followers = [add_follower(scene, "ar")]
    first, scene.commitment = (
        scene.activity,
        commitment_in("in_progress", lead=institutions.archives, plan=scene.plan, number=2),
    )
    followers.append(add_follower(scene, "ar"))
    for activity in (first, scene.make_activity()):
        fire(scene.submitted(activity=activity), "accept", actor=amina)
    for _round in range(2):
        dispatch()
    mail.outbox.clear()

    with use_clock(a_week_later()):
        for _round in range(2):
            dispatch()

    (letter,) = [each for each in mail.outbox if "nadia@example.org" in each.to]
    header = letter.extra_headers["List-Unsubscribe"]
    assert header.strip("<>") in str(letter.body)
    assert str(letter.body).count("/follow/stop/") == 3
    stopped = Client().post(header.strip("<>").removeprefix(settings.SITE_URL))
    assert stopped.status_code == 200
    assert not Follower.objects.filter(
        pk__in=[each.pk for each in followers], ended_at=None
    ).exists()


def test_the_news_names_both_dates_and_the_reason(scene: Scene, amina: User, driss: User) -> None:
    follow_as(driss, scene.commitment.pk)

    accept_two(scene, amina)

    told = Message.objects.filter(
        recipient=driss, channel=Channel.IN_APP.value, announcement__topic="news"
    )
    body = told.order_by("pk")[0].body
    assert PROMISED in body
    assert "fin septembre 2027" in body
    assert REASON["reason"] in body


def test_a_date_that_stays_is_no_news(scene: Scene, amina: User, driss: User) -> None:
    follow_as(driss, scene.commitment.pk)
    request = scene.submitted()

    fire(request, "refuse", actor=amina, inputs=REASON)
    for _round in range(2):
        dispatch()

    assert not Message.objects.filter(announcement__topic="news").exists()
