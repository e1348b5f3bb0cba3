"""Announcements: the outbox of the engine, one row in the business transaction."""

from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow.models.event import Event
from workflow.models.subject import Subject
from workflow.models.work_item import Escalation


class DeliveryClass(StrEnum):
    """What may happen to a message when its sender dies."""

    #: Sent again: a deadline may arrive twice, never not at all.
    MUST_ARRIVE = "must_arrive"
    #: Never sent twice; in doubt a person decides.
    STRICT = "strict"


class Announcement(models.Model):
    """Something to tell. `notifications` relays it to messages and stamps `taken_at`."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="announcements")
    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="announcements")
    escalation = models.ForeignKey(
        Escalation, models.PROTECT, null=True, related_name="announcements"
    )
    topic = models.CharField(_("topic"), max_length=120)
    delivery_class = models.CharField(max_length=20, default=str(DeliveryClass.MUST_ARRIVE))
    available_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    #: How often its relay began. With a default in the database, because the engine's own SQL
    #: inserts without naming it.
    relays = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        indexes: ClassVar[list[models.Index]] = [
            # The relay's only read: what waits, oldest first.
            models.Index(
                fields=["available_at", "id"],
                name="announcement_waiting",
                condition=Q(taken_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.subject_id}"
