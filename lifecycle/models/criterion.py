"""Criteria: what assessors score a proposal on."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lifecycle.models.plan import ActionPlan
from lifecycle.models.wording import pick_language


class Criterion(models.Model):
    """A criterion of a plan: from 0 to `max_points`, weighed by `weight` in the total."""

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="criteria")
    code = models.SlugField(_("code"), max_length=50)
    rank = models.PositiveSmallIntegerField(_("order"), default=0)
    name_fr = models.CharField(_("name in French"), max_length=200)
    name_ar = models.CharField(_("name in Arabic"), max_length=200, blank=True)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    #: What assessors look at, and what earns few or many points.
    description_fr = models.TextField(_("description in French"), blank=True)
    description_ar = models.TextField(_("description in Arabic"), blank=True)
    description_en = models.TextField(_("description in English"), blank=True)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)
    max_points = models.PositiveSmallIntegerField(_("highest score"), default=5)

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering: ClassVar[list[str]] = ["plan_id", "rank", "code"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "code"], name="criterion_code_unique_in_plan"),
            models.CheckConstraint(
                condition=Q(weight__gte=1, max_points__gte=1), name="criterion_counts"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Return the name in the reader's language."""
        return pick_language(self, "name")

    @property
    def description(self) -> str:
        """Return what assessors look at, in the reader's language."""
        return pick_language(self, "description")
