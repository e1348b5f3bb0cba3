"""Send one message by e-mail, through the backend that the settings name."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.utils import parseaddr
from smtplib import (
    SMTPDataError,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from notifications.channels.base import Fault, Judgement, Reach
from notifications.errors import describe_error
from notifications.models import Message
from notifications.rendering import Words

#: The server knows no such mailbox. Other refusals may be of its rules, or of ours.
NO_SUCH_MAILBOX = frozenset({550, 551, 553})

_LINK = re.compile(r"https?://[^\s<>\"]+")


class UnreachableError(OSError):
    """The mail server cannot be reached, or does not let us in: nothing was handed over."""


def send(message: Message, words: Words, *, to: str, unsubscribe_url: str = "") -> None:
    """Hand the words over to the mail server, as text and as HTML.

    Each attempt carries the same Message-ID, so that a mail sent twice after a crash is shown once
    by the readers that know how.

    Raises:
        UnreachableError: the server cannot be reached, so that certainly nothing was sent.
        OSError: the server hangs up or refuses (smtplib's errors are OSErrors).
        ValueError: a header would hold a line break, or the address to unsubscribe is none.
    """
    headers = {
        "Message-ID": f"<message-{message.pk}@{get_domain()}>",
        "Content-Language": words.language,
        "Auto-Submitted": "auto-generated",
        **_make_unsubscribe_headers(unsubscribe_url),
    }
    with _connect() as connection:
        letter = EmailMultiAlternatives(
            subject=words.subject,
            body=words.body,
            to=[to],
            headers=headers,
            connection=connection,
        )
        letter.attach_alternative(words.html, "text/html")
        letter.send()


def judge(error: Exception) -> Judgement:
    """Return whose fault the failure is, and how far the letter had come."""
    return Judgement(_find_fault(error), _find_reach(error))


def get_domain() -> str:
    """Return the domain that letters come from, by which ids are the site's own."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


@contextmanager
def _connect() -> Iterator[Any]:
    connection = get_connection()
    try:
        connection.open()
    except OSError as error:
        raise UnreachableError(describe_error(error)) from error
    try:
        yield connection
    finally:
        # What could go wrong in saying goodbye changes nothing: the letter is taken, or is not.
        with suppress(OSError):
            connection.close()


def _find_reach(error: Exception) -> Reach:
    if isinstance(error, SMTPSenderRefused | SMTPRecipientsRefused):
        return Reach.ENVELOPE
    if isinstance(error, SMTPDataError):
        return Reach.REFUSED
    # Any other answer is one to our greeting.
    if isinstance(error, SMTPResponseException | ConnectionRefusedError | UnreachableError):
        return Reach.NOWHERE
    return Reach.UNKNOWN


def _find_fault(error: Exception) -> Fault:
    if isinstance(error, SMTPRecipientsRefused):
        return _find_fault_of_recipient(error)
    if isinstance(error, SMTPDataError):
        return Fault.MESSAGE if error.smtp_code >= 500 else Fault.ROUTE
    if isinstance(error, OSError) and not isinstance(error, SMTPNotSupportedError):
        return Fault.ROUTE
    return Fault.MESSAGE


def _find_fault_of_recipient(error: SMTPRecipientsRefused) -> Fault:
    for code, said in error.recipients.values():
        if code < 500:
            return Fault.ROUTE
        # "5.7" is a rule of the server, as a relay that does not know us: the mailbox may exist.
        if code in NO_SUCH_MAILBOX and not bytes(said).startswith(b"5.7"):
            return Fault.ADDRESS
    return Fault.MESSAGE


def _make_unsubscribe_headers(url: str) -> dict[str, str]:
    """Return the headers by which a mail program offers to stop it in one click (RFC 8058)."""
    if not url:
        return {}
    if _LINK.fullmatch(url) is None:
        raise ValueError("the address to unsubscribe is no address")
    return {
        "List-Unsubscribe": f"<{url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
