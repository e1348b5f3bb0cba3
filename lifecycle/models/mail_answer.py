"""Answers given by the link of a message: each link is good once."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflow.models import WorkItem


class MailAnswer(models.Model):
    """That somebody answered what a message asked, without signing in.

    The link is bound to who reads the message and to what was asked: a work item in one generation
    of its dates.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    work_item = models.ForeignKey(WorkItem, models.PROTECT, related_name="mail_answers")
    generation = models.PositiveIntegerField()
    answered_at = models.DateTimeField(_("answered at"))

    class Meta:
        verbose_name = _("answer by a message")
        verbose_name_plural = _("answers by messages")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["person", "work_item", "generation"], name="mail_answer_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.work_item_id} {self.generation}"
