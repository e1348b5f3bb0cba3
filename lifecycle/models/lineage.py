"""Lineage and uptake: what came of a proposal, and what a dossier came from."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lifecycle.models.constraints import known
from lifecycle.models.proposal import Proposal
from lifecycle.vocabulary import Extent, LineageKind


class Lineage(models.Model):
    """`child` is what came of `parent`: what it was merged into, a part of it, its continuation."""

    parent_proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="lineage_down")
    child_proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="lineage_up")
    kind = models.CharField(_("kind"), max_length=20)
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("lineage")
        verbose_name_plural = _("lineages")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            known("kind", LineageKind, "lineage_kind_is_known"),
            models.UniqueConstraint(
                fields=["parent_proposal", "child_proposal", "kind"], name="lineage_once"
            ),
            models.CheckConstraint(
                condition=~Q(parent_proposal=F("child_proposal")), name="lineage_between_two"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.parent_proposal_id} {self.kind} {self.child_proposal_id}"


class Uptake(models.Model):
    """A dossier carries a retained idea: all of it, a part, or its impulse.

    `kept` and `left_out` are what the idea's author reads. `released_at` is set when the dossier
    ended without adoption or the link was taken back.
    """

    source = models.ForeignKey(Proposal, models.PROTECT, related_name="uptakes")
    dossier = models.ForeignKey(Proposal, models.PROTECT, related_name="sources")
    extent = models.CharField(_("extent"), max_length=20)
    kept = models.TextField(_("what is kept"), blank=True)
    left_out = models.TextField(_("what is left out, and why"), blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_on = models.DateField(_("recorded on"))
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)

    class Meta:
        verbose_name = _("uptake")
        verbose_name_plural = _("uptakes")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            known("extent", Extent, "uptake_extent_is_known"),
            models.UniqueConstraint(
                fields=["source", "dossier"],
                condition=Q(released_at__isnull=True),
                name="uptake_once_while_it_lasts",
            ),
            models.CheckConstraint(condition=~Q(source=F("dossier")), name="uptake_between_two"),
            models.CheckConstraint(
                condition=~Q(extent=Extent.PART.value) | ~Q(left_out=""),
                name="uptake_of_a_part_says_what_is_left_out",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.extent} {self.dossier_id}"
