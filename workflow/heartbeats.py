"""Heartbeats: each recurring duty says that it came to its end, so that its silence is noticed."""

import json
from collections.abc import Mapping
from datetime import datetime

from workflow.models import Heartbeat


def beat(duty: str, *, now: datetime, summary: Mapping[str, int]) -> None:
    """Say that `duty` is done, and how much it did; one statement, one row a duty."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(duty=duty, beaten_at=now, summary=json.dumps(dict(summary)))],
        update_conflicts=True,
        unique_fields=["duty"],
        update_fields=["beaten_at", "summary"],
    )


def read_ages(*, now: datetime) -> dict[str, float]:
    """Return how many seconds ago each duty was last done, by its name; one statement.

    A duty that was never done is left out.
    """
    rows = Heartbeat.objects.order_by("duty").values_list("duty", "beaten_at")
    return {duty: (now - beaten_at).total_seconds() for duty, beaten_at in rows}
