"""Replannings: new dates that people ask for, with their cause; what was promised never moves."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lifecycle.models.commitment import Commitment
from lifecycle.models.constraints import known
from lifecycle.models.period import PeriodRecord
from lifecycle.vocabulary import ReplanningCause
from workflow.models import Subject


class Replanning(Subject):
    """A request for a new period of one activity, or of a commitment whose period is its own.

    The period it asks for is its own current `PeriodRecord`. `slip_days` says, once it is accepted,
    by how many days the last day known before has moved; None when that cannot be counted.
    """

    target = models.ForeignKey(Subject, models.PROTECT, related_name="replannings")
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="+")
    #: The period of the target that it replaces, or would replace.
    replaces = models.ForeignKey(
        PeriodRecord, models.PROTECT, null=True, blank=True, related_name="+"
    )
    cause = models.CharField(_("cause"), max_length=20)
    reason = models.TextField(_("reason"))
    reason_language = models.CharField(_("language of the reason"), max_length=2, blank=True)
    #: Shared by those that were asked for together, for one cause.
    batch = models.UUIDField(null=True, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_on = models.DateField(_("asked for on"))
    #: The owner said nothing for three working days, and the clock sent it on.
    forwarded_in_silence = models.BooleanField(_("sent on without an answer"), default=False)
    # Beside the state, which lies in another table, so that the database holds one open request.
    is_open = models.BooleanField(default=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    slip_days = models.IntegerField(_("slip in days"), null=True, blank=True)

    class Meta:
        verbose_name = _("replanning")
        verbose_name_plural = _("replannings")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["batch"], name="replanning_batch", condition=Q(batch__isnull=False)
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            known("cause", ReplanningCause, "replanning_cause_is_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="replanning_says_why"),
            models.UniqueConstraint(
                fields=["target"], condition=Q(is_open=True), name="replanning_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target_id} {self.cause}"
