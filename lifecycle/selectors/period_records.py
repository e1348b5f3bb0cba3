"""The periods that were recorded of activities, commitments and requests, as they were recorded."""

from collections.abc import Iterable

from django.db.models import QuerySet

from lifecycle.models import PeriodRecord
from workflow.prepared import prepared


@prepared
def list_records(subjects: Iterable[int]) -> QuerySet[PeriodRecord]:
    """Return every period of these subjects in the order of recording, in one statement."""
    return PeriodRecord.objects.filter(subject__in=subjects).order_by("pk")
