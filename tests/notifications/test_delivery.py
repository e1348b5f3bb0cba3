"""Messages reach people: claimed with a lease, tried a few times, proved afterwards."""

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from smtplib import SMTPConnectError, SMTPDataError, SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.utils.translation import override

from notifications.claiming import claim_next, is_message_due
from notifications.delivery import deliver, deliver_due
from notifications.models import Message, MessageState
from notifications.outcomes import release_abandoned
from notifications.relay import relay_announcements
from notifications.topics import Outsider, forget
from tests.databases import Clone
from tests.notifications.telling import TOPIC, Telling, announce, make_message, make_person
from workflow.models import DeliveryClass

AT_ONCE = 6
#: The server said no to the whole message, so nothing was sent.
REFUSED = SMTPDataError(554, b"not like this")
#: The line was cut: whether the message had left is not known.
CUT = SMTPServerDisconnected("the line was cut")


class Refusing(BaseEmailBackend):
    """A mail server that fails with `error`; `calls` counts how often it was asked."""

    error: Exception | None = None
    calls = 0

    def send_messages(self, messages: Sequence[Any]) -> int:
        """Fail, or take the messages."""
        Refusing.calls += 1
        if Refusing.error is not None:
            raise Refusing.error
        return len(messages)


@pytest.fixture
def server(settings: Any) -> type[Refusing]:
    """Send to a mail server that fails as the test says."""
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    Refusing.error, Refusing.calls = None, 0
    return Refusing


@pytest.fixture
def amina(told: Telling, db: None) -> Any:
    """Return the one person who is told; she reads Arabic."""
    person = make_person("Amina", language="ar")
    told.recipients = [person]
    return person


def send_all(now: datetime) -> int:
    """Send what is due at `now`."""
    return deliver_due(get_now=lambda: now)


def test_a_message_is_sent_and_the_row_proves_it(told: Telling, amina: Any, now: datetime) -> None:
    message = make_message(told, now)

    assert send_all(now) == 1

    message.refresh_from_db()
    (sent,) = mail.outbox
    assert sent.to == ["amina@example.org"]
    assert (message.state, message.sent_at, message.attempts) == (MessageState.SENT, now, 1)
    assert (message.subject, message.body.strip()) == (sent.subject, sent.body.strip())
    assert (message.lease_owner, message.leased_until) == ("", None)


def test_a_message_speaks_the_language_of_its_reader_and_not_of_the_sender(
    told: Telling, amina: Any, now: datetime
) -> None:
    message = make_message(told, now)

    with override("en"):
        send_all(now)

    message.refresh_from_db()
    assert (message.language, mail.outbox[0].subject) == ("ar", "فبراير")
    assert mail.outbox[0].extra_headers["Content-Language"] == "ar"


def test_plain_text_is_not_html(told: Telling, amina: Any, now: datetime) -> None:
    make_message(told, now)

    send_all(now)

    assert mail.outbox[0].body.startswith("L'été de amina@example.org: http")


def test_a_subject_is_one_line_whatever_somebody_typed(
    told: Telling, amina: Any, now: datetime
) -> None:
    told.templates["told.subject.txt"] = "{{ title }}"
    told.context = {"title": "Hello\r\nBcc: everybody@example.org"}
    make_message(told, now)

    send_all(now)

    assert mail.outbox[0].subject == "Hello Bcc: everybody@example.org"
    assert mail.outbox[0].recipients() == ["amina@example.org"]


def test_every_attempt_bears_the_same_identity(told: Telling, amina: Any, now: datetime) -> None:
    message = make_message(told, now)
    send_all(now)
    Message.objects.filter(pk=message.pk).update(state=MessageState.PENDING.value)

    send_all(now)

    identities = {sent.extra_headers["Message-ID"] for sent in mail.outbox}
    assert identities == {f"<message-{message.pk}@localhost>"}
    assert mail.outbox[0].extra_headers["Auto-Submitted"] == "auto-generated"


