"""Outages of every kind, through a real mail server: nothing is lost, nothing is told twice."""

import re
import socket
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest

from notifications import breakers
from notifications.daily import compose_daily
from notifications.models import Message, MessageState
from notifications.pausing import pause, resume
from notifications.relay import relay_announcements
from tests.notifications.daily.morning import change
from tests.notifications.gathering.asking import MINUTE, ask, count_states, deliver
from tests.notifications.post import Manner, Postman, read_text
from tests.notifications.telling import Telling, announce, list_letters
from workflow.models import DeliveryClass, User

pytestmark = pytest.mark.usefixtures("amina_and_bilal")

STRICT = DeliveryClass.STRICT


def go_on(now: datetime, minutes: int) -> None:
    """Do what the worker does each minute."""
    for minute in range(minutes):
        deliver(now + minute * MINUTE)


def list_taken(postman: Postman) -> dict[str, list[int]]:
    """Return how many things each letter told that was taken, by whom it is to."""
    told: dict[str, list[int]] = {}
    for each in postman.taken:
        told.setdefault(str(each["To"]), []).append(read_text(each).count("[n"))
    return told


def count_told(postman: Postman) -> Counter[tuple[str, str]]:
    """Return how often each thing was told to each reader."""
    return Counter(
        (str(each["To"]), number)
        for each in postman.taken
        for number in re.findall(r"\[n(\d+)\]", read_text(each))
    )


def away(step: str, _address: str) -> str:
    """Answer as a server that shuts down."""
    return "421 4.3.2 shutting down" if step == "MAIL" else ""


def there(_step: str, _address: str) -> str:
    """Answer as a server that is well."""
    return ""


def test_a_server_that_comes_and_goes_each_minute_kills_nothing(
    asking: Telling, postman: Postman, now: datetime
) -> None:
    asked = []
    for minute in range(40):
        postman.answer = away if minute % 2 else there
        asked += ask(now + minute * MINUTE)
    postman.answer = there

    go_on(now + 40 * MINUTE, 5)

    assert count_states() == {MessageState.SENT: 2 * len(asked)}
    assert set(count_told(postman).values()) == {1}


@pytest.mark.parametrize("delivery_class", list(DeliveryClass))
def test_a_server_that_shuts_down_in_the_middle_of_a_letter_leaves_no_doubt(
    asking: Telling, postman: Postman, now: datetime, delivery_class: DeliveryClass
) -> None:
    postman.answer = lambda step, _address: "421 going away" if step == "RCPT" else ""
    asked = ask(now, 2, delivery_class=delivery_class)
    waiting = count_states()
    postman.answer = there

    asked += ask(now + 5 * MINUTE, delivery_class=delivery_class)

    assert waiting == {MessageState.GATHERING: 4}
    assert list_taken(postman) == {"amina@example.org": [3], "bilal@example.org": [3]}
    assert count_states() == {MessageState.SENT: 2 * len(asked)}


def test_a_recipient_who_does_not_exist_holds_up_nobody_else(
    asking: Telling, postman: Postman, now: datetime
) -> None:
    postman.answer = away
    ask(now, 2)
    postman.answer = there
    postman.unknown = frozenset({"amina@example.org"})

    ask(now + 5 * MINUTE)
    go_on(now + 6 * MINUTE, 3)

    assert list_taken(postman) == {"bilal@example.org": [3]}
    assert count_states() == {MessageState.SENT: 3, MessageState.REFUSED: 3}


def test_a_recipient_who_is_put_off_for_ever_dies_and_opens_nothing(
    asking: Telling, postman: Postman, now: datetime
) -> None:
    postman.answer = lambda step, address: (
        "452 4.2.2 mailbox full" if (step, address) == ("RCPT", "amina@example.org") else ""
    )
    first = ask(now, 2)
    for hour in range(1, 20):
        ask(now + timedelta(hours=2 * hour))

    dead = list_letters().filter(recipient__email="amina@example.org", announcement__in=first)
    assert {each.state for each in dead} == {MessageState.DEAD}
    assert sum(list_taken(postman)["bilal@example.org"]) == 21
    assert breakers.list_open() == frozenset()


def test_a_server_that_lets_nobody_in_after_the_greeting_is_an_outage_for_all(
    asking: Telling, postman: Postman, now: datetime
) -> None:
    postman.answer = lambda step, _address: "530 5.7.0 sign in first" if step == "MAIL" else ""
    for hour in range(24):
        ask(now + timedelta(hours=hour))
    waiting = count_states()
    postman.answer = there

    go_on(now + timedelta(hours=25), 3)

    assert waiting == {MessageState.GATHERING: 48}
    assert list_taken(postman) == {"amina@example.org": [24], "bilal@example.org": [24]}


