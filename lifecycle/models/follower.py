"""Followers: who asked to hear of a proposal or a commitment, with or without an account."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow.models import Subject


class Follower(models.Model):
    """Somebody who follows a subject: an account, or an address that has to be confirmed first.

    Nothing is sent to an address before whoever reads it has said yes, nor after they said no.
    """

    subject = models.ForeignKey(Subject, models.CASCADE, related_name="followers")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=5, default="fr")
    asked_at = models.DateTimeField(_("asked at"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("follower")
        verbose_name_plural = _("followers")
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, email="")
                | (Q(person__isnull=True) & ~Q(email="")),
                name="follower_is_one_reader",
            ),
            models.UniqueConstraint(
                fields=["subject", "person"],
                condition=Q(ended_at__isnull=True, person__isnull=False),
                name="follower_person_once",
            ),
            models.UniqueConstraint(
                fields=["subject", "email"],
                condition=Q(ended_at__isnull=True, person__isnull=True),
                name="follower_address_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.person_id or self.email}"
