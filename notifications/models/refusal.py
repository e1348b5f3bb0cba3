"""Refused addresses: the mail server said that nobody is there."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class RefusedAddress(models.Model):
    """An address to which nothing is sent any more, until somebody clears it.

    The address itself is not kept, only its digest: another address of the same reader is tried.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    outsider = models.CharField(max_length=60, blank=True)
    digest = models.CharField(max_length=64)
    refused_at = models.DateTimeField(_("refused at"))
    error = models.TextField(_("what the server said"))
    cleared_at = models.DateTimeField(_("cleared at"), null=True)
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("refused address")
        verbose_name_plural = _("refused addresses")
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["digest"],
                condition=Q(cleared_at__isnull=True),
                name="refused_address_once",
            ),
        ]

    def __str__(self) -> str:
        return self.outsider or str(self.recipient_id)
