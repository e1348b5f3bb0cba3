"""What is said to one person by one channel, and the proof that it was."""

from enum import StrEnum
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow.models import Announcement, DeliveryClass


class Channel(StrEnum):
    """The way a message takes to a person."""

    #: To the address of the account.
    EMAIL = "email"


class MessageState(StrEnum):
    """Where a message stands."""

    #: Waits for `available_at`, for the first time or after a failure.
    PENDING = "pending"
    #: A sender holds it, until `leased_until`.
    SENDING = "sending"
    #: The mail server took it.
    SENT = "sent"
    #: The recipient had lost the right to read it when its turn came.
    WITHHELD = "withheld"
    #: Its sender died in the act and it must not arrive twice: a person decides.
    IN_DOUBT = "in_doubt"
    #: Failed too many times: a person decides.
    DEAD = "dead"


class Message(models.Model):
    """One announcement for one person. `subject` and `body` are what was said, once it was.

    Somebody without an account is named by `outsider`, the key under which the domain knows them.
    """

    announcement = models.ForeignKey(Announcement, models.PROTECT, related_name="messages")
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="notifications"
    )
    outsider = models.CharField(max_length=60, blank=True)
    channel = models.CharField(max_length=20, default=str(Channel.EMAIL))
    #: The same thing told to the same person by the same channel is one row, whoever relays it.
    dedupe_key = models.CharField(max_length=120, unique=True)
    delivery_class = models.CharField(max_length=20, default=str(DeliveryClass.MUST_ARRIVE))
    state = models.CharField(max_length=20, default=str(MessageState.PENDING))
    language = models.CharField(max_length=5, blank=True)
    subject = models.CharField(max_length=255, blank=True)
    body = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    available_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    lease_owner = models.CharField(max_length=32, blank=True)
    sent_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state__in=[str(state) for state in MessageState]),
                name="message_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(recipient__isnull=False, outsider="")
                | (Q(recipient__isnull=True) & ~Q(outsider="")),
                name="message_is_to_one_person",
            ),
            models.CheckConstraint(
                condition=~Q(state=str(MessageState.SENT)) | Q(sent_at__isnull=False),
                name="message_sent_has_an_instant",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # Used by delivery.claim_next: what waits, oldest first.
            models.Index(
                fields=["available_at", "id"],
                name="message_pending",
                condition=Q(state=str(MessageState.PENDING)),
            ),
            # Used by delivery.release_abandoned: whose sender said nothing for too long.
            models.Index(
                fields=["leased_until"],
                name="message_sending",
                condition=Q(state=str(MessageState.SENDING)),
            ),
        ]

    def __str__(self) -> str:
        return self.dedupe_key
