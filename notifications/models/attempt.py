"""Attempts: what came of each try to hand a message over."""

from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notifications.models.message import Message


class AttemptOutcome(StrEnum):
    """What came of a try. Empty while it lasts."""

    #: Taken over.
    SENT = "sent"
    #: The recipient may not read it any more.
    WITHHELD = "withheld"
    #: Failed, for a reason of the message.
    FAILED = "failed"
    #: Failed because the route was down; perhaps it was taken over all the same.
    ROUTE_DOWN = "route_down"
    #: Failed because the route was down, before one word of it was read: certainly not taken over.
    UNREACHED = "unreached"
    #: The address is refused for good.
    REFUSED = "refused"
    #: Nobody knows whether it was taken over.
    IN_DOUBT = "in_doubt"
    #: The sender never came back.
    DIED = "died"


class DeliveryAttempt(models.Model):
    """One try of one message. `error` names neither an address nor a secret."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="tries")
    started_at = models.DateTimeField(_("started at"))
    ended_at = models.DateTimeField(_("ended at"), null=True)
    outcome = models.CharField(_("outcome"), max_length=20, blank=True)
    error = models.TextField(_("error"), blank=True)
    lease_owner = models.CharField(max_length=32)

    class Meta:
        verbose_name = _("delivery attempt")
        verbose_name_plural = _("delivery attempts")
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(outcome__in=["", *(str(each) for each in AttemptOutcome)]),
                name="attempt_outcome_is_known",
            ),
            models.UniqueConstraint(fields=["lease_owner"], name="attempt_once_a_lease"),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.outcome}"
