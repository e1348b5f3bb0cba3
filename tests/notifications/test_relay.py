"""Announcements become messages: one for each person, once, whoever relays them."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notifications.models import Message, MessageState
from notifications.relay import (
    RELAY_LEASE,
    SET_ASIDE_FOR,
    is_announcement_waiting,
    relay_announcements,
)
from notifications.topics import Outsider, Topic, find_topic, forget, list_topics, register
from tests.databases import Clone
from tests.notifications.telling import (
    TOPIC,
    Telling,
    announce,
    list_letters,
    make_person,
)
from workflow.models import Announcement, User

AT_ONCE = 6


@pytest.mark.django_db
def test_each_recipient_gets_a_message_of_their_own(told: Telling, now: datetime) -> None:
    told.recipients = [make_person("Amina"), make_person("Bilal")]
    announcement = announce(now)

    taken = relay_announcements(now=now)

    announcement.refresh_from_db()
    letters = list_letters().filter(announcement=announcement)
    assert (taken, announcement.taken_at) == (1, now)
    assert {each.recipient for each in letters} == set(told.recipients)
    assert {each.state for each in letters} == {MessageState.PENDING}


@pytest.mark.django_db
def test_what_was_relayed_is_not_relayed_again(told: Telling, now: datetime) -> None:
    told.recipients = [make_person("Amina")]
    announce(now)

    assert [relay_announcements(now=now) for _ in range(2)] == [1, 0]
    assert list_letters().count() == 1


@pytest.mark.django_db
def test_who_is_named_twice_is_told_once(told: Telling, now: datetime) -> None:
    amina = make_person("Amina")
    told.recipients = [amina, amina]
    announce(now)

    relay_announcements(now=now)

    assert list_letters().count() == 1


@pytest.mark.django_db
def test_a_deactivated_account_is_told_nothing(told: Telling, now: datetime) -> None:
    amina = make_person("Amina")
    amina.is_active = False
    amina.save()
    told.recipients = [amina]
    announcement = announce(now)

    relay_announcements(now=now)

    announcement.refresh_from_db()
    assert announcement.taken_at == now
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_somebody_without_an_account_is_named_by_a_key_and_not_by_an_address(
    told: Telling, now: datetime
) -> None:
    told.recipients = [Outsider("author:7", "zineb@example.org", "ar")]
    announce(now)

    relay_announcements(now=now)

    message = Message.objects.get()
    assert (message.recipient, message.outsider) == (None, "author:7")
    assert "zineb" not in str(Message.objects.values())


@pytest.mark.django_db
def test_what_is_not_available_yet_waits(told: Telling, now: datetime) -> None:
    told.recipients = [make_person("Amina")]
    announce(now)
    before = now - timedelta(minutes=1)

    assert not is_announcement_waiting(now=before)
    assert relay_announcements(now=before) == 0
    assert is_announcement_waiting(now=now)


@pytest.mark.django_db
def test_what_nobody_is_told_is_taken_in_one_statement_however_much_it_is(
    told: Telling, now: datetime
) -> None:
    for _number in range(5):
        announce(now, topic="toy.untold")

    with CaptureQueriesContext(connection) as captured:
        taken = relay_announcements(now=now)

    assert taken == 5
    # The update, and the look at what is left.
    assert len(captured) == 2
    assert not Announcement.objects.filter(taken_at__isnull=True).exists()


@pytest.mark.django_db
def test_a_topic_that_fails_is_set_aside_and_stops_nobody(
    told: Telling, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    told.recipients = [make_person("Amina")]
    told.failure = RuntimeError("no such thing")
    failing = announce(now)

    relay_announcements(now=now)

    failing.refresh_from_db()
    assert (failing.taken_at, failing.available_at) == (None, now + SET_ASIDE_FOR)
    assert "is set aside" in caplog.text
    told.failure = None
    announce(now)
    assert relay_announcements(now=now) == 1
    assert relay_announcements(now=now + SET_ASIDE_FOR) == 1


@pytest.mark.django_db
def test_a_relay_that_fails_too_late_changes_nothing_of_what_another_one_told(
    told: Telling, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    amina, later = make_person("Amina"), now + RELAY_LEASE + timedelta(seconds=1)
    announcement = announce(now)
    asked: list[datetime] = []

    def ask_slowly(_announcement: Announcement) -> list[User]:
        asked.append(now)
        if len(asked) > 1:
            return [amina]
        # We are so slow that another relay takes us for dead, and tells everybody.
        relay_announcements(now=later)
        raise RuntimeError("too late")

    forget(TOPIC)
    register(replace(told.make_topic(), recipients=ask_slowly))

    relay_announcements(now=now)

    announcement.refresh_from_db()
    assert (announcement.taken_at, announcement.relays) == (later, 2)
    assert announcement.available_at < now + SET_ASIDE_FOR
    assert "announcement_set_aside" not in caplog.text
    assert list_letters().filter(recipient=amina).count() == 1


def test_several_relays_at_once_tell_everybody_once(
    cloned_database: Clone, told: Telling, now: datetime
) -> None:
    told.recipients = [make_person("Amina"), make_person("Bilal")]
    for _number in range(10):
        announce(now)

    def relay(_number: int) -> int:
        try:
            return relay_announcements(now=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        taken = sum(pool.map(relay, range(AT_ONCE)))

    assert taken == 10
    assert list_letters().count() == 20


def test_a_code_belongs_to_one_topic(told: Telling) -> None:
    known = find_topic(TOPIC)
    assert known is not None
    register(known)

    with pytest.raises(ValueError, match=TOPIC):
        register(Topic(TOPIC, recipients=lambda _announcement: [], template="other"))


def test_a_topic_that_is_forgotten_tells_nothing(told: Telling) -> None:
    forget(TOPIC)

    assert find_topic(TOPIC) is None
    assert TOPIC not in [topic.code for topic in list_topics()]
