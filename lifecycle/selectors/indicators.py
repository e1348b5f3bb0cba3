"""Indicators of a commitment with their latest reading."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from lifecycle.models import Indicator


@dataclass(frozen=True)
class LatestReading:
    """What was measured last of an indicator; both None while nothing was."""

    pk: int
    name: str
    value: Decimal | None
    read_on: date | None
    #: How often it was measured before.
    earlier: int = 0


def list_readings(commitment_id: int) -> list[LatestReading]:
    """Return the indicators of a commitment in their order, in two statements.

    What an activity is measured by stands beside the activity until there is a reading of it.
    """
    told = Q(activity__isnull=True) | Q(readings__isnull=False)
    return _read(Indicator.objects.filter(told, commitment=commitment_id).distinct())


def list_measurable(commitment_id: int) -> list[LatestReading]:
    """Return every indicator of a commitment and its activities, for who measures them."""
    return _read(Indicator.objects.filter(commitment=commitment_id))


def _read(indicators: QuerySet[Indicator]) -> list[LatestReading]:
    found = []
    for indicator in indicators.prefetch_related("readings"):
        readings = sorted(indicator.readings.all(), key=lambda each: each.read_on)
        latest = readings[-1] if readings else None
        found.append(
            LatestReading(
                pk=indicator.pk,
                name=indicator.name,
                value=latest.value.normalize() if latest else None,
                read_on=latest.read_on if latest else None,
                earlier=max(len(readings) - 1, 0),
            )
        )
    return found
