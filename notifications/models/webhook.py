"""Endpoints: programs elsewhere that are told what happens here."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class WebhookEndpoint(models.Model):
    """An address that a program listens at. `secret` signs what it is told (`whsec_` and base64).

    `groups` are codes of preference groups separated by commas; empty: it is told of all.
    """

    url = models.CharField(_("address"), max_length=500)
    secret = models.CharField(max_length=80)
    groups = models.CharField(_("told of"), max_length=200, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    description = models.CharField(_("what listens there"), max_length=200, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("created at"))
    #: Since when it is told nothing, by a person or because it did not answer for days.
    stopped_at = models.DateTimeField(null=True, blank=True)
    stop_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("webhook endpoint")
        verbose_name_plural = _("webhook endpoints")
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return self.description or self.url

    @property
    def route(self) -> str:
        """Return the route of its messages, which has a breaker of its own."""
        return f"webhook:{self.pk}"

    @property
    def group_codes(self) -> tuple[str, ...]:
        """Return the codes of the groups it is told of; none: all."""
        return tuple(code for code in self.groups.split(",") if code)
