"""Candidate porters: the institutions that will be asked to carry a proposal, in order."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lifecycle.models.proposal import Proposal
from workflow.models import Institution


class CandidatePorter(models.Model):
    """An institution that may carry the proposal; rank 1 is asked first."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="candidates")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField(_("rank"))
    reason = models.TextField(_("why this institution"), blank=True)

    class Meta:
        verbose_name = _("candidate porter")
        verbose_name_plural = _("candidate porters")
        ordering: ClassVar[list[str]] = ["proposal_id", "rank"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["proposal", "institution"], name="candidate_once_a_proposal"
            ),
            models.UniqueConstraint(fields=["proposal", "rank"], name="candidate_one_a_rank"),
            models.CheckConstraint(condition=Q(rank__gte=1), name="candidate_rank_starts_at_one"),
        ]

    def __str__(self) -> str:
        return f"{self.rank}. {self.institution}"
