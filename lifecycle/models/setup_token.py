"""The word that opens the first set-up of a site, once."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class SetupToken(models.Model):
    """Only its digest is kept. Once one was used, the set-up is closed for ever."""

    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("made at"))
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)

    class Meta:
        verbose_name = _("word of the set-up")
        verbose_name_plural = _("words of the set-up")
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return str(self.pk)