def test_who_lost_the_right_meanwhile_is_told_nothing(
    told: Telling, amina: Any, now: datetime
) -> None:
    message = make_message(told, now)
    told.recipients = []

    send_all(now)

    message.refresh_from_db()
    assert (message.state, message.body) == (MessageState.WITHHELD, "")
    assert mail.outbox == []


def test_who_was_deactivated_meanwhile_is_told_nothing(
    told: Telling, amina: Any, now: datetime
) -> None:
    message = make_message(told, now)
    amina.is_active = False
    amina.save()

    send_all(now)

    message.refresh_from_db()
    assert message.state == MessageState.WITHHELD


def test_what_nobody_is_told_any_more_is_withheld(told: Telling, amina: Any, now: datetime) -> None:
    message = make_message(told, now)
    forget(TOPIC)

    send_all(now)

    message.refresh_from_db()
    assert message.state == MessageState.WITHHELD


def test_somebody_without_an_account_is_reached_by_the_address_of_now(
    told: Telling, now: datetime, db: None
) -> None:
    told.recipients = [Outsider("author:7", "old@example.org", "en")]
    make_message(told, now)
    told.recipients = [Outsider("author:7", "new@example.org", "en")]

    send_all(now)

    assert [(sent.to, sent.subject) for sent in mail.outbox] == [(["new@example.org"], "February")]


def test_somebody_who_asked_to_be_forgotten_is(told: Telling, now: datetime, db: None) -> None:
    told.recipients = [Outsider("author:7", "zineb@example.org", "ar")]
    message = make_message(told, now)
    told.recipients = []

    send_all(now)

    message.refresh_from_db()
    assert message.state == MessageState.WITHHELD


def test_each_failure_waits_twice_as_long_as_the_one_before(
    told: Telling, amina: Any, now: datetime, server: type[Refusing], settings: Any
) -> None:
    settings.NOTIFICATIONS_RETRY_AFTER_SECONDS = 60
    server.error = OSError("no route")
    message = make_message(told, now)

    waits = []
    for _attempt in range(3):
        send_all(now)
        message.refresh_from_db()
        waits.append((message.available_at - now).total_seconds())
        now = message.available_at

    assert waits == [60, 120, 240]
    assert (message.state, message.attempts) == (MessageState.PENDING, 3)
    assert "no route" in message.last_error


def test_what_waits_is_not_tried_before_its_time(
    told: Telling, amina: Any, now: datetime, server: type[Refusing]
) -> None:
    server.error = OSError("no route")
    make_message(told, now)
    send_all(now)

    assert not is_message_due(now=now + timedelta(seconds=59))
    assert send_all(now + timedelta(seconds=59)) == 0
    assert is_message_due(now=now + timedelta(seconds=60))


