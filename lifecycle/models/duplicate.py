"""Suspicions that two proposals say the same."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lifecycle.models.constraints import known
from lifecycle.models.proposal import Proposal
from lifecycle.vocabulary import DuplicateVerdict


class DuplicateSuspicion(models.Model):
    """`proposal`, the later one, may say the same as `other`. No verdict yet: it is open."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="suspicions")
    other = models.ForeignKey(Proposal, models.CASCADE, related_name="suspicions_as_other")
    suspected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    suspected_at = models.DateTimeField(_("suspected at"))
    verdict = models.CharField(_("verdict"), max_length=20, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    resolved_at = models.DateTimeField(_("resolved at"), null=True, blank=True)

    class Meta:
        verbose_name = _("suspected duplicate")
        verbose_name_plural = _("suspected duplicates")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            known("verdict", DuplicateVerdict, "suspicion_verdict_is_known", blank=True),
            models.UniqueConstraint(fields=["proposal", "other"], name="suspicion_once_a_pair"),
            # One order a pair, so that the unique constraint sees it whichever way it is told.
            models.CheckConstraint(
                condition=Q(proposal__gt=F("other")), name="suspicion_names_the_later_first"
            ),
            models.CheckConstraint(
                condition=Q(verdict="", resolved_by__isnull=True)
                | (~Q(verdict="") & Q(resolved_by__isnull=False, resolved_at__isnull=False)),
                name="suspicion_verdict_has_a_judge",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} = {self.other_id}?"
