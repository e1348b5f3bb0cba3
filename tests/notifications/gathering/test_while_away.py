"""While the mail server is away: who tries whether it is back, and what then leaves together."""

from datetime import datetime, timedelta

import pytest

from notifications import breakers
from notifications.claiming import COUNTED_AT_MOST
from notifications.models import DeliveryAttempt, Message, MessageState
from notifications.relay import relay_announcements
from tests.notifications.gathering.asking import (
    MINUTE,
    Server,
    ask,
    deliver,
    get_told,
    list_states,
    list_told,
)
from tests.notifications.telling import Telling, announce, list_letters, make_person
from workflow.models import Announcement, DeliveryClass, User

pytestmark = pytest.mark.django_db


def test_each_reader_and_each_class_has_one_letter_after_an_outage(
    asking: Telling, amina: User, server: Server, now: datetime
) -> None:
    asking.recipients = [amina, make_person("Bilal"), make_person("Claire")]
    server.go_away()
    for number in range(15):
        classes = list(DeliveryClass)
        ask(now + number * 5 * MINUTE, delivery_class=classes[number % 2])
    down, probing = breakers.list_open(), list_letters().filter(state=MessageState.PENDING.value)
    waiting = probing.count()
    server.come_back()

    for number in range(4):
        deliver(now + timedelta(hours=3) + number * MINUTE)

    assert down == {"email"}
    assert waiting == 0
    assert sorted(list_told()) == [7, 7, 7, 8, 8, 8]
    assert {each.state for each in list_letters()} <= {MessageState.SENT, MessageState.DISSOLVED}


def test_what_was_about_to_leave_when_the_breaker_opens_gathers_anew(
    asking: Telling, amina: User, server: Server, now: datetime
) -> None:
    people = [amina, *(make_person(f"Reader{number}") for number in range(9))]
    asking.recipients = list(people)
    server.go_away()
    asked = ask(now, 2)
    states = set(list_states(asked))
    asked += ask(now + timedelta(seconds=5))
    server.come_back()

    for number in range(1, 4):
        deliver(now + number * MINUTE)

    assert states == {MessageState.GATHERING}
    assert list_told() == [3] * len(people)


def test_one_reader_is_enough_to_see_that_the_server_is_down(
    amina: User, server: Server, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    server.go_away()
    for number in range(5):
        ask(now + number * 5 * MINUTE)

    assert breakers.list_open() == {"email"}
    assert caplog.text.count("route_down") == 1


def test_while_it_is_down_one_reader_after_the_other_tries_whether_it_is_back(
    asking: Telling, amina: User, server: Server, now: datetime
) -> None:
    asking.recipients = [amina, make_person("Bilal"), make_person("Claire")]
    server.go_away()
    for number in range(3):
        ask(now + number * MINUTE)
    moment = now + 60 * MINUTE
    before = DeliveryAttempt.objects.count()
    tried = [deliver(moment + number * timedelta(seconds=10)) for number in range(12)]

    probes = DeliveryAttempt.objects.order_by("pk")[before:]
    # Each half minute one, and nobody twice before the others had their turn.
    assert tried == [1, 0, 0] * 4
    assert len({each.message.recipient_id for each in list(probes)[:3]}) == 3


def test_however_long_it_was_away_all_leaves_within_a_minute(
    amina: User, server: Server, now: datetime
) -> None:
    server.go_away()
    for number in range(6):
        ask(now + number * 5 * MINUTE)
    moment = now + 30 * MINUTE
    for number in range(100):
        deliver(moment + number * MINUTE)
    server.come_back()

    deliver(moment + 101 * MINUTE)

    assert list_told() == [6]


def test_each_try_of_a_letter_is_one_of_each_thing_it_told(
    amina: User, server: Server, now: datetime
) -> None:
    server.go_away()
    (first,) = ask(now)
    ask(now + 2 * MINUTE)
    deliver(now + 10 * MINUTE)

    message = get_told(first)
    assert (message.attempts, message.strikes) == (3, 0)
    assert message.available_at == now + 12 * MINUTE
    assert message.last_error.startswith("UnreachableError")


def test_a_connection_that_is_refused_is_never_the_fault_of_a_message(
    asking: Telling, amina: User, server: Server, now: datetime
) -> None:
    asking.recipients = [amina]
    server.go_away()
    (unlucky,) = ask(now)
    moment = now
    for _time in range(8):
        # The server is there for another one, and away whenever this one tries.
        breakers.record_success("email", now=moment + MINUTE)
        moment += timedelta(hours=2)
        deliver(moment)

    message = get_told(unlucky)
    assert (message.state, message.strikes, message.attempts) == (MessageState.GATHERING, 0, 9)


def test_a_message_that_was_tried_too_often_to_be_counted_is_tried_all_the_same(
    amina: User, server: Server, now: datetime
) -> None:
    announce(now)
    relay_announcements(now=now)
    Message.objects.update(attempts=COUNTED_AT_MOST)
    server.go_away()
    deliver(now)
    server.come_back()

    deliver(now + timedelta(days=1))

    assert [each.attempts for each in list_letters()] == [COUNTED_AT_MOST]
    assert list_told() == [1]
    assert not Announcement.objects.filter(taken_at=None).exists()
