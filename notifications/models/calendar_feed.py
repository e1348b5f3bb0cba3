"""Calendar feeds: a private address at which a calendar reads what somebody has to do."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CalendarFeed(models.Model):
    """A feed of one person. Only the digest of its address is kept; a revoked one never returns."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="calendar_feeds"
    )
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("made at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(revoked_at__isnull=True),
                name="calendar_feed_one_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.made_at:%Y-%m-%d}"


class FeedEntry(models.Model):
    """What a feed last said of an entry, so that a calendar is told when that has changed."""

    feed = models.ForeignKey(CalendarFeed, models.CASCADE, related_name="entries")
    uid = models.CharField(max_length=120)
    fingerprint = models.CharField(max_length=64)
    #: Grows with each change, as a calendar expects.
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("entry of a calendar feed")
        verbose_name_plural = _("entries of calendar feeds")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["feed", "uid"], name="feed_entry_once"),
        ]

    def __str__(self) -> str:
        return self.uid
