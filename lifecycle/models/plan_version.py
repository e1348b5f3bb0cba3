"""Versions of a plan: an ordered list of sheets, frozen, that the acts on the plan work on."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lifecycle.models.plan import ActionPlan
from lifecycle.models.proposal import Proposal
from lifecycle.models.sheet import SheetVersion
from lifecycle.models.wording import pick_language


class PlanVersion(models.Model):
    """A frozen draft of the plan: its own text, its lines, and one hash over all of it.

    `frozen_at` null: lines can still be put in and taken out. Once frozen nothing changes.
    """

    plan = models.ForeignKey(ActionPlan, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    title_fr = models.CharField(_("title in French"), max_length=300)
    title_ar = models.CharField(_("title in Arabic"), max_length=300, blank=True)
    title_en = models.CharField(_("title in English"), max_length=300, blank=True)
    text_fr = models.TextField(_("text in French"), blank=True)
    text_ar = models.TextField(_("text in Arabic"), blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("created at"))
    frozen_at = models.DateTimeField(_("frozen at"), null=True, blank=True)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    root_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("version of a plan")
        verbose_name_plural = _("versions of plans")
        ordering: ClassVar[list[str]] = ["plan_id", "number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_version_numbered_once"),
            models.CheckConstraint(
                condition=models.Q(frozen_at__isnull=True) | ~models.Q(root_hash=""),
                name="plan_version_frozen_with_its_hash",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} v{self.number}"

    @property
    def title(self) -> str:
        """Return the title in the reader's language."""
        return pick_language(self, "title")

    @property
    def text(self) -> str:
        """Return the text of the plan itself in the reader's language."""
        return pick_language(self, "text")

    @property
    def is_frozen(self) -> bool:
        """Return whether nothing in it changes any more."""
        return self.frozen_at is not None


class PlanVersionLine(models.Model):
    """A dossier in a version of the plan, with the very text it had when the version was frozen.

    The number people read (E-11) belongs to the dossier: `Proposal.plan_number`.
    """

    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="lines")
    rank = models.PositiveSmallIntegerField(_("order"))
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="plan_lines")
    sheet_version = models.ForeignKey(SheetVersion, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("line of a plan version")
        verbose_name_plural = _("lines of plan versions")
        ordering: ClassVar[list[str]] = ["version_id", "rank"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["version", "proposal"], name="plan_line_once"),
            models.UniqueConstraint(fields=["version", "rank"], name="plan_line_one_a_rank"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.proposal_id}"
