"""Assessments: what a seat of the round scored, criterion by criterion; and who must not."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lifecycle.models.constraints import known
from lifecycle.models.criterion import Criterion
from lifecycle.models.proposal import Proposal
from lifecycle.vocabulary import ConflictOrigin
from workflow.models import Seat


class Assessment(models.Model):
    """The scores of one seat; the verdict itself is the seat's Decision."""

    seat = models.OneToOneField(Seat, models.PROTECT, related_name="assessment")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="assessments")
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="assessments"
    )
    remark = models.TextField(_("remark"), blank=True)
    scored_at = models.DateTimeField(_("scored at"))

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")

    def __str__(self) -> str:
        return f"{self.proposal_id} / {self.assessor_id}"


class Score(models.Model):
    """Points for one criterion, from 0 to its highest."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="scores")
    points = models.PositiveSmallIntegerField(_("points"))

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["assessment", "criterion"], name="score_once_a_criterion"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id}: {self.points}"


class ConflictOfInterest(models.Model):
    """This person must not score this proposal."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="conflicts")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="conflicts_of_interest"
    )
    origin = models.CharField(_("known because"), max_length=20)
    reason = models.TextField(_("reason"), blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            known("origin", ConflictOrigin, "conflict_origin_is_known"),
            models.UniqueConstraint(fields=["proposal", "person"], name="conflict_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} / {self.proposal_id}"
