"""History: one Event a change, chained by hash, append-only in the database."""

from enum import StrEnum
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow.models.subject import Subject


class EventKind(StrEnum):
    """What an Event says happened."""

    #: The subject came to be, in the first state of its life.
    BIRTH = "birth"
    #: The subject moved along a declared transition.
    TRANSITION = "transition"
    #: Something a guard reads changed; the state did not.
    FACT = "fact"
    #: A seat of a round decided.
    DECISION = "decision"
    #: A guard was lifted for this subject, with a public reason.
    WAIVER = "waiver"
    #: A right was given or taken back.
    GRANT = "grant"
    #: The subject came in from a file, at any state.
    LOAD = "load"
    #: The body of an earlier Event was erased.
    ERASURE = "erasure"


class Via(StrEnum):
    """The entrance through which the request came."""

    WEB = "web"
    API = "api"
    MAIL = "mail"
    COMMAND = "command"
    CLOCK = "clock"
    LOAD = "load"
    CODE = "code"


class Event(models.Model):
    """One line of a subject's history. Instants are UTC; a paper act has its day, `occurred_on`."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=20)
    name = models.CharField(_("name"), max_length=60)
    source = models.CharField(_("from"), max_length=40, blank=True)
    target = models.CharField(_("to"), max_length=40, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="events"
    )
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    via = models.CharField(max_length=10)
    cause = models.ForeignKey("self", models.PROTECT, null=True, related_name="consequences")
    round = models.ForeignKey("workflow.Round", models.PROTECT, null=True, related_name="events")
    occurred_on = models.DateField(_("done on paper on"), null=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    machine_version = models.CharField(max_length=20)
    hash_version = models.PositiveSmallIntegerField(default=1)
    body_digest = models.CharField(max_length=64)
    prev_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering: ClassVar[list[str]] = ["subject_id", "seq"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["subject", "seq"], name="event_one_per_sequence_number"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[str(kind) for kind in EventKind]), name="event_kind_is_known"
            ),
            models.CheckConstraint(condition=Q(seq__gte=1), name="event_sequence_starts_at_one"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # Used by the history feed and the exports: the latest first.
            models.Index(fields=["-recorded_at", "-id"], name="event_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_id}#{self.seq} {self.name}"


class EventBody(models.Model):
    """What was given with an Event: erasable, so that a person can be forgotten.

    `json` is the text that was hashed with `salt`; it is never stored as a database JSON value,
    which would reorder its keys.
    """

    event = models.OneToOneField(Event, models.PROTECT, related_name="body", primary_key=True)
    salt = models.CharField(max_length=32)
    json = models.TextField()

    class Meta:
        verbose_name = _("body of an event")
        verbose_name_plural = _("bodies of events")

    def __str__(self) -> str:
        return str(self.event)
