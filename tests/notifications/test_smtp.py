"""Messages through a real mail server, which takes them, defers them, refuses them or hangs up."""

import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from notifications.delivery import deliver_due
from notifications.models import Message, MessageState
from tests.notifications.telling import Telling, make_message, make_person
from workflow.models import DeliveryClass

pytestmark = pytest.mark.django_db


class Postman:
    """What the server does with a message; `taken` are those it took."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.answer = "250 taken"
        self.hangs_up = False

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Answer the end of a message as the test says."""
        if self.hangs_up:
            server.transport.abort()
            return "421 bye"
        if self.answer.startswith("250"):
            parsed = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(parsed, EmailMessage)
            self.taken.append(parsed)
        return self.answer


@pytest.fixture
def postman(settings: Any) -> Iterator[Postman]:
    """Send through a server of this test on a free port."""
    handler = Postman()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    yield handler
    controller.stop()


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


@pytest.mark.parametrize("answer", ["451 later", "550 no"])
def test_a_server_that_says_no_is_asked_again_later(
    postman: Postman, message: Message, now: datetime, answer: str
) -> None:
    postman.answer = answer
    deliver_due(get_now=lambda: now)
    message.refresh_from_db()
    waiting = (message.state, message.attempts, len(postman.taken))

    postman.answer = "250 taken"
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
    postman.hangs_up = True

    deliver_due(get_now=lambda: now)

    message.refresh_from_db()
    assert message.state == state


def test_a_server_that_is_away_loses_nothing(
    settings: Any, message: Message, now: datetime
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    deliver_due(get_now=lambda: now)

    message.refresh_from_db()
    assert (message.state, message.attempts) == (MessageState.PENDING, 1)
