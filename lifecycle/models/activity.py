"""Activities: the steps of a commitment, and who outside is awaited."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lifecycle.models.commitment import Commitment
from lifecycle.models.constraints import known
from lifecycle.models.wording import pick_language
from lifecycle.vocabulary import CancelReason
from workflow.models import Institution, Subject


class Activity(Subject):
    """A step of a commitment. `label` is how people call it ("12") and no rank; it may be empty."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="activities")
    key = models.CharField(max_length=50, blank=True)
    label = models.CharField(_("label"), max_length=20, blank=True)
    rank = models.PositiveSmallIntegerField(_("order"), default=0)
    title_fr = models.CharField(_("title in French"), max_length=300, blank=True)
    title_ar = models.CharField(_("title in Arabic"), max_length=300, blank=True)
    title_en = models.CharField(_("title in English"), max_length=300, blank=True)
    site_fr = models.CharField(_("site in French"), max_length=200, blank=True)
    site_ar = models.CharField(_("site in Arabic"), max_length=200, blank=True)
    site_en = models.CharField(_("site in English"), max_length=200, blank=True)
    #: What will be there for everybody to verify once it is done.
    deliverable_fr = models.TextField(_("deliverable in French"), blank=True)
    deliverable_ar = models.TextField(_("deliverable in Arabic"), blank=True)
    deliverable_en = models.TextField(_("deliverable in English"), blank=True)
    progress = models.PositiveSmallIntegerField(_("progress"), null=True, blank=True)
    #: How much it counts in the progress of its commitment, against the other activities.
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)
    #: Goes on although the commitment is complete; never makes it late.
    residual_after_completion = models.BooleanField(_("remains after completion"), default=False)
    cancel_reason = models.CharField(_("cancelled because"), max_length=30, blank=True)
    done_by_fr = models.CharField(_("done by, in French"), max_length=250, blank=True)
    done_by_ar = models.CharField(_("done by, in Arabic"), max_length=250, blank=True)
    done_by_en = models.CharField(_("done by, in English"), max_length=250, blank=True)
    done_from = models.DateField(_("done from"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    after = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="before")
    unit_fr = models.CharField(_("unit in French"), max_length=100, blank=True)
    unit_ar = models.CharField(_("unit in Arabic"), max_length=100, blank=True)
    unit_en = models.CharField(_("unit in English"), max_length=100, blank=True)
    units_planned = models.PositiveIntegerField(_("units planned"), null=True, blank=True)
    units_delivered = models.PositiveIntegerField(_("units delivered"), null=True, blank=True)
    note_fr = models.TextField(_("note in French"), blank=True)
    note_ar = models.TextField(_("note in Arabic"), blank=True)
    note_en = models.TextField(_("note in English"), blank=True)

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering: ClassVar[list[str]] = ["commitment_id", "rank", "subject_ptr_id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            known("cancel_reason", CancelReason, "activity_cancel_reason_is_known", blank=True),
            models.CheckConstraint(
                condition=Q(progress__isnull=True) | Q(progress__lte=100),
                name="activity_progress_is_a_percentage",
            ),
            models.CheckConstraint(condition=Q(weight__gte=1), name="activity_weighs_something"),
            models.CheckConstraint(
                condition=Q(done_from__isnull=True)
                | Q(done_on__isnull=True)
                | Q(done_on__gte=F("done_from")),
                name="activity_is_done_after_it_began",
            ),
            models.UniqueConstraint(
                fields=["commitment", "key"], condition=~Q(key=""), name="activity_key_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.label

    @property
    def title(self) -> str:
        """Return the title in the reader's language."""
        return pick_language(self, "title")

    @property
    def deliverable(self) -> str:
        """Return what can be verified once it is done, in the reader's language."""
        return pick_language(self, "deliverable")

    @property
    def site(self) -> str:
        """Return where it is done, in the reader's language."""
        return pick_language(self, "site")

    @property
    def done_by(self) -> str:
        """Return which other body did it, in the reader's language."""
        return pick_language(self, "done_by")

    @property
    def unit(self) -> str:
        """Return what is counted, in the reader's language."""
        return pick_language(self, "unit")

    @property
    def note(self) -> str:
        """Return the note in the reader's language."""
        return pick_language(self, "note")


#: Whoever has neither answered nor been told that nobody waits for them.
STILL_AWAITED = Q(answered_on__isnull=True, withdrawn_on__isnull=True)


class AwaitedParty(models.Model):
    """Somebody whose answer blocks a subject: an institution, or "4 departments" nobody named."""

    subject = models.ForeignKey(Subject, models.CASCADE, related_name="awaited_parties")
    institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, related_name="+"
    )
    who_fr = models.CharField(_("who, in French"), max_length=250, blank=True)
    who_ar = models.CharField(_("who, in Arabic"), max_length=250, blank=True)
    who_en = models.CharField(_("who, in English"), max_length=250, blank=True)
    what_fr = models.CharField(_("what, in French"), max_length=300, blank=True)
    what_ar = models.CharField(_("what, in Arabic"), max_length=300, blank=True)
    what_en = models.CharField(_("what, in English"), max_length=300, blank=True)
    count = models.PositiveSmallIntegerField(_("how many"), default=1)
    named = models.BooleanField(_("named"), default=False)
    outside_committee = models.BooleanField(_("outside the committee"), default=False)
    since = models.DateField(_("since"))
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    #: Since then nobody waits for it any more, although it did not answer.
    withdrawn_on = models.DateField(_("no longer awaited since"), null=True, blank=True)
    withdrawn_because = models.TextField(_("no longer awaited because"), blank=True)

    class Meta:
        verbose_name = _("awaited party")
        verbose_name_plural = _("awaited parties")
        ordering: ClassVar[list[str]] = ["subject_id", "since", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(count__gte=1), name="awaited_is_at_least_one"),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True) | Q(answered_on__gte=F("since")),
                name="awaited_answers_after_it_is_asked",
            ),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True) | Q(withdrawn_on__isnull=True),
                name="awaited_answers_or_is_withdrawn",
            ),
            models.UniqueConstraint(
                fields=["subject", "institution"],
                condition=STILL_AWAITED & Q(institution__isnull=False),
                name="awaited_institution_once",
            ),
        ]

    def __str__(self) -> str:
        return self.who

    @property
    def who(self) -> str:
        """Return who is awaited, in the reader's language."""
        return pick_language(self, "who")

    @property
    def what(self) -> str:
        """Return what is awaited from them, in the reader's language."""
        return pick_language(self, "what")
