"""Invitations that wait for an answer, or did lately."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from lifecycle.models import Invitation

#: How long what became of an invitation stays on the page.
_SHOWN_FOR = timedelta(days=30)


def query_invitations(*, now: datetime) -> QuerySet[Invitation]:
    """Return the invitations nobody accepted yet, and those of the last weeks, the latest first."""
    return (
        Invitation.objects.filter(
            Q(invited_at__gte=now - _SHOWN_FOR)
            | Q(accepted_at__isnull=True, revoked_at__isnull=True)
        )
        .select_related("institution", "invited_by")
        .prefetch_related("roles", "institution__names")
        .order_by("-invited_at", "-pk")
    )
