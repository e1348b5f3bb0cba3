"""The site of the technical administrators: a few tables, and none with a state.

Whoever signs in there signs in where everybody does, so that attempts are counted and nothing goes
round what accounts ask for.
"""

from collections.abc import Iterable
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite, ModelAdmin
from django.db.models import Model
from django.db.models.base import ModelBase
from django.http import HttpRequest, HttpResponse  # noqa: TID251  # the admin is Django's pages
from django.utils.translation import gettext_lazy as _

#: What may be looked at here. Other applications offer theirs, tokens in clear among them.
OFFERED = frozenset(
    {
        "auth.group",
        "workflow.user",
        "workflow.institution",
        "workflow.holiday",
        "workflow.event",
    }
)


class Administration(AdminSite):
    """An admin site that signs in through the accounts and offers the declared tables only."""

    site_header = _("Technical administration")
    site_title = _("Technical administration")
    index_title = _("People, institutions, holidays and history")
    enable_nav_sidebar = False

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: "type[ModelAdmin[Any]] | None" = None,
        **options: Any,
    ) -> None:
        """Offer the tables of `OFFERED`; leave the others out."""
        models = (
            [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else model_or_iterable
        )
        offered = [model for model in models if model._meta.label_lower in OFFERED]
        super().register(offered, admin_class, **options)

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Send whoever is not signed in to the page where everybody signs in."""
        response: HttpResponse = secure_admin_login(super().login)(request, extra_context)
        return response
