"""Ladders: who hears of a late item, how many working days before or after its due day."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Ladder(models.Model):
    """A named escalation; seeded by code, ruled by the database afterwards."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_fr = models.CharField(_("name in French"), max_length=120)
    name_ar = models.CharField(_("name in Arabic"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)

    class Meta:
        verbose_name = _("ladder")
        verbose_name_plural = _("ladders")

    def __str__(self) -> str:
        return self.code


class LadderRung(models.Model):
    """One step of a ladder: `offset_working_days` from the due day, to the holders of a role."""

    ladder = models.ForeignKey(Ladder, models.CASCADE, related_name="rungs")
    code = models.SlugField(_("code"), max_length=20)
    offset_working_days = models.SmallIntegerField(_("working days from the due day"))
    role = models.CharField(_("addressed to"), max_length=40)

    class Meta:
        verbose_name = _("rung")
        verbose_name_plural = _("rungs")
        ordering: ClassVar[list[str]] = ["ladder_id", "offset_working_days"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["ladder", "code"], name="rung_code_unique_in_ladder"),
        ]

    def __str__(self) -> str:
        return self.code
