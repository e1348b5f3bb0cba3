"""What is said to one reader by one channel, and the proof that it was."""

from enum import StrEnum
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notifications.models.refusal import RefusedAddress
from notifications.models.webhook import WebhookEndpoint
from workflow.models import Announcement, DeliveryClass


class Channel(StrEnum):
    """The way a message takes to its reader."""

    #: To the address of the account, or of the outsider.
    EMAIL = "email"
    #: A row that its reader finds on the site: written is delivered.
    IN_APP = "in_app"
    #: To a program that listens at an address of its own.
    WEBHOOK = "webhook"


class MessageState(StrEnum):
    """Where a message stands."""

    #: Waits for the daily letter of its reader, which is composed at `available_at`.
    WAITING = "waiting"
    #: Leaves at once, with whatever else its reader is told at once: see `gathering`.
    GATHERING = "gathering"
    #: A letter that certainly did not leave: what it told gathers anew, with what came since.
    DISSOLVED = "dissolved"
    #: A line of the letter `daily`, which is on its way.
    BUNDLED = "bundled"
    #: Waits for `available_at`, for the first time or after a failure.
    PENDING = "pending"
    #: A sender holds it, until `leased_until`.
    SENDING = "sending"
    #: The mail server or the program took it; in the application: it was written.
    SENT = "sent"
    #: The recipient had lost the right to read it when its turn came.
    WITHHELD = "withheld"
    #: Its sender died in the act and it must not arrive twice: a person decides.
    IN_DOUBT = "in_doubt"
    #: The server knows no such address: nothing is tried until somebody corrects it.
    REFUSED = "refused"
    #: Failed too many times: a person decides.
    DEAD = "dead"
    #: A person decided that it is not sent any more.
    DROPPED = "dropped"


class Message(models.Model):
    """One announcement for one reader. `subject` and `body` are what was said, once it was.

    Somebody without an account is named by `outsider`, the key under which the domain knows them.
    A letter that tells several of them, the daily one or one that leaves at once, is a message of
    its own, without an announcement; its lines are those it tells.
    """

    announcement = models.ForeignKey(
        Announcement, models.PROTECT, null=True, related_name="messages"
    )
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="notifications"
    )
    outsider = models.CharField(max_length=60, blank=True)
    #: What stands for the address and language of the outsider: one letter a day goes to each.
    address_key = models.CharField(max_length=60, blank=True)
    endpoint = models.ForeignKey(
        WebhookEndpoint, models.PROTECT, null=True, related_name="messages"
    )
    channel = models.CharField(_("channel"), max_length=20, default=str(Channel.EMAIL))
    #: What fails together: the mail server, or one endpoint. A breaker stands before each route.
    route = models.CharField(max_length=40, default=str(Channel.EMAIL))
    group = models.CharField(max_length=40, blank=True)
    is_urgent = models.BooleanField(default=True)
    #: The same thing told to the same reader by the same channel is one row, whoever relays it.
    dedupe_key = models.CharField(max_length=120, unique=True)
    delivery_class = models.CharField(max_length=20, default=str(DeliveryClass.MUST_ARRIVE))
    state = models.CharField(_("state"), max_length=20, default=str(MessageState.PENDING))
    daily = models.ForeignKey("self", models.PROTECT, null=True, related_name="lines")
    language = models.CharField(max_length=5, blank=True)
    subject = models.CharField(_("subject"), max_length=255, blank=True)
    body = models.TextField(blank=True)
    #: Where the reader goes on from it.
    link = models.CharField(max_length=500, blank=True)
    #: How often it was tried at all.
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    #: How many of these count against it: not those that failed because its route was down.
    strikes = models.PositiveSmallIntegerField(default=0)
    available_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    lease_owner = models.CharField(max_length=32, blank=True)
    #: Why it is `refused`: whoever clears the refusal lets it leave.
    refusal = models.ForeignKey(
        RefusedAddress, models.PROTECT, null=True, related_name="held", db_index=False
    )
    sent_at = models.DateTimeField(_("sent at"), null=True)
    read_at = models.DateTimeField(null=True)
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
                condition=Q(channel__in=[str(channel) for channel in Channel]),
                name="message_channel_is_known",
            ),
            models.CheckConstraint(
                condition=Q(recipient__isnull=False, outsider="", endpoint__isnull=True)
                | (Q(recipient__isnull=True, endpoint__isnull=True) & ~Q(outsider=""))
                | Q(recipient__isnull=True, outsider="", endpoint__isnull=False),
                name="message_is_to_one_reader",
            ),
            models.CheckConstraint(
                condition=~Q(state=str(MessageState.SENT)) | Q(sent_at__isnull=False),
                name="message_sent_has_an_instant",
            ),
            models.CheckConstraint(
                condition=Q(announcement__isnull=False) | Q(channel=str(Channel.EMAIL)),
                name="message_says_something",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # Used by claiming.claim_next: what waits, oldest first.
            models.Index(
                fields=["available_at", "id"],
                name="message_pending",
                condition=Q(state=str(MessageState.PENDING)),
            ),
            # Used by claiming.release_abandoned: whose sender said nothing for too long.
            models.Index(
                fields=["leased_until"],
                name="message_sending",
                condition=Q(state=str(MessageState.SENDING)),
            ),
            # Used by daily.compose_daily: whose daily letter is due.
            models.Index(
                fields=["available_at"],
                name="message_waiting",
                condition=Q(state=str(MessageState.WAITING)),
            ),
            # Used by daily.compose_daily: what waits for one outsider.
            models.Index(
                fields=["address_key"],
                name="message_waiting_address",
                condition=Q(state=str(MessageState.WAITING)),
            ),
            # Used by gathering.gather: what is told at once, and waits for what goes with it.
            models.Index(
                fields=["available_at"],
                name="message_gathering",
                condition=Q(state=str(MessageState.GATHERING)),
            ),
            # Used by bell: what somebody finds in the application, the newest first.
            models.Index(
                fields=["recipient", "-id"],
                name="message_in_app",
                condition=Q(channel=str(Channel.IN_APP)),
            ),
            models.Index(
                fields=["recipient"],
                name="message_unread",
                condition=Q(channel=str(Channel.IN_APP), read_at__isnull=True),
            ),
            # Used by operating.list_letters and clear_refusal: what waits for a person.
            models.Index(
                fields=["state", "-id"],
                name="message_stuck",
                condition=Q(
                    state__in=[
                        str(MessageState.DEAD),
                        str(MessageState.IN_DOUBT),
                        str(MessageState.REFUSED),
                    ]
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.dedupe_key

    @property
    def is_bundle(self) -> bool:
        """Return whether it is a letter made of other messages."""
        return self.announcement_id is None
