"""The convention: what the porters sign, with their sheets as its annexes."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lifecycle.models.constraints import known
from lifecycle.models.convention_text import ConventionText
from lifecycle.models.plan import ActionPlan
from lifecycle.models.proposal import Proposal
from lifecycle.models.wording import pick_language
from lifecycle.vocabulary import SignaturePolicy
from workflow.models import Institution, Subject


class Convention(Subject):
    """An agreement of the ministry with the porters; its round has one seat a party."""

    plan = models.ForeignKey(ActionPlan, models.PROTECT, related_name="conventions")
    title_fr = models.CharField(_("title in French"), max_length=300)
    title_ar = models.CharField(_("title in Arabic"), max_length=300, blank=True)
    body_fr = models.TextField(_("text in French"), blank=True)
    body_ar = models.TextField(_("text in Arabic"), blank=True)
    policy = models.CharField(
        _("what a signature binds"), max_length=20, default=SignaturePolicy.OWN_SHEETS.value
    )
    #: Whether it may come into force although a party has not signed, with a public waiver.
    allows_partial = models.BooleanField(_("may be signed in part"), default=False)
    in_force_on = models.DateField(_("in force since"), null=True, blank=True)
    #: The text in force while another one is being signed; it comes back when that one is dropped.
    former_body_fr = models.TextField(blank=True)
    former_body_ar = models.TextField(blank=True)
    #: Who wrote the text in force: they come back with it as its last editor.
    former_edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    last_edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("convention")
        verbose_name_plural = _("conventions")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            known("policy", SignaturePolicy, "convention_policy_is_known"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Return the title in the reader's language."""
        return pick_language(self, "title")


class ConventionTextVersion(models.Model):
    """The text that its parties were asked to sign; rows are added, never changed.

    `content` is the canonical JSON of a `ConventionText`: with the hash of a seat, it tells what
    the signature is on, and what has changed since.
    """

    convention = models.ForeignKey(Convention, models.PROTECT, related_name="text_versions")
    content = models.TextField()
    asked_at = models.DateTimeField(_("signatures asked for at"))

    class Meta:
        verbose_name = _("text of a convention")
        verbose_name_plural = _("texts of conventions")
        ordering: ClassVar[list[str]] = ["convention_id", "id"]

    def __str__(self) -> str:
        return f"{self.convention_id} {self.pk}"

    def read(self) -> ConventionText:
        """Return the text as values."""
        return ConventionText.from_json(self.content)


class ConventionParty(models.Model):
    """An institution that signs; what it signed is in the seats of the convention's rounds."""

    convention = models.ForeignKey(Convention, models.CASCADE, related_name="parties")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    #: In what capacity its signatory signs, as written under the signature.
    capacity = models.CharField(_("capacity"), max_length=200, blank=True)
    #: Named by the amendment that is being signed: it is a party no more when that one is dropped.
    joins_by_amendment = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("party of a convention")
        verbose_name_plural = _("parties of conventions")
        ordering: ClassVar[list[str]] = ["convention_id", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["convention", "institution"], name="convention_party_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.institution)


class ConventionAnnex(models.Model):
    """A dossier whose sheet is annexed: one of the convention's lines.

    What came into force without its signatures leaves the line: the sheet stays in the text that
    the others signed, as it was then, and the dossier is free for another convention.
    """

    convention = models.ForeignKey(Convention, models.CASCADE, related_name="annexes")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="annexes")
    rank = models.PositiveSmallIntegerField(_("order"))
    #: Set when the dossier was taken out of the text, or the convention given up.
    removed_at = models.DateTimeField(null=True, blank=True)
    #: Set when the convention came into force without it, with the hash of its sheet on that day.
    left_on = models.DateField(_("left unsigned on"), null=True, blank=True)
    left_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("annex of a convention")
        verbose_name_plural = _("annexes of conventions")
        ordering: ClassVar[list[str]] = ["convention_id", "rank"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(removed_at__isnull=True, left_on__isnull=True),
                name="annex_of_one_convention",
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | ~Q(left_hash=""),
                name="annex_left_with_its_hash",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.convention_id} {self.proposal_id}"
