"""Indicators: what is measured of a commitment, and each reading."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from lifecycle.models.activity import Activity
from lifecycle.models.commitment import Commitment
from lifecycle.models.wording import pick_language


class Indicator(models.Model):
    """Something of a commitment that is measured, or of one of its activities."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="indicators")
    activity = models.ForeignKey(
        Activity, models.CASCADE, null=True, blank=True, related_name="indicators"
    )
    rank = models.PositiveSmallIntegerField(_("order"), default=0)
    name_fr = models.TextField(_("name in French"))
    name_ar = models.TextField(_("name in Arabic"), blank=True)
    name_en = models.TextField(_("name in English"), blank=True)

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering: ClassVar[list[str]] = ["commitment_id", "rank"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Return the name in the reader's language."""
        return pick_language(self, "name")


class IndicatorReading(models.Model):
    """The value of an indicator on a day."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="readings")
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2)
    read_on = models.DateField(_("read on"))

    class Meta:
        verbose_name = _("reading of an indicator")
        verbose_name_plural = _("readings of indicators")
        ordering: ClassVar[list[str]] = ["indicator_id", "read_on"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["indicator", "read_on"], name="reading_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.value} ({self.read_on})"
