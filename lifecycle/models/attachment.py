"""Attachments: private files, served only by a view that checks the right."""

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lifecycle.models.constraints import known
from lifecycle.vocabulary import AttachmentPurpose
from workflow.models import Subject


def make_stored_name(_attachment: "Attachment", _filename: str) -> str:
    """Return a random path: nothing of what a person named the file reaches the disk."""
    name = secrets.token_hex(16)
    return f"attachments/{name[:2]}/{name}"


class Attachment(models.Model):
    """A file of a subject. `media_type` is what its bytes are, not what somebody says they are."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="attachments")
    file = models.FileField(_("file"), upload_to=make_stored_name, max_length=120)
    original_name = models.CharField(_("name of the file"), max_length=200)
    media_type = models.CharField(_("type"), max_length=100)
    size_bytes = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(max_length=64, db_index=True)
    purpose = models.CharField(_("purpose"), max_length=20, default=AttachmentPurpose.SUPPORT.value)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering: ClassVar[list[str]] = ["subject_id", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            known("purpose", AttachmentPurpose, "attachment_purpose_is_known"),
            models.CheckConstraint(condition=Q(size_bytes__gt=0), name="attachment_is_not_empty"),
        ]

    def __str__(self) -> str:
        return self.original_name
