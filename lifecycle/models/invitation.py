"""Invitations: an account offered to an address, with the rights it will hold."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lifecycle.models.constraints import known
from lifecycle.vocabulary import MembershipBody
from workflow.models import Institution


class Invitation(models.Model):
    """Somebody is asked to join. The link holds a random word, of which only the digest is kept.

    It is good once, until `expires_at`, unless it is taken back before.
    """

    email = models.EmailField(_("e-mail address"), db_index=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    language = models.CharField(_("language"), max_length=5, default="fr")
    institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, related_name="+"
    )
    #: The body the person joins when they accept, if any.
    body = models.CharField(_("body"), max_length=20, blank=True)
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(_("invited at"))
    expires_at = models.DateTimeField(_("expires at"))
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    revoked_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering: ClassVar[list[str]] = ["-invited_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            known("body", MembershipBody, "invitation_body_is_known", blank=True),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("invited_at")), name="invitation_lasts"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True),
                name="invitation_is_accepted_or_taken_back",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_is_accepted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    def is_open(self, *, at: datetime) -> bool:
        """Return whether the link still works at that instant."""
        return self.accepted_at is None and self.revoked_at is None and at < self.expires_at


class InvitedRole(models.Model):
    """A role that whoever accepts will hold, on the institution of the invitation if need be."""

    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="roles")
    role = models.CharField(_("role"), max_length=40)

    class Meta:
        verbose_name = _("role of an invitation")
        verbose_name_plural = _("roles of invitations")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["invitation", "role"], name="invited_role_once"),
        ]

    def __str__(self) -> str:
        return self.role
