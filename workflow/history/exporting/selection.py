"""What is exported: births and moves of subjects, without who made them and what they wrote."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from workflow.models import Event, EventKind

#: What moves a subject, or lets it begin.
MOVES = (EventKind.BIRTH, EventKind.LOAD, EventKind.TRANSITION)
_CHUNK = 2_000


@dataclass(frozen=True)
class Selection:
    """Which events: of these kinds of subject, recorded from `since` and before `until`.

    No kind means every kind. Both instants are aware.
    """

    kinds: Collection[str] = ()
    since: datetime | None = None
    until: datetime | None = None


def list_moves(selection: Selection) -> Iterator[Event]:
    """Return the events, those of one subject together and in their order."""
    return query_moves(selection).iterator(chunk_size=_CHUNK)


def query_moves(selection: Selection) -> QuerySet[Event]:
    """Return the query of `list_moves`."""
    moves = Event.objects.filter(kind__in=[str(kind) for kind in MOVES])
    if selection.kinds:
        moves = moves.filter(subject__kind__in=list(selection.kinds))
    if selection.since is not None:
        moves = moves.filter(recorded_at__gte=selection.since)
    if selection.until is not None:
        moves = moves.filter(recorded_at__lt=selection.until)
    return moves.select_related("subject", "cause").order_by("subject_id", "seq")


def name_object(subject_id: int, kind: str) -> str:
    """Return what a subject is called in a log: the same in every export."""
    return f"{kind}-{subject_id}"
