"""A mail backend for development: every message is kept in the database and shown on a page."""

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from notifications.models import MailboxMessage
from workflow.clock import current_clock

BACKEND = "notifications.mailbox.MailboxBackend"


class MailboxBackend(BaseEmailBackend):
    """Keep messages instead of sending them."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep each message; return how many."""
        # A demonstration writes its letters on the days of its story.
        now = current_clock().now()
        kept = MailboxMessage.objects.bulk_create(
            MailboxMessage(
                kept_at=now,
                sender=message.from_email,
                recipients=", ".join(message.recipients()),
                subject=str(message.subject),
                body=str(message.body),
            )
            for message in email_messages
        )
        return len(kept)


def is_mailbox_in_use() -> bool:
    """Return whether messages are kept here rather than sent."""
    return settings.EMAIL_BACKEND == BACKEND
