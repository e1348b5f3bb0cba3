"""Preferences: what a reader wants at once, in one daily letter or not at all, and when."""

from enum import StrEnum
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notifications.models.message import Channel


class Choice(StrEnum):
    """When a reader hears of a group of topics by one channel."""

    AT_ONCE = "at_once"
    DIGEST = "digest"
    OFF = "off"


class Preference(models.Model):
    """What somebody chose; without a row, what is urgent comes at once and the rest daily."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notification_preferences"
    )
    group = models.CharField(max_length=40)
    channel = models.CharField(max_length=20)
    choice = models.CharField(max_length=10)

    class Meta:
        verbose_name = _("notification preference")
        verbose_name_plural = _("notification preferences")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "group", "channel"], name="preference_once"),
            models.CheckConstraint(
                condition=Q(
                    channel=str(Channel.EMAIL), choice__in=[str(choice) for choice in Choice]
                )
                | Q(channel=str(Channel.IN_APP), choice__in=[str(Choice.AT_ONCE), str(Choice.OFF)]),
                name="preference_choice_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.group} {self.choice}"


class Schedule(models.Model):
    """When somebody reads their daily letter, and the days on which they want no letter at all.

    `digest_hour` is an hour of the day in the zone of the site; quiet days are civil days, both
    included.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notification_schedule"
    )
    digest_hour = models.PositiveSmallIntegerField(_("hour of the daily letter"), default=8)
    quiet_from = models.DateField(_("no letter from"), null=True, blank=True)
    quiet_until = models.DateField(_("no letter until"), null=True, blank=True)

    class Meta:
        verbose_name = _("schedule of letters")
        verbose_name_plural = _("schedules of letters")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(digest_hour__lte=23), name="schedule_hour_is_of_a_day"
            ),
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | Q(quiet_from__lte=models.F("quiet_until")),
                name="schedule_quiet_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.digest_hour}"
