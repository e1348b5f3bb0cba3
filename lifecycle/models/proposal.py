"""The proposal: an idea submitted, and its dossier up to adoption."""

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lifecycle.models.constraints import known
from lifecycle.models.plan import ActionPlan
from lifecycle.models.theme import Theme
from lifecycle.vocabulary import (
    AuthorVisibility,
    Channel,
    ContentLanguage,
    Phase,
    RefusalCode,
)
from workflow.models import Institution, Subject

#: What the author writes, in characters. A longer text is an input error.
TITLE_MAX_LENGTH = 300
TEXT_MAX_LENGTH = 20_000


def make_receipt_token() -> str:
    """Return a random word nobody can guess: whoever has the link may follow the proposal."""
    return secrets.token_urlsafe(24)


class Proposal(Subject):
    """What a citizen, an association or an administration asks the plan to contain.

    What its author writes is in one language, named by `language`. `reference` is given when it
    is submitted, recorded or composed. Published texts are columns here, never bodies of events.
    """

    plan = models.ForeignKey(ActionPlan, models.PROTECT, related_name="proposals")
    channel = models.CharField(_("channel"), max_length=20, default=Channel.WEB.value)
    #: The event or the letter by which it arrived.
    channel_reference = models.CharField(_("event or letter"), max_length=200, blank=True)
    received_on = models.DateField(_("received on"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=5, default=ContentLanguage.FRENCH.value)
    title = models.CharField(_("title"), max_length=TITLE_MAX_LENGTH, blank=True)
    problem = models.TextField(_("problem"), max_length=TEXT_MAX_LENGTH, blank=True)
    solution = models.TextField(_("solution"), max_length=TEXT_MAX_LENGTH, blank=True)
    theme = models.ForeignKey(
        Theme, models.PROTECT, null=True, blank=True, related_name="proposals"
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="submitted_proposals",
    )
    #: The association or institution that speaks, when it is known to the installation.
    association = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, related_name="proposals"
    )
    association_name = models.CharField(_("association"), max_length=200, blank=True)
    visibility = models.CharField(
        _("shown as author"), max_length=20, default=AuthorVisibility.ANONYMOUS.value
    )
    receipt_token = models.CharField(max_length=40, unique=True, default=make_receipt_token)
    #: Everybody may read it from this instant on.
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    #: The last question of the ministry, how many were asked, and what the author answered.
    question = models.TextField(_("question"), blank=True)
    questions_asked = models.PositiveSmallIntegerField(default=0)
    details = models.TextField(_("details given"), max_length=TEXT_MAX_LENGTH, blank=True)

    refusal_code = models.CharField(_("code of refusal"), max_length=20, blank=True)
    #: The published reason of the last decision about it.
    decided_reason = models.TextField(_("published reason"), blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    #: The minutes that carry the decision.
    decided_by_minutes = models.ForeignKey(
        "lifecycle.Attachment", models.PROTECT, null=True, blank=True, related_name="+"
    )
    #: What it goes on as part of, from the moment that is proposed.
    merge_target = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merge_candidates"
    )
    objection = models.TextField(_("objection to the merge"), blank=True)
    redirected_to = models.CharField(_("receiving body"), max_length=250, blank=True)
    redirect_reference = models.CharField(_("reference there"), max_length=100, blank=True)
    #: Its number in the plan, as E-11: given when it first enters a version, kept for life.
    plan_number = models.PositiveSmallIntegerField(_("number in the plan"), null=True, blank=True)
    #: The phase it showed when it was set aside or ended; empty on the road.
    left_phase = models.CharField(max_length=30, blank=True)

    #: What the source of a load calls it, and the digest of what its author wrote there.
    source_key = models.CharField(max_length=100, blank=True)
    source_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        indexes: ClassVar[list[models.Index]] = [
            # Used by the public list: the latest published first.
            models.Index(fields=["plan", "-published_at"], name="proposal_published"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            known("channel", Channel, "proposal_channel_is_known"),
            known("language", ContentLanguage, "proposal_language_is_known"),
            known("visibility", AuthorVisibility, "proposal_visibility_is_known"),
            known("refusal_code", RefusalCode, "proposal_refusal_is_known", blank=True),
            known("left_phase", Phase, "proposal_left_phase_is_known", blank=True),
            models.CheckConstraint(
                condition=Q(questions_asked__lte=2), name="proposal_asked_at_most_twice"
            ),
            models.CheckConstraint(
                condition=Q(refusal_code="") | ~Q(decided_reason=""),
                name="proposal_refusal_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(merge_target__isnull=True) | ~Q(merge_target=F("subject_ptr")),
                name="proposal_not_merged_into_itself",
            ),
            models.UniqueConstraint(
                fields=["plan", "plan_number"],
                condition=Q(plan_number__isnull=False),
                name="proposal_numbered_once_in_the_plan",
            ),
            models.UniqueConstraint(
                fields=["plan", "source_key"],
                condition=~Q(source_key=""),
                name="proposal_loaded_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.reference or str(self.pk)

    @property
    def is_published(self) -> bool:
        """Return whether everybody may read it."""
        return self.published_at is not None
