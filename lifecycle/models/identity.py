"""The identity of the installation: whose site this is."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lifecycle.models.wording import pick_language

#: The one row.
IDENTITY_ID = 1


class SiteIdentity(models.Model):
    """The name and the logo of the ministry; one row, or none before the site is set up."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=IDENTITY_ID, editable=False)
    name_fr = models.CharField(_("name of the ministry in French"), max_length=250)
    name_ar = models.CharField(_("name of the ministry in Arabic"), max_length=250)
    name_en = models.CharField(_("name of the ministry in English"), max_length=250, blank=True)
    logo = models.FileField(_("logo"), upload_to="identity", blank=True)
    logo_media_type = models.CharField(max_length=100, blank=True)

    class Meta:
        verbose_name = _("identity of the site")
        verbose_name_plural = _("identity of the site")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(id=IDENTITY_ID), name="identity_is_one_row"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Return the name of the ministry in the reader's language."""
        return pick_language(self, "name")
