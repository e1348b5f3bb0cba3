"""Work items: everything somebody must do by some day is one row."""

from enum import StrEnum
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow.models.event import Event
from workflow.models.institution import Institution
from workflow.models.ladder import Ladder
from workflow.models.subject import Subject

#: The `next_rung` of an item that has climbed its whole ladder.
LADDER_CLIMBED = "-"


class WorkItem(models.Model):
    """One thing to do. `desk` is what the inbox looks up: a role, its institution, or a person.

    `due_on` is a civil date in the installation's zone; null means undated, never "on time".
    """

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="work_items")
    kind = models.CharField(_("kind"), max_length=60)
    role = models.CharField(_("role"), max_length=40)
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="work_items"
    )
    desk = models.CharField(_("desk"), max_length=80)
    #: Tells apart several of one kind on one desk, as whoever is awaited; empty where one is open.
    # With a default in the database, because the sweep inserts without naming it.
    matter = models.CharField(max_length=40, blank=True, default="", db_default="")
    round = models.ForeignKey(
        "workflow.Round", models.PROTECT, null=True, blank=True, related_name="work_items"
    )
    seat = models.OneToOneField(
        "workflow.Seat", models.PROTECT, null=True, blank=True, related_name="work_item"
    )
    #: The task of a deciding round's run, whose hooks alone open and close this item.
    task = models.OneToOneField(
        "viewflow.Task", models.PROTECT, null=True, blank=True, related_name="work_item"
    )
    #: Closed when the subject leaves the state; the others only when their own task is done.
    ends_with_state = models.BooleanField(default=True)
    opened_at = models.DateTimeField(_("opened at"))
    opened_by = models.ForeignKey(Event, models.PROTECT, related_name="opened_items")
    anchor_on = models.DateField(_("counted from"))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    # By its code, which never changes, so that opening an item needs no look-up.
    ladder = models.ForeignKey(Ladder, models.PROTECT, to_field="code", null=True, blank=True)
    generation = models.PositiveIntegerField(default=1)
    #: The day its generation began; empty for the first, which began on `anchor_on`.
    renewed_on = models.DateField(null=True, blank=True)
    #: While another party has the pen nothing escalates; the day it is due stands.
    paused_at = models.DateTimeField(null=True, blank=True)
    pause_reason = models.CharField(max_length=300, blank=True)
    #: Whoever holds it set it aside until this day. It goes on escalating.
    snoozed_until = models.DateField(null=True, blank=True)
    #: Given a day by hand, with a reason: it is counted anew no more.
    is_extended = models.BooleanField(default=False)
    #: The rung that opened it; it is done once the item that climbed so far is.
    escalation = models.ForeignKey(
        "workflow.Escalation", models.PROTECT, null=True, blank=True, related_name="opened_items"
    )
    # Empty until the sweep first looks at the item: computing them when it is opened would cost
    # each transition a statement, and pages read the next rung from the ladder itself. A rung
    # without a day waits for the calendar to reach it.
    next_rung = models.CharField(max_length=20, blank=True)
    next_rung_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        Event, models.PROTECT, null=True, blank=True, related_name="closed_items"
    )

    class Meta:
        verbose_name = _("work item")
        verbose_name_plural = _("work items")
        indexes: ClassVar[list[models.Index]] = [
            # The inbox: open items of a few desks, most urgent first.
            models.Index(
                fields=["desk", "due_on", "id"],
                name="work_item_inbox",
                condition=Q(closed_at__isnull=True),
            ),
            # The sweep: open items whose next rung has not been counted.
            models.Index(
                fields=["id"],
                name="work_item_uncounted",
                condition=Q(closed_at__isnull=True, next_rung="", ladder__isnull=False),
            ),
            # The sweep: open items whose next rung is due.
            models.Index(
                fields=["next_rung_on"],
                name="work_item_sweep",
                condition=Q(
                    closed_at__isnull=True, paused_at__isnull=True, next_rung_on__isnull=False
                ),
            ),
            # The sweep: what a rung opened and may be over by now.
            models.Index(
                fields=["escalation"],
                name="work_item_opened_by_rung",
                condition=Q(closed_at__isnull=True, escalation__isnull=False),
            ),
            models.Index(
                fields=["due_on"], name="work_item_due", condition=Q(closed_at__isnull=True)
            ),
            models.Index(
                fields=["subject"], name="work_item_open", condition=Q(closed_at__isnull=True)
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(desk=""), name="work_item_is_on_a_desk"),
            models.UniqueConstraint(
                fields=["subject", "kind", "desk", "matter"],
                condition=Q(closed_at__isnull=True, seat__isnull=True),
                name="work_item_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.kind}"


class EscalationStanding(StrEnum):
    """What became of a rung."""

    #: It spoke: whoever it is for is told, or has it on their desk.
    SPOKEN = "spoken"
    #: Passed over: a higher rung was due at the same time.
    SKIPPED = "skipped"
    #: Its ladder is shown before it goes: the ministry team decides.
    PROPOSED = "proposed"
    #: The ministry team held it back.
    DROPPED = "dropped"


class Escalation(models.Model):
    """A rung that fired, or was passed over after an outage; never twice for one generation.

    A person fires one by hand to remind whoever holds the item: `sent_by` is who, `sent_via` how.
    `settled_by` let a proposed one go, or held it back.
    """

    work_item = models.ForeignKey(WorkItem, models.PROTECT, related_name="escalations")
    generation = models.PositiveIntegerField()
    rung = models.CharField(max_length=20)
    standing = models.CharField(
        max_length=10,
        default=str(EscalationStanding.SPOKEN),
        db_default=str(EscalationStanding.SPOKEN),
    )
    fired_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # With a default in the database, because the sweep inserts without naming it.
    sent_via = models.CharField(max_length=10, blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("escalation")
        verbose_name_plural = _("escalations")
        indexes: ClassVar[list[models.Index]] = [
            # The page of what waits for the ministry team to let it go.
            models.Index(
                fields=["fired_at"],
                name="escalation_proposed",
                condition=Q(standing=str(EscalationStanding.PROPOSED)),
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["work_item", "generation", "rung"], name="escalation_fires_once"
            ),
            models.CheckConstraint(
                condition=Q(standing__in=[str(each) for each in EscalationStanding]),
                name="escalation_standing_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.work_item_id} {self.rung}"
