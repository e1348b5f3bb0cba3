"""Delegations: who acts for whom, now or later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from workflow.models import Delegation


@dataclass(frozen=True)
class Delegations:
    """What somebody gave and received; those that ended are not told."""

    given: Sequence[Delegation]
    received: Sequence[Delegation]


def list_delegations(person_id: int, *, today: date) -> Delegations:
    """Return the delegations of somebody that run or will run, in one statement."""
    rows = list(
        Delegation.objects.filter(
            Q(principal=person_id) | Q(delegate=person_id),
            revoked_at__isnull=True,
            ends_on__gte=today,
        )
        .select_related("principal", "delegate")
        .order_by("starts_on", "pk")
    )
    return Delegations(
        given=[row for row in rows if row.principal_id == person_id],
        received=[row for row in rows if row.delegate_id == person_id],
    )
