"""A route that is down is left alone, then tried, and kills none; poison opens nothing."""

import json
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from io import StringIO
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command

from notifications import breakers, operating
from notifications.channels import email
from notifications.channels.base import Fault
from notifications.claiming import is_message_due
from notifications.delivery import deliver_due
from notifications.models import Message, MessageState, RefusedAddress
from notifications.relay import relay_announcements
from notifications.topics import Outsider
from tests.notifications.telling import Telling, announce, list_letters, make_message, make_person
from workflow.models import User

pytestmark = pytest.mark.django_db

NO_SUCH_BOX = SMTPRecipientsRefused({"amina@example.org": (550, b"5.1.1 no such box")})


class Failing(BaseEmailBackend):
    """A mail server that fails with `error` for whom `addresses` names, or for everybody."""

    error: Exception | None = None
    addresses: frozenset[str] = frozenset()
    calls = 0

    def send_messages(self, messages: Sequence[Any]) -> int:
        """Fail, or take the messages."""
        Failing.calls += 1
        wanted = Failing.addresses
        if Failing.error is not None and (not wanted or wanted & set(messages[0].to)):
            raise Failing.error
        mail.outbox += messages
        return len(messages)


@pytest.fixture
def server(settings: Any) -> type[Failing]:
    """Send to a mail server that fails as the test says."""
    settings.EMAIL_BACKEND = f"{__name__}.Failing"
    Failing.error, Failing.addresses, Failing.calls = None, frozenset(), 0
    return Failing


@pytest.fixture
def amina(told: Telling, db: None) -> User:
    """Return the one person who is told."""
    person = make_person("Amina")
    told.recipients = [person]
    return person


def announce_some(now: datetime, count: int) -> None:
    """Announce something several times, and relay it."""
    for _number in range(count):
        announce(now)
    relay_announcements(now=now)


