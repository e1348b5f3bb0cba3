"""Memberships: who sits where, for which institution, between which days."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lifecycle.models.constraints import known
from lifecycle.vocabulary import MembershipBody, Side
from workflow.models import Institution


class Membership(models.Model):
    """A person belongs to the committee, the assessors, or an institution, for a mandate.

    `ends_on` null means until further notice. The side is that of the seat, not of the person.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    body = models.CharField(_("body"), max_length=20)
    institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    side = models.CharField(_("side"), max_length=20, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering: ClassVar[list[str]] = ["body", "person_id", "starts_on"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            known("body", MembershipBody, "membership_body_is_known"),
            known("side", Side, "membership_side_is_known", blank=True),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="membership_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(body=MembershipBody.STAFF.value) | Q(institution__isnull=False),
                name="membership_of_staff_names_the_institution",
            ),
            models.UniqueConstraint(
                fields=["person", "body", "institution", "starts_on"], name="membership_once"
            ),
            # Apart, because SQLite knows no constraint in which two absent ones are the same.
            models.UniqueConstraint(
                fields=["person", "body", "starts_on"],
                condition=Q(institution__isnull=True),
                name="membership_once_without_institution",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.body}"

    def is_current(self, *, on: date) -> bool:
        """Return whether the mandate runs on this day."""
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)
