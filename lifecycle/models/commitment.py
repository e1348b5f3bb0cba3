"""The commitment: an adopted proposal, or one imported with an earlier plan."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lifecycle.models.plan import ActionPlan
from lifecycle.models.proposal import Proposal
from lifecycle.models.sheet import SheetVersion
from lifecycle.models.theme import Theme
from lifecycle.models.wording import pick_language
from workflow.models import Institution, Subject


class Commitment(Subject):
    """What the government promised. `declared_complete` null: nobody said either way.

    `declared_progress` is what the porter says, in percent; the computed one stands beside it.
    """

    # Named, because an activity has a field `commitment` of its own.
    subject_ptr = models.OneToOneField(
        Subject, models.PROTECT, parent_link=True, primary_key=True, related_name="as_commitment"
    )
    plan = models.ForeignKey(ActionPlan, models.PROTECT, related_name="commitments")
    number = models.PositiveSmallIntegerField(_("number"))
    #: The number the partnership gave it; it is theirs, not ours.
    ogp_number = models.CharField(_("OGP number"), max_length=20, blank=True)
    title_fr = models.CharField(_("title in French"), max_length=300)
    title_ar = models.CharField(_("title in Arabic"), max_length=300, blank=True)
    title_en = models.CharField(_("title in English"), max_length=300, blank=True)
    theme = models.ForeignKey(
        Theme, models.PROTECT, null=True, blank=True, related_name="commitments"
    )
    porters = models.ManyToManyField(
        Institution, through="lifecycle.CommitmentPorter", related_name="commitments"
    )
    born_of = models.ManyToManyField(Proposal, blank=True, related_name="commitments")
    #: The very text the government adopted; none for a commitment that was loaded.
    sheet_version = models.ForeignKey(
        SheetVersion, models.PROTECT, null=True, blank=True, related_name="commitments"
    )
    waits_for_plans = models.ManyToManyField(ActionPlan, blank=True, related_name="+")
    declared_progress = models.PositiveSmallIntegerField(_("declared progress"), default=0)
    declared_complete = models.BooleanField(_("declared complete"), null=True, blank=True)
    no_progress_since_last_meeting = models.BooleanField(default=False)
    #: While suspended: the day by which the suspension is looked at again.
    review_on = models.DateField(_("suspension reviewed on"), null=True, blank=True)
    #: What is counted, how much was planned and delivered; more may be delivered than planned.
    unit_fr = models.CharField(_("unit in French"), max_length=100, blank=True)
    unit_ar = models.CharField(_("unit in Arabic"), max_length=100, blank=True)
    unit_en = models.CharField(_("unit in English"), max_length=100, blank=True)
    units_planned = models.PositiveIntegerField(_("units planned"), null=True, blank=True)
    units_delivered = models.PositiveIntegerField(_("units delivered"), null=True, blank=True)
    note_fr = models.TextField(_("note in French"), blank=True)
    note_ar = models.TextField(_("note in Arabic"), blank=True)
    note_en = models.TextField(_("note in English"), blank=True)

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering: ClassVar[list[str]] = ["plan_id", "number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "number"], name="commitment_number_in_plan"),
            models.UniqueConstraint(
                fields=["ogp_number"],
                condition=~Q(ogp_number=""),
                name="commitment_ogp_number_once",
            ),
            models.CheckConstraint(
                condition=Q(declared_progress__lte=100), name="commitment_progress_is_a_percentage"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Return the title in the reader's language."""
        return pick_language(self, "title")

    @property
    def unit(self) -> str:
        """Return what is counted, in the reader's language."""
        return pick_language(self, "unit")

    @property
    def note(self) -> str:
        """Return the note in the reader's language."""
        return pick_language(self, "note")


class CommitmentPorter(models.Model):
    """An institution that carries a commitment: one leads, the others are partners."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="porter_rows")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="porter_rows")
    leads = models.BooleanField(_("leads"), default=False)

    class Meta:
        verbose_name = _("porter")
        verbose_name_plural = _("porters")
        ordering: ClassVar[list[str]] = ["commitment_id", "-leads", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["commitment", "institution"], name="porter_once_a_commitment"
            ),
            models.UniqueConstraint(
                fields=["commitment"], condition=Q(leads=True), name="porter_one_leads"
            ),
        ]

    def __str__(self) -> str:
        return str(self.institution)
