"""What is asked of one reader at once is one letter, each thing in a section of its own."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from notifications.claiming import claim_next
from notifications.gathering import AT_MOST, gather, is_gathering_due
from notifications.models import Message, MessageState
from notifications.relay import RELAY_LEASE, relay_announcements
from tests.notifications.gathering.asking import (
    Server,
    ask,
    deliver,
    list_states,
    list_told,
    relay,
)
from tests.notifications.telling import Telling, announce, list_letters, make_person
from workflow.models import DeliveryClass, User

pytestmark = pytest.mark.django_db


def test_a_cohort_that_is_asked_at_once_is_one_letter(amina: User, now: datetime) -> None:
    asked = relay(now, 3)

    deliver(now)

    (letter,) = mail.outbox
    assert isinstance(letter, EmailMultiAlternatives)
    body, html = str(letter.body), str(letter.alternatives[0][0])
    for number in asked:
        words = f"[n{number}]"
        assert (words in body, words in html) == (True, True)
    assert letter.to == ["amina@example.org"]
    assert list_states() == [MessageState.SENT] * 3


def test_one_thing_alone_leaves_by_itself(amina: User, now: datetime) -> None:
    (asked,) = relay(now, 1)

    deliver(now)

    assert [each.subject for each in mail.outbox] == [f"Move {asked}"]
    assert list_letters().count() == 1


def test_each_reader_has_a_letter_of_their_own(asking: Telling, amina: User, now: datetime) -> None:
    asking.recipients = [amina, make_person("Bilal")]
    relay(now, 2)

    deliver(now)

    assert sorted(each.to[0] for each in mail.outbox) == ["amina@example.org", "bilal@example.org"]


def test_what_must_not_arrive_twice_shares_no_letter_with_what_must_arrive(
    amina: User, now: datetime
) -> None:
    relay(now, 2)
    relay(now, 2, delivery_class=DeliveryClass.STRICT)

    deliver(now)

    assert len(mail.outbox) == 2
    letters = list_letters().filter(announcement__isnull=True)
    assert {each.delivery_class for each in letters} == set(map(str, DeliveryClass))


def test_it_waits_for_what_is_being_relayed_and_not_for_ever(amina: User, now: datetime) -> None:
    relay(now, 2)
    announce(now)

    early = gather(now=now)
    held_up = now + RELAY_LEASE
    late = is_gathering_due(now=held_up)
    relay_announcements(now=now)
    deliver(now)

    assert (early, late) == (0, True)
    assert len(mail.outbox) == 1
    assert list_states() == [MessageState.SENT] * 3


def test_what_the_reader_may_not_read_any_more_is_left_out(
    asking: Telling, amina: User, now: datetime
) -> None:
    first, second = relay(now, 2)
    asking.closed = {first}

    deliver(now)

    (letter,) = mail.outbox
    assert f"[n{second}]" in str(letter.body)
    assert f"[n{first}]" not in str(letter.body)
    assert list_states() == [MessageState.WITHHELD, MessageState.SENT]


def test_who_may_read_nothing_of_it_gets_nothing(
    asking: Telling, amina: User, now: datetime
) -> None:
    asking.closed = set(relay(now, 3))

    deliver(now)

    assert mail.outbox == []
    assert list_states() == [MessageState.WITHHELD] * 3


def test_one_that_cannot_be_written_holds_up_none_of_the_others(
    asking: Telling, amina: User, now: datetime
) -> None:
    first, second, third = relay(now, 3)
    asking.poison = {second}

    deliver(now)

    body = str(mail.outbox[0].body)
    assert f"[n{first}]" in body
    assert f"[n{third}]" in body
    states = list_states()
    assert (states[0], states[2]) == (MessageState.SENT, MessageState.SENT)
    assert states[1] not in (MessageState.SENT, MessageState.BUNDLED)


def test_gathering_again_gathers_nothing_twice(amina: User, now: datetime) -> None:
    relay(now, 3)

    counts = [gather(now=now), gather(now=now)]

    assert counts == [1, 0]
    assert list_letters().filter(announcement__isnull=True).count() == 1
    assert list_states() == [MessageState.BUNDLED] * 3


def test_a_letter_whose_sender_died_is_written_again_whole(
    amina: User, now: datetime, settings: Any
) -> None:
    asked = relay(now, 3)
    gather(now=now)
    claimed = claim_next(now=now)

    deliver(now + timedelta(seconds=settings.NOTIFICATIONS_LEASE_SECONDS + 1))

    assert claimed is not None
    assert len(mail.outbox) == 1
    assert mail.outbox[0].extra_headers["Message-ID"] == f"<message-{claimed.pk}@localhost>"
    assert str(mail.outbox[0].body).count("[n") == len(asked)


def test_after_an_outage_of_the_mail_server_all_that_came_since_is_one_letter(
    amina: User, server: Server, now: datetime
) -> None:
    server.go_away()
    moments = [now + timedelta(minutes=5 * number) for number in range(20)]
    for moment in moments:
        ask(moment)
    server.come_back()

    back = moments[-1] + timedelta(hours=2)
    for minute in range(4):
        deliver(back + timedelta(minutes=minute))

    assert list_states() == [MessageState.SENT] * 20
    assert list_told() == [20]


def test_a_letter_is_never_longer_than_its_sender_can_write(amina: User, now: datetime) -> None:
    for _batch in range(2):
        relay(now, AT_MOST // 2 + 1)

    deliver(now)
    deliver(now)

    assert len(mail.outbox) == 2
    assert set(list_states()) == {MessageState.SENT}


def test_nothing_is_told_that_was_not_announced(amina: User, now: datetime) -> None:
    relay(now, 4)
    deliver(now)

    held = Message.objects.exclude(state=MessageState.SENT.value)

    assert not held.exists()
    assert list_letters().filter(announcement__isnull=False).count() == 4
