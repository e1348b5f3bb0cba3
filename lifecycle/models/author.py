"""Authors: who a proposal comes from. They may have no account."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lifecycle.models.proposal import Proposal
from workflow.models import Institution


class ProposalAuthor(models.Model):
    """One author of a proposal: an account, or a name the ministry wrote down.

    `confirmed_at` is when the person said it is theirs. Removing the name empties it and the
    address for ever; the account, if any, keeps its rights.
    """

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="authors")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="authored_proposals",
    )
    name = models.CharField(_("name"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    #: Where the author works or is a member: an assessor from there has a conflict of interest.
    institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    name_removed_at = models.DateTimeField(_("name removed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering: ClassVar[list[str]] = ["proposal_id", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["proposal", "person"],
                condition=Q(person__isnull=False),
                name="author_once_a_proposal",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False)
                | ~Q(name="")
                | ~Q(email="")
                | Q(name_removed_at__isnull=False),
                name="author_is_somebody",
            ),
            models.CheckConstraint(
                condition=Q(name_removed_at__isnull=True) | Q(name="", email=""),
                name="author_removed_name_is_gone",
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.pk)
