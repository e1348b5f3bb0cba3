"""The mailbox of a development site keeps what would have left the machine."""

from datetime import date
from typing import Any

import pytest
from django.core.mail import EmailMessage

from notifications.mailbox import BACKEND, is_mailbox_in_use
from notifications.models import MailboxMessage
from workflow.clock import FixedClock, use_clock

pytestmark = pytest.mark.django_db


def test_a_message_is_kept_with_all_who_would_have_received_it(settings: Any) -> None:
    settings.EMAIL_BACKEND = BACKEND

    sent = EmailMessage("Reçu", "Bonjour", to=["a@example.org"], bcc=["b@example.org"]).send()

    kept = MailboxMessage.objects.get()
    assert sent == 1
    assert (kept.subject, kept.body) == ("Reçu", "Bonjour")
    assert kept.recipients == "a@example.org, b@example.org"
    assert kept.sender == settings.DEFAULT_FROM_EMAIL


def test_the_newest_message_stands_first(settings: Any) -> None:
    settings.EMAIL_BACKEND = BACKEND
    for subject in ("first", "second"):
        EmailMessage(subject, "", to=["a@example.org"]).send()

    assert [kept.subject for kept in MailboxMessage.objects.all()] == ["second", "first"]


def test_a_message_bears_the_day_on_which_the_site_lives(settings: Any) -> None:
    settings.EMAIL_BACKEND = BACKEND

    with use_clock(FixedClock.on(date(2020, 11, 16))):
        EmailMessage("Reçu", "Bonjour", to=["a@example.org"]).send()

    assert MailboxMessage.objects.get().kept_at.date() == date(2020, 11, 16)


@pytest.mark.parametrize(
    ("backend", "used"),
    [(BACKEND, True), ("django.core.mail.backends.smtp.EmailBackend", False)],
)
def test_a_site_that_really_sends_has_no_mailbox(settings: Any, backend: str, used: bool) -> None:
    settings.EMAIL_BACKEND = backend

    assert is_mailbox_in_use() is used
