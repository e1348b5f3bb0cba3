"""Porters: the institutions that have accepted to carry a dossier."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lifecycle.models.proposal import Proposal
from workflow.models import Institution


class ProposalPorter(models.Model):
    """An institution that carries a dossier: one leads, partners are added until the sheet is read.

    `ended_on` is set when it withdrew or was succeeded; the row stays, because what it approved
    stands. Why it ended is published: it is a column here, never the body of an event.
    """

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="porters")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    leads = models.BooleanField(_("leads"), default=False)
    #: Reference of the letter, when it accepted on paper.
    letter = models.CharField(_("letter of acceptance"), max_length=100, blank=True)
    started_on = models.DateField(_("carries it since"))
    ended_on = models.DateField(_("carried it until"), null=True, blank=True)
    #: Reference of the letter by which it withdrew, and the reason everybody reads.
    end_letter = models.CharField(_("letter of withdrawal"), max_length=100, blank=True)
    end_reason = models.TextField(_("why it carries it no more"), blank=True)

    class Meta:
        verbose_name = _("porter of a dossier")
        verbose_name_plural = _("porters of dossiers")
        ordering: ClassVar[list[str]] = ["proposal_id", "-leads", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["proposal", "institution"],
                condition=Q(ended_on__isnull=True),
                name="dossier_porter_once",
            ),
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(leads=True, ended_on__isnull=True),
                name="dossier_porter_one_leads",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="dossier_porter_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return str(self.institution)
