"""Comments: what people with a right to read a subject say about it. They are no history."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lifecycle.models.constraints import known
from lifecycle.vocabulary import ContentLanguage
from workflow.models import Subject

COMMENT_MAX_LENGTH = 5_000


class Comment(models.Model):
    """Something said about a subject. A moderator hides it; it is not deleted."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="comments")
    language = models.CharField(_("language"), max_length=5, default=ContentLanguage.FRENCH.value)
    text = models.TextField(_("comment"), max_length=COMMENT_MAX_LENGTH)
    written_at = models.DateTimeField(_("written at"))
    hidden_at = models.DateTimeField(_("hidden at"), null=True, blank=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering: ClassVar[list[str]] = ["subject_id", "written_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            known("language", ContentLanguage, "comment_language_is_known"),
            models.CheckConstraint(condition=~Q(text=""), name="comment_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.author_id} / {self.subject_id}"
