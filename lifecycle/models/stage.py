"""Stages of the co-creation: windows that overlap, each with its own machine."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lifecycle.models.constraints import known
from lifecycle.models.plan import ActionPlan
from lifecycle.models.wording import pick_language
from lifecycle.vocabulary import StageCode
from workflow.models import Subject


class PlanStage(Subject):
    """A stage of a plan. The baseline window never moves; the other is the one that counts."""

    plan = models.ForeignKey(ActionPlan, models.PROTECT, related_name="stages")
    code = models.CharField(_("stage"), max_length=20)
    rank = models.PositiveSmallIntegerField(_("order"), default=0)
    window_words = models.CharField(_("window in words"), max_length=300, blank=True)
    opens_on = models.DateField(_("opens on"), null=True, blank=True)
    closes_on = models.DateField(_("closes on"), null=True, blank=True)
    baseline_words = models.CharField(_("window at first, in words"), max_length=300, blank=True)
    baseline_opens_on = models.DateField(_("planned opening at first"), null=True, blank=True)
    baseline_closes_on = models.DateField(_("planned closing at first"), null=True, blank=True)

    class Meta:
        verbose_name = _("plan stage")
        verbose_name_plural = _("plan stages")
        ordering: ClassVar[list[str]] = ["plan_id", "rank", "code"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "code"], name="stage_once_a_plan"),
            known("code", StageCode, "stage_code_is_known"),
            models.CheckConstraint(
                condition=Q(opens_on__isnull=True)
                | Q(closes_on__isnull=True)
                | Q(closes_on__gte=F("opens_on")),
                name="stage_closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Return the name of the stage in the reader's language."""
        return str(StageCode(self.code).label)

    def has_window_on(self, day: date) -> bool:
        """Return whether `day` lies in the window that counts; False while it has no days."""
        if self.opens_on is None or self.closes_on is None:
            return False
        return self.opens_on <= day <= self.closes_on


class StageWork(models.Model):
    """Something that is done during a stage."""

    stage = models.ForeignKey(PlanStage, models.CASCADE, related_name="work")
    rank = models.PositiveSmallIntegerField(_("order"), default=0)
    what_fr = models.CharField(_("what, in French"), max_length=300, blank=True)
    what_ar = models.CharField(_("what, in Arabic"), max_length=300, blank=True)
    what_en = models.CharField(_("what, in English"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("work of a stage")
        verbose_name_plural = _("work of stages")
        ordering: ClassVar[list[str]] = ["stage_id", "rank"]

    def __str__(self) -> str:
        return pick_language(self, "what")
