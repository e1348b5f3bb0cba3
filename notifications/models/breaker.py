"""Breakers: a route that fails again and again is left alone for a while."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChannelBreaker(models.Model):
    """How one route fares: the mail server, or one endpoint.

    Open from `opened_at` on; at `retry_at` one message may try whether it works again.
    """

    route = models.CharField(_("route"), max_length=40, unique=True)
    #: Failures in a row, of different messages, that were the route's fault.
    failures = models.PositiveIntegerField(default=0)
    #: The last message that failed or, while it is open, the one that tries.
    message_id = models.BigIntegerField(null=True)
    opened_at = models.DateTimeField(_("open since"), null=True)
    retry_at = models.DateTimeField(_("tried again at"), null=True)
    succeeded_at = models.DateTimeField(_("last success"), null=True)
    last_error = models.TextField(blank=True)

    class Meta:
        verbose_name = _("breaker of a channel")
        verbose_name_plural = _("breakers of channels")

    def __str__(self) -> str:
        return self.route
