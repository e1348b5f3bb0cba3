"""The consultation of a plan, and what people contribute to it."""

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lifecycle.models.constraints import known
from lifecycle.models.plan import ActionPlan
from lifecycle.models.plan_version import PlanVersion
from lifecycle.models.proposal import Proposal
from lifecycle.models.wording import pick_language
from lifecycle.vocabulary import AnswerEffect, ContentLanguage, Moderation
from workflow.models import Subject

#: In characters; a longer contribution is an input error.
CONTRIBUTION_MAX_LENGTH = 10_000


def make_receipt_token() -> str:
    """Return a random word nobody can guess: whoever has the link follows the contribution."""
    return secrets.token_urlsafe(24)


class Consultation(Subject):
    """Everybody may comment on a frozen version of the plan, from a day to a day inclusive."""

    plan = models.ForeignKey(ActionPlan, models.PROTECT, related_name="consultations")
    plan_version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="consultations")
    title_fr = models.CharField(_("title in French"), max_length=300)
    title_ar = models.CharField(_("title in Arabic"), max_length=300, blank=True)
    title_en = models.CharField(_("title in English"), max_length=300, blank=True)
    notice_fr = models.TextField(_("notice in French"), blank=True)
    notice_ar = models.TextField(_("notice in Arabic"), blank=True)
    notice_en = models.TextField(_("notice in English"), blank=True)
    opens_on = models.DateField(_("opens on"), null=True, blank=True)
    closes_on = models.DateField(_("closes on"), null=True, blank=True)
    notice_published_at = models.DateTimeField(_("announced at"), null=True, blank=True)

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(opens_on__isnull=True)
                | Q(closes_on__isnull=True)
                | Q(closes_on__gte=F("opens_on")),
                name="consultation_closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Return the title in the reader's language."""
        return pick_language(self, "title")

    @property
    def notice(self) -> str:
        """Return the notice in the reader's language."""
        return pick_language(self, "notice")


class LeftOutLine(models.Model):
    """A line of the version that does not take part in its consultation, for a public reason."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="left_out")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="+")
    reason = models.TextField(_("public reason"))
    left_out_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    left_out_at = models.DateTimeField(_("left out at"))

    class Meta:
        verbose_name = _("line left out of a consultation")
        verbose_name_plural = _("lines left out of consultations")
        ordering: ClassVar[list[str]] = ["consultation_id", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["consultation", "proposal"], name="consultation_line_left_out_once"
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="consultation_line_left_out_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id} {self.proposal_id}"


class Contribution(models.Model):
    """What somebody, with or without an account, says of a line of the plan or of all of it.

    `leader` is the contribution it was grouped with: answering that one answers the group.
    """

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="contributions")
    #: Empty: on the plan as a whole.
    proposal = models.ForeignKey(
        Proposal, models.PROTECT, null=True, blank=True, related_name="contributions"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(_("name"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    shows_name = models.BooleanField(_("show my name"), default=False)
    language = models.CharField(_("language"), max_length=5, default=ContentLanguage.FRENCH.value)
    text = models.TextField(_("contribution"), max_length=CONTRIBUTION_MAX_LENGTH)
    receipt_token = models.CharField(max_length=40, unique=True, default=make_receipt_token)
    received_at = models.DateTimeField(_("received at"))
    moderation = models.CharField(_("moderation"), max_length=20, default=Moderation.WAITING.value)
    moderated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    withheld_because = models.TextField(_("withheld because"), blank=True)
    moderated_at = models.DateTimeField(_("moderated at"), null=True, blank=True)
    leader = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="group")
    effect = models.CharField(_("what became of it"), max_length=20, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    #: What somebody of a porter proposes that the ministry answers; nobody else reads it.
    proposed_effect = models.CharField(_("proposed effect"), max_length=20, blank=True)
    proposed_answer = models.TextField(_("proposed answer"), blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed_at = models.DateTimeField(_("proposed at"), null=True, blank=True)
    #: Grows with all that is done with it: nobody overwrites what they have not read.
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering: ClassVar[list[str]] = ["consultation_id", "received_at", "id"]
        indexes: ClassVar[list[models.Index]] = [
            # Used by the public page: what is published, on one line or on all.
            models.Index(
                fields=["consultation", "moderation", "proposal"], name="contribution_published"
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            known("language", ContentLanguage, "contribution_language_is_known"),
            known("moderation", Moderation, "contribution_moderation_is_known"),
            known("effect", AnswerEffect, "contribution_effect_is_known", blank=True),
            known(
                "proposed_effect", AnswerEffect, "contribution_proposed_effect_known", blank=True
            ),
            models.CheckConstraint(
                condition=Q(effect="") | ~Q(answer=""), name="contribution_answer_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(moderation=Moderation.WITHHELD.value) | ~Q(withheld_because=""),
                name="contribution_withheld_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id} {self.pk}"

    @property
    def is_answered(self) -> bool:
        """Return whether somebody has said what became of it."""
        return bool(self.effect)

    @property
    def shown_name(self) -> str:
        """Return the name everybody may read; empty when its author keeps it."""
        return self.name if self.shows_name else ""
