"""Rights given and taken back: who gave what to whom, on what, when. Append-only."""

from enum import StrEnum
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow.models.institution import Institution
from workflow.models.subject import Subject


class RightAction(StrEnum):
    """What happened to the rights of a person."""

    #: A role was given.
    GIVEN = "given"
    #: A role was taken back.
    TAKEN_BACK = "taken_back"
    #: A mandate began: a seat, a place among those who may be seated.
    JOINED = "joined"
    #: A mandate ended.
    LEFT = "left"
    #: The account was deactivated; it is never deleted.
    CLOSED = "closed"
    #: The account was made active again.
    REOPENED = "reopened"


class RightRecord(models.Model):
    """One line of the history of somebody's rights. It is never changed and never deleted.

    `right` is the code of the role, or of the body of a mandate; empty for the account itself.
    `given_by` null means the installation: its set-up, a load, the command line.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="right_records"
    )
    action = models.CharField(_("what happened"), max_length=20)
    right = models.CharField(_("right"), max_length=60, blank=True)
    institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, related_name="right_records"
    )
    subject = models.ForeignKey(
        Subject, models.PROTECT, null=True, blank=True, related_name="right_records"
    )
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=250, blank=True)
    #: The civil day of the installation: nobody uses on that day, for another, what they gave.
    recorded_on = models.DateField(_("recorded on"))
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("record of a right")
        verbose_name_plural = _("records of rights")
        ordering: ClassVar[list[str]] = ["-recorded_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(action__in=[str(action) for action in RightAction]),
                name="right_record_action_is_known",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # Used by the page of a person: their rights, the latest first.
            models.Index(fields=["person", "-recorded_at"], name="right_record_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.action} {self.right}"
