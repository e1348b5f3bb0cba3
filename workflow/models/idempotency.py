"""Idempotency keys: the same request twice has one effect and one answer."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflow.models.event import Event


class IdempotencyKey(models.Model):
    """A key an actor gave with a request, and the Event it led to."""

    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(_("key"), max_length=100)
    fingerprint = models.CharField(max_length=64)
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("idempotency key")
        verbose_name_plural = _("idempotency keys")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["actor", "key"], name="idempotency_key_once_an_actor"),
        ]

    def __str__(self) -> str:
        return self.key
