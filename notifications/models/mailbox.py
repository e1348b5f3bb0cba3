"""What the development mailbox keeps instead of sending."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class MailboxMessage(models.Model):
    """A mail that would have left the machine. Empty on a real site."""

    kept_at = models.DateTimeField()
    sender = models.CharField(max_length=320)
    recipients = models.TextField()
    subject = models.CharField(max_length=255)
    body = models.TextField()

    class Meta:
        verbose_name = _("message of the mailbox")
        verbose_name_plural = _("messages of the mailbox")
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return self.subject
