"""Send one message by e-mail, through the backend that the settings name."""

from email.utils import parseaddr
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMessage

from notifications.models import Message
from notifications.rendering import Words


def send(message: Message, words: Words, *, to: str) -> None:
    """Hand the words over to the mail server.

    Each attempt carries the same Message-ID, so that a mail sent twice after a crash is shown once
    by the readers that know how.

    Raises:
        OSError: the server cannot be reached, hangs up or refuses (smtplib's errors are OSErrors).
    """
    EmailMessage(
        subject=words.subject,
        body=words.body,
        to=[to],
        headers={
            "Message-ID": f"<message-{message.pk}@{get_domain()}>",
            "Content-Language": words.language,
            "Auto-Submitted": "auto-generated",
        },
    ).send()


def is_certainly_unsent(error: Exception) -> bool:
    """Return whether the server said no, so that trying again cannot send twice."""
    return isinstance(error, SMTPResponseException | SMTPRecipientsRefused | ConnectionRefusedError)


def get_domain() -> str:
    """Return the domain that letters come from, by which ids are the site's own."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