def test_a_server_that_says_nothing_at_all_is_nobody(
    asking: Telling, postman: Postman, now: datetime, settings: Any
) -> None:
    port, settings.EMAIL_TIMEOUT = settings.EMAIL_PORT, 0.1
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_PORT = silent.getsockname()[1]
        ask(now, 2, delivery_class=STRICT)
    settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = port, 5

    ask(now + 5 * MINUTE, delivery_class=STRICT)

    assert list_taken(postman) == {"amina@example.org": [3], "bilal@example.org": [3]}


def test_a_letter_that_is_put_off_once_it_was_read_leaves_as_it_was(
    asking: Telling, postman: Postman, now: datetime
) -> None:
    postman.choose = lambda _recipient: Manner.DEFER
    ask(now, 2, delivery_class=STRICT)
    postman.choose = lambda _recipient: Manner.TAKE

    ask(now + 5 * MINUTE, delivery_class=STRICT)
    go_on(now + 6 * MINUTE, 2)

    assert {address: sorted(each) for address, each in list_taken(postman).items()} == {
        "amina@example.org": [1, 2],
        "bilal@example.org": [1, 2],
    }
    assert set(count_told(postman).values()) == {1}


@pytest.mark.parametrize("jump", [timedelta(days=400), timedelta(hours=-5)])
def test_a_clock_that_jumps_tells_nothing_twice(
    asking: Telling, postman: Postman, now: datetime, jump: timedelta
) -> None:
    postman.answer = away
    for minute in range(10):
        ask(now + minute * MINUTE)
    jumped = now + jump
    go_on(jumped, 3)
    postman.answer = there

    go_on(jumped + 3 * MINUTE, 3)
    go_on(now + timedelta(days=800), 3)

    assert list_taken(postman) == {"amina@example.org": [10], "bilal@example.org": [10]}


def test_who_lost_the_right_meanwhile_is_told_nothing_and_nothing_waits_for_ever(
    asking: Telling, postman: Postman, now: datetime
) -> None:
    postman.answer = away
    asked = ask(now, 3)
    asking.closed = set(asked[:2])
    asking.recipients = list(User.objects.filter(email="amina@example.org"))
    postman.answer = there

    go_on(now + 5 * MINUTE, 4)

    assert list_taken(postman) == {"amina@example.org": [1]}
    assert count_states() == {MessageState.SENT: 1, MessageState.WITHHELD: 5}


def test_an_address_that_is_corrected_meanwhile_gets_it_once(
    asking: Telling, postman: Postman, now: datetime
) -> None:
    postman.answer = away
    ask(now, 3)
    User.objects.filter(email="amina@example.org").update(email="amina@ministry.example.org")
    asking.recipients = list(User.objects.order_by("pk"))
    postman.answer = there

    go_on(now + 5 * MINUTE, 4)

    assert list_taken(postman) == {
        "amina@ministry.example.org": [3],
        "bilal@example.org": [3],
    }


def test_what_is_paused_while_the_server_is_away_leaves_together_afterwards(
    asking: Telling, postman: Postman, now: datetime
) -> None:
    postman.answer = away
    for minute in range(6):
        ask(now + minute * MINUTE)
    pause("A copy is tried out.")
    postman.answer = there
    go_on(now + 60 * MINUTE, 3)
    paused = len(postman.taken)
    ask(now + 70 * MINUTE)
    operator = User.objects.get(email="amina@example.org")

    resume(operator)
    go_on(now + 80 * MINUTE, 3)

    assert paused == 0
    assert list_taken(postman) == {"amina@example.org": [7], "bilal@example.org": [7]}


def test_the_daily_letter_stays_a_letter_of_its_own(
    asking: Telling, postman: Postman, now: datetime
) -> None:
    postman.answer = away
    ask(now, 2)
    change(asking, is_urgent=False, group="tasks")
    announce(now)
    relay_announcements(now=now)
    Message.objects.filter(state=MessageState.WAITING.value).update(available_at=now)
    compose_daily(now=now)
    go_on(now, 2)
    daily = list_letters().filter(announcement=None, is_urgent=False)
    states = {each.state for each in daily}
    postman.answer = there

    go_on(now + 60 * MINUTE, 3)

    assert states == {MessageState.PENDING}
    assert {each.state for each in daily.all()} == {MessageState.SENT}
    assert len(postman.taken) == 4
    assert count_states() == {MessageState.SENT: 6}