def test_after_the_last_attempt_a_message_is_dead_and_somebody_is_alerted(
    told: Telling,
    amina: Any,
    now: datetime,
    server: type[Refusing],
    settings: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    settings.NOTIFICATIONS_ATTEMPTS = 2
    server.error = REFUSED
    message = make_message(told, now)

    for _attempt in range(4):
        send_all(now)
        now += timedelta(hours=1)

    message.refresh_from_db()
    assert (message.state, message.attempts, server.calls) == (MessageState.DEAD, 2, 2)
    assert any(
        record.levelno == logging.ERROR and "is dead" in record.message for record in caplog.records
    )


def test_a_poisoned_message_stops_nobody(
    told: Telling, amina: Any, now: datetime, settings: Any
) -> None:
    poisoned = make_message(told, now)
    told.templates["told.txt"] = "{% if %}"
    settings.TEMPLATES = [told.template_engine]
    send_all(now)
    told.templates["told.txt"] = "sound"
    settings.TEMPLATES = [told.template_engine]
    sound = make_message(told, now)

    send_all(now)

    poisoned.refresh_from_db()
    sound.refresh_from_db()
    assert (poisoned.state, poisoned.attempts) == (MessageState.PENDING, 1)
    assert sound.state == MessageState.SENT


@pytest.mark.parametrize(
    ("error", "delivery_class", "state"),
    [
        (CUT, DeliveryClass.MUST_ARRIVE, MessageState.PENDING),
        (CUT, DeliveryClass.STRICT, MessageState.IN_DOUBT),
        (REFUSED, DeliveryClass.STRICT, MessageState.PENDING),
        (SMTPConnectError(421, b"busy"), DeliveryClass.STRICT, MessageState.PENDING),
        (ConnectionRefusedError("nobody listens"), DeliveryClass.STRICT, MessageState.PENDING),
        (TimeoutError("no answer"), DeliveryClass.STRICT, MessageState.IN_DOUBT),
    ],
)
def test_in_doubt_what_must_arrive_is_sent_again_and_what_is_strict_never(
    told: Telling,
    amina: Any,
    now: datetime,
    server: type[Refusing],
    error: Exception,
    delivery_class: DeliveryClass,
    state: MessageState,
) -> None:
    server.error = error
    message = make_message(told, now, delivery_class=delivery_class)

    send_all(now)

    message.refresh_from_db()
    assert message.state == state


def test_a_claimed_message_is_nobody_elses_while_its_lease_runs(
    told: Telling, amina: Any, now: datetime
) -> None:
    make_message(told, now)

    claimed = claim_next(now=now)

    assert claimed is not None
    assert (claimed.state, claimed.attempts) == (MessageState.SENDING, 1)
    assert claim_next(now=now) is None
    assert not is_message_due(now=now + timedelta(seconds=119))


@pytest.mark.parametrize(
    ("delivery_class", "state"),
    [
        (DeliveryClass.MUST_ARRIVE, MessageState.PENDING),
        (DeliveryClass.STRICT, MessageState.IN_DOUBT),
    ],
)
def test_what_a_dead_sender_held_is_settled_when_its_lease_is_over(
    told: Telling,
    amina: Any,
    now: datetime,
    settings: Any,
    delivery_class: DeliveryClass,
    state: MessageState,
) -> None:
    settings.NOTIFICATIONS_LEASE_SECONDS = 120
    message = make_message(told, now, delivery_class=delivery_class)
    claim_next(now=now)
    later = now + timedelta(seconds=121)

    assert is_message_due(now=later)
    release_abandoned(now=later)

    message.refresh_from_db()
    assert message.state == state


def test_what_kills_its_sender_each_time_is_dead_in_the_end(
    told: Telling, amina: Any, now: datetime, settings: Any
) -> None:
    settings.NOTIFICATIONS_ATTEMPTS = 3
    message = make_message(told, now)

    for _attempt in range(4):
        claim_next(now=now)
        now += timedelta(seconds=settings.NOTIFICATIONS_LEASE_SECONDS + 1)
        release_abandoned(now=now)

    message.refresh_from_db()
    assert (message.state, message.attempts) == (MessageState.DEAD, 3)


def test_a_sender_that_comes_back_too_late_overwrites_nothing(
    told: Telling, amina: Any, now: datetime
) -> None:
    message = make_message(told, now)
    slow = claim_next(now=now)
    assert slow is not None
    later = now + timedelta(hours=1)
    release_abandoned(now=later)
    claim_next(now=later)

    deliver(slow, get_now=lambda: later)

    message.refresh_from_db()
    assert (message.state, message.attempts) == (MessageState.SENDING, 2)


def test_several_senders_at_once_send_each_message_once(
    cloned_database: Clone, told: Telling, now: datetime, server: type[Refusing]
) -> None:
    told.recipients = [make_person("Amina"), make_person("Bilal")]
    for _number in range(10):
        announce(now)
    relay_announcements(now=now)

    def send(_number: int) -> int:
        try:
            return send_all(now)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        tried = sum(pool.map(send, range(AT_ONCE)))

    assert (tried, server.calls) == (20, 20)
    assert {each.state for each in Message.objects.all()} == {MessageState.SENT}
