"""Messages through a real mail server, which takes them, defers them, refuses them or hangs up."""

import socket
from datetime import datetime, timedelta
from typing import Any

import pytest

from notifications.delivery import deliver_due
from notifications.models import Message, MessageState
from tests.notifications.post import Manner, Postman
from tests.notifications.telling import Telling, make_message, make_person
from workflow.models import DeliveryClass

pytestmark = pytest.mark.django_db


@pytest.fixture
def message(told: Telling, now: datetime) -> Message:
    """Return a message to somebody who reads Arabic."""
    told.recipients = [make_person("Amina", language="ar")]
    return make_message(told, now)


def test_the_server_takes_a_message_with_its_headers_and_its_arabic(
    postman: Postman, message: Message, now: datetime
) -> None:
    deliver_due(get_now=lambda: now)

    (taken,) = postman.taken
    message.refresh_from_db()
    assert message.state == MessageState.SENT
    assert (taken["To"], taken["Subject"]) == ("amina@example.org", "فبراير")
    assert taken["Message-ID"] == f"<message-{message.pk}@localhost>"
    assert taken["Content-Language"] == "ar"
    plain, html = taken.get_body(("plain",)), taken.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content().startswith("L'été de amina@example.org")
    assert 'dir="rtl"' in html.get_content()


@pytest.mark.parametrize("manner", [Manner.DEFER, Manner.REFUSE])
def test_a_server_that_says_no_is_asked_again_later(
    postman: Postman, message: Message, now: datetime, manner: Manner
) -> None:
    postman.choose = lambda _recipient: manner
    deliver_due(get_now=lambda: now)
    message.refresh_from_db()
    waiting = (message.state, message.attempts, len(postman.taken))

    postman.choose = lambda _recipient: Manner.TAKE
    deliver_due(get_now=lambda: now + timedelta(minutes=1))

    message.refresh_from_db()
    assert waiting == (MessageState.PENDING, 1, 0)
    assert (message.state, message.attempts, len(postman.taken)) == (MessageState.SENT, 2, 1)


@pytest.mark.parametrize(
    ("delivery_class", "state"),
    [
        (DeliveryClass.MUST_ARRIVE, MessageState.PENDING),
        (DeliveryClass.STRICT, MessageState.IN_DOUBT),
    ],
)
def test_a_line_that_is_cut_leaves_a_doubt(
    postman: Postman,
    message: Message,
    now: datetime,
    delivery_class: DeliveryClass,
    state: MessageState,
) -> None:
    Message.objects.update(delivery_class=delivery_class.value)
    postman.choose = lambda _recipient: Manner.CUT

    deliver_due(get_now=lambda: now)

    message.refresh_from_db()
    assert message.state == state


def test_a_server_that_lets_nobody_in_leaves_no_doubt(
    settings: Any, message: Message, now: datetime
) -> None:
    Message.objects.update(delivery_class=DeliveryClass.STRICT.value)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_TIMEOUT = 0.1
    # It listens, and says nothing at all.
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()

        deliver_due(get_now=lambda: now)

    message.refresh_from_db()
    assert (message.state, message.strikes) == (MessageState.PENDING, 0)
    assert "UnreachableError" in message.last_error


def test_a_server_that_is_away_loses_nothing(
    settings: Any, message: Message, now: datetime
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    deliver_due(get_now=lambda: now)

    message.refresh_from_db()
    assert (message.state, message.attempts) == (MessageState.PENDING, 1)