def run(*arguments: str) -> Any:
    """Run the command; return what it prints as JSON."""
    out = StringIO()
    call_command("outbox", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


def send(now: datetime) -> int:
    """Send what is due at `now`."""
    return deliver_due(get_now=lambda: now)


def test_a_server_that_is_down_is_left_alone_after_a_few_messages(
    amina: User, server: type[Failing], now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    server.error = OSError("no route")
    announce_some(now, 20)

    tried = send(now)

    assert (tried, server.calls) == (5, 5)
    assert breakers.list_open() == {"email"}
    assert not is_message_due(now=now + timedelta(seconds=29))
    assert caplog.text.count("route_down") == 1


def test_one_message_tries_and_when_it_gets_through_all_the_others_leave(
    amina: User, server: type[Failing], now: datetime
) -> None:
    server.error = OSError("no route")
    announce_some(now, 20)
    send(now)
    server.calls = 0
    still_down = send(now + timedelta(seconds=30))
    server.error = None

    send(now + timedelta(seconds=60))

    assert still_down == 1
    assert {each.state for each in list_letters()} == {MessageState.SENT}
    assert len(mail.outbox) == 20
    assert breakers.list_open() == frozenset()


def test_a_week_without_a_server_kills_no_message(
    amina: User, server: type[Failing], now: datetime
) -> None:
    server.error = OSError("no route")
    announce_some(now, 3)
    moment = now
    while moment < now + timedelta(days=7):
        send(moment)
        moment += timedelta(hours=2)
    waiting = {each.state for each in list_letters()}
    server.error = None

    send(moment)

    assert waiting == {MessageState.PENDING}
    assert server.calls > 50
    assert {each.state for each in list_letters()} == {MessageState.SENT}


def test_one_poisoned_message_opens_nothing_and_dies_alone(
    told: Telling, server: type[Failing], now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    told.recipients = [make_person("Poison"), make_person("Bilal")]
    # It makes the server hang up each time, which looks like a server that is down.
    server.error = SMTPServerDisconnected("the line was cut")
    server.addresses = frozenset({"poison@example.org"})
    moment = now

    for _hour in range(9):
        announce(moment)
        relay_announcements(now=moment)
        send(moment)
        moment += timedelta(hours=1)

    to_bilal = list_letters().filter(recipient__email="bilal@example.org")
    first = list_letters().filter(recipient__email="poison@example.org").earliest("pk")
    assert {each.state for each in to_bilal} == {MessageState.SENT}
    assert (first.state, first.strikes) == (MessageState.DEAD, 5)
    assert breakers.list_open() == frozenset()
    assert f"dead_letter: message {first.pk} is dead" in caplog.text
    assert "route_down" not in caplog.text


def test_each_try_is_on_the_record(amina: User, server: type[Failing], now: datetime) -> None:
    message = announce(now)
    relay_announcements(now=now)
    server.error = SMTPDataError(554, b"not for amina@example.org with Bearer abcdef")
    send(now)
    server.error = None
    send(now + timedelta(minutes=1))

    letter = list_letters().get(announcement=message)
    tries = [(each.outcome, each.started_at) for each in letter.tries.all()]
    error = letter.tries.all()[0].error
    assert tries == [("failed", now), ("sent", now + timedelta(minutes=1))]
    assert "554" in error
    assert "amina" not in error
    assert "abcdef" not in error


@pytest.mark.once
@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (NO_SUCH_BOX, Fault.ADDRESS),
        (SMTPRecipientsRefused({"a@b.c": (551, b"moved")}), Fault.ADDRESS),
        (SMTPRecipientsRefused({"a@b.c": (550, b"5.7.1 relaying denied")}), Fault.MESSAGE),
        (SMTPRecipientsRefused({"a@b.c": (554, b"no")}), Fault.MESSAGE),
        (SMTPRecipientsRefused({"a@b.c": (450, b"greylisted")}), Fault.ROUTE),
        (SMTPDataError(451, b"later"), Fault.ROUTE),
        (SMTPDataError(554, b"spam"), Fault.MESSAGE),
        (ConnectionRefusedError("nobody"), Fault.ROUTE),
        (TimeoutError("late"), Fault.ROUTE),
        (ValueError("bad header"), Fault.MESSAGE),
    ],
)
def test_the_fault_lies_where_it_lies(error: Exception, fault: Fault) -> None:
    assert email.judge(error).fault is fault


def test_an_address_that_is_refused_is_left_and_operators_see_it(
    amina: User, server: type[Failing], now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    server.error = NO_SUCH_BOX
    announce_some(now, 3)

    send(now)
    send(now + timedelta(days=1))

    assert server.calls == 1
    assert {each.state for each in list_letters()} == {MessageState.REFUSED}
    (refusal,) = operating.list_refused_addresses()
    assert (refusal.recipient, refusal.refused_at) == (amina, now)
    assert "amina@example.org" not in str(RefusedAddress.objects.values())
    assert [each.levelno for each in caplog.records if "address_refused" in each.message] == [
        logging.ERROR
    ]
    assert "person" in caplog.text


def test_another_address_of_the_same_reader_is_tried(
    amina: User, server: type[Failing], now: datetime, told: Telling
) -> None:
    server.error = NO_SUCH_BOX
    make_message(told, now)
    send(now)
    server.error = None
    amina.email = "amina@ministry.example.org"
    amina.save()

    message = make_message(told, now)
    send(now)

    message.refresh_from_db()
    assert message.state == MessageState.SENT


def test_an_address_that_is_trusted_again_receives_what_waited(
    amina: User, server: type[Failing], now: datetime
) -> None:
    server.error = NO_SUCH_BOX
    announce_some(now, 2)
    send(now)
    server.error = None
    (refusal,) = operating.list_refused_addresses()

    retried = operating.clear_refusal(refusal.pk, amina)
    send(now + timedelta(days=3650))

    assert len(retried) == 2
    assert {each.state for each in list_letters()} == {MessageState.SENT}
    assert not operating.list_refused_addresses()
    assert operating.clear_refusal(refusal.pk, amina) == []


def test_trusting_an_address_lets_all_leave_that_waits_for_it_however_it_is_written(
    told: Telling, amina: User, server: type[Failing], now: datetime
) -> None:
    told.recipients = [
        Outsider("follower:7", "Zineb@Example.org", "ar"),
        Outsider("follower:8", "zineb@example.org", "ar"),
        Outsider("follower:9", "zineb@example.org", "fr"),
        make_person("Zineb"),
        amina,
    ]
    server.error = SMTPRecipientsRefused(
        {
            each: (550, b"5.1.1 no such box")
            for each in ("Zineb@Example.org", "zineb@example.org", "amina@example.org")
        }
    )
    announce_some(now, 1)
    send(now)
    server.error = None
    refusals = {each.recipient: each for each in operating.list_refused_addresses()}

    retried = operating.clear_refusal(refusals[None].pk, amina)
    send(now)

    assert len(retried) == 4
    held = [each.recipient for each in list_letters() if each.state == MessageState.REFUSED]
    assert (len(refusals), held) == (2, [amina])


def test_operators_see_refused_addresses_and_trust_them_by_hand(
    amina: User, server: type[Failing], now: datetime
) -> None:
    server.error = NO_SUCH_BOX
    announce_some(now, 1)
    send(now)
    server.error = None

    (shown,) = run("refused")
    (trusted,) = run("trust", str(shown["address"]), "--by", amina.email)

    assert (shown["of"], "550" in shown["error"]) == (str(amina), True)
    assert trusted == {"address": shown["address"], "letters": [list_letters().get().pk]}
    assert run("refused") == []
    with pytest.raises(SystemExit):
        run("trust", str(shown["address"]), "--by", amina.email)


def test_an_outsider_whose_address_is_refused_is_named_by_their_key_alone(
    told: Telling, server: type[Failing], now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    told.recipients = [Outsider("author:7", "zineb@example.org", "ar")]
    server.error = SMTPRecipientsRefused({"zineb@example.org": (550, b"no <zineb@example.org>")})
    make_message(told, now)

    with caplog.at_level(logging.ERROR):
        send(now)

    (refusal,) = operating.list_refused_addresses()
    assert refusal.outsider == "author:7"
    assert "zineb" not in str(RefusedAddress.objects.values())
    assert "zineb" not in str(Message.objects.values())
    assert "zineb" not in caplog.text
