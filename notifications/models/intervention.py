"""Interventions: what a person did to messages by hand."""

from enum import StrEnum
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notifications.models.message import Message
from workflow.models import Announcement


class Deed(StrEnum):
    """What was done."""

    RETRY = "retry"
    DROP = "drop"
    REPLAY = "replay"
    CLEAR = "clear"


class Intervention(models.Model):
    """One message, or one announcement, that somebody acted on. Never changed, never deleted."""

    deed = models.CharField(_("what was done"), max_length=10)
    message = models.ForeignKey(Message, models.PROTECT, null=True, related_name="interventions")
    announcement = models.ForeignKey(Announcement, models.PROTECT, null=True, related_name="+")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"), blank=True)
    #: Where the message stood before.
    state_before = models.CharField(max_length=20, blank=True)
    done_at = models.DateTimeField(_("done at"))

    class Meta:
        verbose_name = _("intervention")
        verbose_name_plural = _("interventions")
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(deed__in=[str(deed) for deed in Deed]),
                name="intervention_deed_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deed} {self.message_id or self.announcement_id}"
