"""The bell: a notice is delivered by being written, once, and read when its reader opens it."""

from datetime import datetime
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notifications import bell
from notifications.dispatch import dispatch
from notifications.models import Channel, Message, MessageState
from notifications.relay import relay_announcements
from notifications.topics import Outsider
from tests.notifications.telling import Telling, announce, make_person
from workflow.models import Announcement, User

pytestmark = pytest.mark.django_db

LINK = "https://iltizam.example.org/proposals/7/"


@pytest.fixture
def amina(told: Telling, db: None) -> User:
    """Return the one person who is told; she reads Arabic."""
    person = make_person("Amina", language="ar")
    told.recipients = [person]
    told.context["url"] = LINK
    return person


def test_a_notice_is_there_as_soon_as_it_is_written(amina: User, now: datetime) -> None:
    announce(now)

    relay_announcements(now=now)

    (notice,) = bell.list_notices(amina)
    assert (notice.state, notice.sent_at, notice.read_at) == (MessageState.SENT, now, None)
    assert (notice.subject, notice.language, notice.link) == ("فبراير", "ar", LINK)
    assert bell.count_unread(amina) == 1
    assert mail.outbox == []


def test_what_is_relayed_again_is_not_written_again(amina: User, now: datetime) -> None:
    announce(now)
    relay_announcements(now=now)
    bell.mark_all_read(amina)
    Announcement.objects.update(taken_at=None)

    relay_announcements(now=now)

    assert len(bell.list_notices(amina)) == 1
    assert bell.count_unread(amina) == 0


def test_somebody_without_an_account_has_no_bell(told: Telling, now: datetime) -> None:
    told.recipients = [Outsider("author:7", "zineb@example.org", "ar")]
    announce(now)

    relay_announcements(now=now)

    assert not Message.objects.filter(channel=Channel.IN_APP.value).exists()


def test_nobody_opens_the_notice_of_somebody_else(
    told: Telling, amina: User, now: datetime
) -> None:
    bilal = make_person("Bilal")
    announce(now)
    relay_announcements(now=now)
    (notice,) = bell.list_notices(amina)

    assert bell.open_notice(bilal, notice.pk) is None
    assert bell.mark_read(bilal, [notice.pk]) == 0
    assert bell.count_unread(amina) == 1
    opened = bell.open_notice(amina, notice.pk)
    assert opened is not None
    assert opened.read_at is not None
    assert bell.count_unread(amina) == 0


def test_a_page_of_notices_is_one_statement_and_the_next_one_goes_on(
    amina: User, now: datetime
) -> None:
    for _number in range(5):
        announce(now)
    relay_announcements(now=now)

    with CaptureQueriesContext(connection) as captured:
        first = bell.list_notices(amina, limit=3)
        second = bell.list_notices(amina, before=first[-1].pk, limit=3)

    assert len(captured) == 2
    assert [len(first), len(second)] == [3, 2]
    assert [each.pk for each in (*first, *second)] == sorted(
        (each.pk for each in (*first, *second)), reverse=True
    )


def test_words_that_fail_leave_a_notice_and_stop_nobody(
    told: Telling, amina: User, settings: Any
) -> None:
    told.templates["told.txt"] = "{% if %}"
    settings.TEMPLATES = [told.template_engine]
    announce(datetime.fromisoformat("2026-11-25T09:30:00+00:00"))

    dispatch()

    (notice,) = bell.list_notices(amina)
    assert (notice.subject, notice.body) == ("toy.told", "")
