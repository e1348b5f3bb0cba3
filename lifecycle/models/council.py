"""The file before the government council, and what the council said line by line."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lifecycle.models.constraints import known
from lifecycle.models.plan import ActionPlan
from lifecycle.models.plan_version import PlanVersion
from lifecycle.models.proposal import Proposal
from lifecycle.vocabulary import LineOutcome
from workflow.models import Subject


class Council(Subject):
    """A frozen version of the plan handed to the council; a return needs a new row."""

    plan = models.ForeignKey(ActionPlan, models.PROTECT, related_name="councils")
    plan_version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="councils")
    #: SHA-256 over the version's root hash and the checksums of the file's documents.
    file_hash = models.CharField(max_length=64, blank=True)
    frozen_at = models.DateTimeField(_("file frozen at"), null=True, blank=True)
    meets_on = models.DateField(_("council meets on"), null=True, blank=True)
    #: The newest agenda it stands on; none again once the council postponed it.
    agenda_document = models.ForeignKey(
        "lifecycle.Attachment", models.PROTECT, null=True, blank=True, related_name="+"
    )
    decision_document = models.ForeignKey(
        "lifecycle.Attachment", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("council file")
        verbose_name_plural = _("council files")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(frozen_at__isnull=True) | ~Q(file_hash=""),
                name="council_file_frozen_with_its_hash",
            ),
        ]

    def __str__(self) -> str:
        return self.reference or f"{self.plan} {self.pk}"


class CouncilLine(models.Model):
    """A dossier of the version before the council: left out for a reason, or with its outcome.

    Both reasons are published once the outcome of the council is.
    """

    council = models.ForeignKey(Council, models.CASCADE, related_name="lines")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="council_lines")
    left_out_because = models.TextField(_("left out because"), blank=True)
    outcome = models.CharField(_("outcome"), max_length=20, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("line of a council file")
        verbose_name_plural = _("lines of council files")
        ordering: ClassVar[list[str]] = ["council_id", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            known("outcome", LineOutcome, "council_outcome_is_known", blank=True),
            models.UniqueConstraint(fields=["council", "proposal"], name="council_line_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=["", LineOutcome.ADOPTED.value]) | ~Q(reason=""),
                name="council_outcome_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(left_out_because="") | Q(outcome=""),
                name="council_line_left_out_has_no_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.council_id} {self.proposal_id}"

    @property
    def is_left_out(self) -> bool:
        """Return whether the council is not asked about it."""
        return bool(self.left_out_because)
