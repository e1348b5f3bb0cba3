"""Heartbeats: when each recurring duty was last done, for whoever watches over the site."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Heartbeat(models.Model):
    """The last time a duty came to its end: "tick", "sweep", "dispatch". One row each."""

    duty = models.SlugField(_("duty"), max_length=40, unique=True)
    beaten_at = models.DateTimeField(_("last done at"))
    #: JSON text: how much was done, in numbers.
    summary = models.TextField(_("what was done"), default="{}")

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return self.duty
