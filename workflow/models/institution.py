"""Institutions: who carries, answers and signs. Names change with governments: they are dated."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase


class Institution(models.Model):
    """A body that holds roles. Its name on a day is an `InstitutionName`."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    side = models.CharField(_("side"), max_length=30, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    succeeded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors"
    )
    dissolved_on = models.DateField(_("dissolved on"), null=True, blank=True)

    class Meta:
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        ordering: ClassVar[list[str]] = ["code"]

    def __str__(self) -> str:
        return self.name_on(None)

    def name_on(self, day: date | None) -> str:
        """Return the name in the reader's language on `day`, or the latest one.

        Reads `names` through the prefetch when there is one.
        """
        names = sorted(self.names.all(), key=lambda name: name.valid_from or date.min)
        if day is not None:
            names = [n for n in names if n.valid_from is None or n.valid_from <= day] or names[:1]
        return names[-1].in_language(get_language() or "fr") if names else self.code


class InstitutionName(models.Model):
    """The name an institution bears from a day on."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="names")
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    name_fr = models.CharField(_("name in French"), max_length=250)
    name_ar = models.CharField(_("name in Arabic"), max_length=250, blank=True)
    name_en = models.CharField(_("name in English"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("name of an institution")
        verbose_name_plural = _("names of institutions")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["institution", "valid_from"], name="institution_one_name_a_day"
            ),
            # Apart, because SQLite knows no constraint in which two absent days are the same.
            models.UniqueConstraint(
                fields=["institution"],
                condition=Q(valid_from__isnull=True),
                name="institution_one_first_name",
            ),
        ]

    def __str__(self) -> str:
        return self.in_language(get_language() or "fr")

    def in_language(self, language: str) -> str:
        """Return the name in `language`, or the French one when there is none."""
        return getattr(self, f"name_{language[:2]}", "") or self.name_fr


class InstitutionGrant(UserObjectPermissionBase):
    """A role held on an institution; written by `permissions.grant()` alone."""

    content_object = models.ForeignKey(Institution, models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        abstract = False
