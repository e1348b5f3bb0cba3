"""Indicators of a commitment with their latest reading."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from lifecycle.models import Indicator


@dataclass(frozen=True)
class LatestReading:
    """What was measured last; both None while nothing was."""

    name: str
    value: Decimal | None
    read_on: date | None


def list_readings(commitment_id: int) -> list[LatestReading]:
    """Return the indicators of a commitment in their order, in two statements.

    What an activity is measured by stands beside the activity until there is a reading of it.
    """
    told = Q(activity__isnull=True) | Q(readings__isnull=False)
    indicators = Indicator.objects.filter(told, commitment=commitment_id).distinct()
    indicators = indicators.prefetch_related("readings")
    found = []
    for indicator in indicators:
        latest = max(indicator.readings.all(), key=lambda each: each.read_on, default=None)
        found.append(
            LatestReading(
                name=indicator.name,
                value=latest.value.normalize() if latest else None,
                read_on=latest.read_on if latest else None,
            )
        )
    return found
