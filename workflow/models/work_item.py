"""Work items: everything somebody must do by some day is one row."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow.models.event import Event
from workflow.models.institution import Institution
from workflow.models.ladder import Ladder
from workflow.models.subject import Subject


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
    paused_at = models.DateTimeField(null=True, blank=True)
    # Empty until the sweep first looks at the item: computing them when it is opened would cost
    # each transition a statement, and pages read the next rung from the ladder itself.
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
            # The sweep and the clock: open items that are due.
            models.Index(
                fields=["next_rung_on"],
                name="work_item_sweep",
                condition=Q(closed_at__isnull=True, next_rung_on__isnull=False),
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
                fields=["subject", "kind", "desk"],
                condition=Q(closed_at__isnull=True, seat__isnull=True),
                name="work_item_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.kind}"


class Escalation(models.Model):
    """A rung that fired, or was passed over after an outage; never twice for one generation.

    A person fires one by hand to remind whoever holds the item: `sent_by` is who, `sent_via` how.
    """

    work_item = models.ForeignKey(WorkItem, models.PROTECT, related_name="escalations")
    generation = models.PositiveIntegerField()
    rung = models.CharField(max_length=20)
    skipped = models.BooleanField(default=False)
    fired_at = models.DateTimeField()
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # With a default in the database, because the sweep inserts without naming it.
    sent_via = models.CharField(max_length=10, blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("escalation")
        verbose_name_plural = _("escalations")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["work_item", "generation", "rung"], name="escalation_fires_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.work_item_id} {self.rung}"
