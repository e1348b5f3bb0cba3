"""Closing: what is asked of nobody any longer once something is written about a subject."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from workflow.engine.procedure import Ending
from workflow.engine.reading import Case
from workflow.models import Event, Round, RoundKind, RoundOutcome, WorkItem
from workflow.prepared import Change, Update, change_each, prepared_update
from workflow.rounds.running import call_off


def list_closings(case: Case, target: str, closed_at: datetime) -> list[Change]:
    """Return what ends with an Event that leads to `target`, and is written with it.

    A state that is left takes with it what it waited for. What awaits a second person's
    confirmation falls anyway: it was frozen on a version of the subject, which has just changed.
    """
    if case.row.version == 0:
        # Nothing was ever asked about a newborn.
        return []
    given = {"subject_id": case.row.id, "closed_at": closed_at}
    if target != case.row.state:
        return [Change(_close_items, given, refers_by="closed_by"), Change(_cancel_rounds, given)]
    return [
        Change(_close_countersigning, given, refers_by="closed_by"),
        Change(_cancel_countersigned, given),
    ]


def list_running(case: Case) -> list[Round]:
    """Return the rounds of the state that run by themselves, to be called off when it is left."""
    declared = case.machine.list_rounds_in(case.row.state)
    names = [each.name for each in declared if each.kind is RoundKind.DECIDING]
    if not names:
        return []
    return list(_list_open_rounds(case.row.id).filter(name__in=names, run__isnull=False))


def call_off_all(rounds: Iterable[Round], event: Event) -> None:
    """Let the runs of these rounds end with the state they belonged to."""
    for each in rounds:
        call_off(each, Ending(event))


def close_states(closed: Sequence[tuple[int, Event]]) -> None:
    """Close what a state without deciding rounds waited for, now that these subjects left it."""
    instant = closed[0][1].recorded_at
    change_each(
        _close_items,
        [
            {"subject_id": subject_id, "closed_at": instant, "closed_by": event.pk}
            for subject_id, event in closed
        ],
    )
    _cancel_rounds_of([subject_id for subject_id, _event in closed], closed_at=instant)


def _list_open_items(subject_id: int) -> QuerySet[WorkItem]:
    return WorkItem.objects.filter(subject=subject_id, closed_at__isnull=True)


@prepared_update
def _close_items(subject_id: int, **closing: Any) -> Update:
    return _list_open_items(subject_id).filter(ends_with_state=True), closing


@prepared_update
def _close_countersigning(subject_id: int, **closing: Any) -> Update:
    items = _list_open_items(subject_id).filter(round__kind=str(RoundKind.COUNTERSIGN))
    return items, closing


def _list_open_rounds(subject_id: int) -> QuerySet[Round]:
    return Round.objects.filter(subject=subject_id, outcome="")


@prepared_update
def _cancel_rounds(subject_id: int, **closing: Any) -> Update:
    return _list_open_rounds(subject_id), {"outcome": str(RoundOutcome.CANCELLED), **closing}


@prepared_update
def _cancel_rounds_of(subjects: Iterable[int], **closing: Any) -> Update:
    still_open = Round.objects.filter(subject__in=subjects, outcome="")
    return still_open, {"outcome": str(RoundOutcome.CANCELLED), **closing}


@prepared_update
def _cancel_countersigned(subject_id: int, **closing: Any) -> Update:
    rounds = _list_open_rounds(subject_id).filter(kind=str(RoundKind.COUNTERSIGN))
    return rounds, {"outcome": str(RoundOutcome.CANCELLED), **closing}
