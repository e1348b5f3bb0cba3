"""The commitment sheet: the text that porters approve, the public reads and the council adopts."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lifecycle.models.proposal import Proposal
from lifecycle.models.sheet_content import SheetContent


class SheetVersion(models.Model):
    """One state of a sheet's text; rows are added, never changed.

    `content` is canonical JSON of the approvable fields, in French and Arabic, with the planned
    activities; `content_hash` is its SHA-256, to which decisions, signatures and lines are bound.
    A version whose `base` was no longer current when it was saved is set aside, not lost.
    """

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="sheet_versions")
    number = models.PositiveIntegerField(_("version"))
    content = models.TextField()
    content_hash = models.CharField(max_length=64, db_index=True)
    #: JSON: the fields that were pre-filled, each with the ids of the proposals it comes from.
    sources = models.TextField(default="{}")
    base = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    set_aside = models.BooleanField(_("set aside"), default=False)
    comment = models.CharField(_("comment"), max_length=300, blank=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    edited_at = models.DateTimeField(_("edited at"))

    class Meta:
        verbose_name = _("version of a sheet")
        verbose_name_plural = _("versions of sheets")
        ordering: ClassVar[list[str]] = ["proposal_id", "number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["proposal", "number"], name="sheet_version_numbered_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} v{self.number}"

    def read(self) -> SheetContent:
        """Return the text as values."""
        return SheetContent.from_json(self.content)


class Sheet(models.Model):
    """The sheet of a dossier: which version counts now, and what has happened to it."""

    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="sheet")
    current = models.ForeignKey(SheetVersion, models.PROTECT, related_name="+")
    #: The ministry team has checked what was pre-filled.
    prefill_checked_at = models.DateTimeField(null=True, blank=True)
    #: How often its owners returned it since they last met about it, and when they last did.
    returns = models.PositiveSmallIntegerField(_("returns"), default=0)
    returned_at = models.DateTimeField(_("returned at"), null=True, blank=True)
    #: The version everybody can compare with the one that was consulted on.
    difference_published = models.ForeignKey(
        SheetVersion, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("sheet")
        verbose_name_plural = _("sheets")

    def __str__(self) -> str:
        return str(self.current)
