"""Pauses of delivery: while one is on, messages gather and nothing leaves."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import ExpressionWrapper, Q
from django.utils.translation import gettext_lazy as _


class DeliveryPause(models.Model):
    """Why nothing leaves, from when until somebody lets it go on. Never deleted.

    A site that was restored from a backup starts with one: what its messages say may be old, and
    the site it was copied from may still send them itself.
    """

    reason = models.TextField(_("reason"))
    paused_at = models.DateTimeField(_("paused at"))
    resumed_at = models.DateTimeField(_("resumed at"), null=True)
    #: Who let it go on.
    resumed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("pause of delivery")
        verbose_name_plural = _("pauses of delivery")
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                ExpressionWrapper(Q(resumed_at__isnull=True), output_field=models.BooleanField()),
                condition=Q(resumed_at__isnull=True),
                name="delivery_pause_once",
            ),
            models.CheckConstraint(
                condition=Q(resumed_at__isnull=True, resumed_by__isnull=True)
                | Q(resumed_at__isnull=False, resumed_by__isnull=False),
                name="delivery_pause_ends_with_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.reason

    @property
    def is_on(self) -> bool:
        """Return whether nobody has let it go on so far."""
        return self.resumed_at is None
