"""Themes: the axes of a plan."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from lifecycle.models.plan import ActionPlan
from lifecycle.models.wording import pick_language


class Theme(models.Model):
    """An axis of a plan."""

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="themes")
    code = models.SlugField(_("code"), max_length=50)
    rank = models.PositiveSmallIntegerField(_("order"), default=0)
    name_fr = models.CharField(_("name in French"), max_length=200)
    name_ar = models.CharField(_("name in Arabic"), max_length=200, blank=True)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering: ClassVar[list[str]] = ["plan_id", "rank", "code"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "code"], name="theme_code_unique_in_plan"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Return the name in the reader's language."""
        return pick_language(self, "name")
