"""Holidays and working days: what +n working days means, as rows."""

from enum import StrEnum
from typing import ClassVar

from django.conf import settings
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


class HolidayAction(StrEnum):
    """What somebody decided about a holiday."""

    #: Added for the administrations.
    DECREED = "decreed"
    #: Put on another day.
    MOVED = "moved"
    #: It stands on its day, to which it may have been moved.
    CONFIRMED = "confirmed"
    #: A decreed one that is worked after all.
    REMOVED = "removed"


class HolidayChange(models.Model):
    """One line of the history of the calendar: what was decided, by whom, why, what it moved.

    Its number is the version of the calendar. Never changed, never deleted; a decision at the
    console has nobody's name.
    """

    action = models.CharField(max_length=20)
    code = models.SlugField(_("code"), max_length=60)
    year = models.PositiveSmallIntegerField(_("year"))
    name_fr = models.CharField(_("name in French"), max_length=120)
    name_ar = models.CharField(_("name in Arabic"), max_length=120, blank=True)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    #: The day before and after; none where it was not there.
    before_on = models.DateField(null=True, blank=True)
    after_on = models.DateField(null=True, blank=True)
    moved_items = models.PositiveIntegerField(_("open tasks with another due day"), default=0)
    moved_rungs = models.PositiveIntegerField(_("rungs on another day"), default=0)
    reason = models.TextField(_("reason"), blank=True)
    changed_at = models.DateTimeField(_("changed at"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("change of the calendar")
        verbose_name_plural = _("changes of the calendar")
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(action__in=[str(each) for each in HolidayAction]),
                name="holiday_action_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.code} {self.year}"


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


class CalendarEdition(models.Model):
    """Which working days count: the one row of this table is another whenever they are numbered.

    Whoever counted by days that it read before compares it when it writes.
    """

    #: Drawn at random, so that none comes back, not even after a rollback.
    edition = models.CharField(_("edition"), max_length=32)

    class Meta:
        verbose_name = _("edition of the calendar")
        verbose_name_plural = _("editions of the calendar")

    def __str__(self) -> str:
        return self.edition
