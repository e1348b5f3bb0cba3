"""The action plan: what proposals are made to, and commitments belong to."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lifecycle.models.constraints import known
from lifecycle.models.wording import pick_language
from lifecycle.vocabulary import ProgressPolicy
from workflow.models import Subject


class ActionPlan(Subject):
    """A plan. Its identity is its code, not its years: they slip.

    `baseline_ends_on` never moves once set; `ends_on` is the end that counts today, and
    `end_moved_by` the document that moved it. Days are civil days of `zone`.
    """

    code = models.SlugField(_("code"), max_length=20, unique=True)
    title_fr = models.CharField(_("title in French"), max_length=300)
    title_ar = models.CharField(_("title in Arabic"), max_length=300, blank=True)
    title_en = models.CharField(_("title in English"), max_length=300, blank=True)
    zone = models.CharField(_("time zone"), max_length=60, default="Africa/Casablanca")
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    baseline_ends_on = models.DateField(_("planned end at first"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    end_moved_by = models.ForeignKey(
        "lifecycle.Attachment", models.PROTECT, null=True, blank=True, related_name="+"
    )
    previous = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="successors"
    )
    #: Number of the last reference given to a proposal; the row is the counter.
    last_reference = models.PositiveIntegerField(default=0)
    #: The last number given to a dossier in a version of the plan; the row is the counter.
    last_number = models.PositiveSmallIntegerField(default=0)
    #: Whether a council that only takes note of the plan adopts it.
    noted_adopts = models.BooleanField(_("taking note adopts the plan"), default=True)
    #: How the progress of its commitments is told beside what their porters declare.
    progress_policy = models.CharField(
        _("how progress is told"),
        max_length=30,
        choices=ProgressPolicy.choices,
        default=ProgressPolicy.WITHOUT_CANCELLED,
    )
    progress_reason = models.TextField(_("why it is told so"), blank=True)
    #: Whether authors may attach files to what they submit.
    accepts_attachments = models.BooleanField(_("authors may attach files"), default=True)
    #: The day the file that was loaded tells of; null for a plan born here.
    as_of = models.DateField(_("situation on"), null=True, blank=True)
    source_document = models.CharField(_("source document"), max_length=300, blank=True)
    note_fr = models.TextField(_("note in French"), blank=True)
    note_ar = models.TextField(_("note in Arabic"), blank=True)
    note_en = models.TextField(_("note in English"), blank=True)

    class Meta:
        verbose_name = _("action plan")
        verbose_name_plural = _("action plans")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="plan_ends_after_it_starts",
            ),
            known("progress_policy", ProgressPolicy, "plan_progress_policy_is_known"),
        ]

    def __str__(self) -> str:
        return self.title or self.code

    @property
    def title(self) -> str:
        """Return the title in the reader's language."""
        return pick_language(self, "title")

    @property
    def note(self) -> str:
        """Return the note in the reader's language."""
        return pick_language(self, "note")


class PlanLabel(models.Model):
    """How the plan is called from a day on, as "2020-2022", and why that changed."""

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="labels")
    label = models.CharField(_("label"), max_length=40)
    since = models.DateField(_("since"))
    because_fr = models.CharField(_("because, in French"), max_length=300, blank=True)
    because_ar = models.CharField(_("because, in Arabic"), max_length=300, blank=True)
    because_en = models.CharField(_("because, in English"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("label of a plan")
        verbose_name_plural = _("labels of plans")
        ordering: ClassVar[list[str]] = ["plan_id", "since"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "since"], name="plan_label_one_a_day"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def because(self) -> str:
        """Return why the plan took this label, in the reader's language."""
        return pick_language(self, "because")
