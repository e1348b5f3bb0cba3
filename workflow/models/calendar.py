"""Holidays and working days: what +n working days means, as rows."""

from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class HolidayKind(StrEnum):
    """Why a day is not worked."""

    #: The same civil day every year.
    FIXED = "fixed"
    #: Follows the moon: provisional until the ministry confirms it.
    RELIGIOUS = "religious"
    #: Decreed days ahead, for the administrations only.
    EXCEPTIONAL = "exceptional"


class Holiday(models.Model):
    """A day that is not worked, keyed by its name and year; two may share a day."""

    code = models.SlugField(_("code"), max_length=60)
    year = models.PositiveSmallIntegerField(_("year"))
    day = models.DateField(_("day"), db_index=True)
    kind = models.CharField(_("kind"), max_length=20)
    provisional = models.BooleanField(_("provisional"), default=False)
    name_fr = models.CharField(_("name in French"), max_length=120)
    name_ar = models.CharField(_("name in Arabic"), max_length=120, blank=True)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering: ClassVar[list[str]] = ["day", "code"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["code", "year"], name="holiday_once_a_year"),
            models.CheckConstraint(
                condition=Q(kind__in=[str(kind) for kind in HolidayKind]),
                name="holiday_kind_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.year}"


class WorkingDay(models.Model):
    """A day that is worked; `ordinal` counts them, so +n working days is one lookup."""

    day = models.DateField(_("day"), unique=True)
    ordinal = models.PositiveIntegerField(_("ordinal"), unique=True)

    class Meta:
        verbose_name = _("working day")
        verbose_name_plural = _("working days")
        ordering: ClassVar[list[str]] = ["day"]

    def __str__(self) -> str:
        return str(self.day)
