"""Waivers: a declared waivable guard, lifted for one subject with a public reason."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflow.models.event import Event
from workflow.models.subject import Subject


class Waiver(models.Model):
    """The guard `guard` no longer holds this subject back."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="waivers")
    guard = models.CharField(_("guard"), max_length=60)
    reason = models.TextField(_("public reason"))
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(_("granted at"))
    event = models.OneToOneField(Event, models.PROTECT, related_name="waiver")

    class Meta:
        verbose_name = _("waiver")
        verbose_name_plural = _("waivers")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["subject", "guard"], name="waiver_once_a_guard"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.guard}"
