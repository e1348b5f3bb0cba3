"""Ladders: who hears of a late item, how many working days before or after its due day."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow.ladders import CountedFrom, RungForm


class Ladder(models.Model):
    """A named escalation; seeded by code, ruled by the database afterwards.

    While it `is_proposed`, each escalation is shown to the ministry team before it goes.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_fr = models.CharField(_("name in French"), max_length=120)
    name_ar = models.CharField(_("name in Arabic"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)
    counted_from = models.CharField(_("counted from"), max_length=10, default=str(CountedFrom.DUE))
    is_proposed = models.BooleanField(_("shown before it goes"), default=False)
    version = models.PositiveIntegerField(_("version"), default=1)

    class Meta:
        verbose_name = _("ladder")
        verbose_name_plural = _("ladders")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(counted_from__in=[str(each) for each in CountedFrom]),
                name="ladder_counted_from_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class LadderRung(models.Model):
    """One step of a ladder: `offset_working_days` from the day it counts from, negative before.

    `roles` are codes of roles separated by commas, in the order in which they are named.
    """

    ladder = models.ForeignKey(Ladder, models.CASCADE, related_name="rungs")
    code = models.SlugField(_("code"), max_length=20)
    offset_working_days = models.SmallIntegerField(_("working days from the due day"))
    roles = models.CharField(_("addressed to"), max_length=200)
    form = models.CharField(_("form"), max_length=10, default=str(RungForm.DIGEST))

    class Meta:
        verbose_name = _("rung")
        verbose_name_plural = _("rungs")
        ordering: ClassVar[list[str]] = ["ladder_id", "offset_working_days"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["ladder", "code"], name="rung_code_unique_in_ladder"),
            models.UniqueConstraint(
                fields=["ladder", "offset_working_days"], name="rung_day_unique_in_ladder"
            ),
            models.CheckConstraint(
                condition=Q(form__in=[str(each) for each in RungForm]), name="rung_form_is_known"
            ),
            models.CheckConstraint(condition=~Q(roles=""), name="rung_is_for_somebody"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def role_codes(self) -> tuple[str, ...]:
        """Return the codes of the roles it speaks to."""
        return tuple(self.roles.split(","))


class LadderChange(models.Model):
    """One line of the history of a ladder: what it was, what it became, who decided so and why.

    `before` and `after` are JSON texts of the ladder with its rungs. Never changed, never deleted.
    """

    ladder = models.ForeignKey(Ladder, models.PROTECT, related_name="changes")
    version = models.PositiveIntegerField(_("version"))
    changed_at = models.DateTimeField(_("changed at"))
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"))
    before = models.TextField()
    after = models.TextField()

    class Meta:
        verbose_name = _("change of a ladder")
        verbose_name_plural = _("changes of ladders")
        ordering: ClassVar[list[str]] = ["ladder_id", "-version"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["ladder", "version"], name="ladder_changes_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.ladder_id} {self.version}"
