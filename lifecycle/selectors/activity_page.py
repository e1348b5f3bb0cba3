"""What the page of one activity tells beside its line: every period it had, every request."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lifecycle.models import PeriodRecord, Replanning
from lifecycle.selectors.period_words import describe_period, find_typed, format_days
from lifecycle.selectors.replanning_visibility import replannings_visible_to
from lifecycle.vocabulary import PeriodRole, ReplanningCause
from workflow.machine.registry import get_machine
from workflow.permissions import Grants


@dataclass(frozen=True)
class PeriodRead:
    """A period an activity has or had, in words, with why it came to be."""

    role: str
    words: str
    typed: str
    days: str
    cause: str
    reason: str
    recorded_on: date
    is_current: bool


@dataclass(frozen=True)
class RequestRead:
    """A new date that was asked for, in words."""

    pk: int
    state: str
    words: str
    typed: str
    cause: str
    reason: str
    asked_on: date
    decided_on: date | None
    slip_days: int | None
    is_open: bool


def list_periods(activity_id: int) -> list[PeriodRead]:
    """Return the periods of an activity: promised first, replaced, and the one that counts."""
    records = PeriodRecord.objects.filter(subject=activity_id).order_by("pk")
    order = [PeriodRole.BASELINE, PeriodRole.SUPERSEDED, PeriodRole.CURRENT]
    ranks = {each.value: rank for rank, each in enumerate(order)}
    return [_describe(each) for each in sorted(records, key=lambda each: ranks[each.role])]


def list_requests(activity_id: int, grants: Grants, *, today: date) -> Sequence[RequestRead]:
    """Return the new dates that were asked for and the reader may know of, the latest first."""
    visible = replannings_visible_to(grants, today=today)
    rows = list(Replanning.objects.filter(visible, target=activity_id).order_by("-pk"))
    asked = {
        record.subject_id: record.period
        for record in PeriodRecord.objects.filter(subject__in=[each.pk for each in rows])
    }
    states = get_machine("replanning").states
    return [
        RequestRead(
            pk=each.pk,
            state=str(states[each.state].label),
            words=describe_period(asked.get(each.pk)),
            typed=find_typed(asked.get(each.pk)),
            cause=str(ReplanningCause(each.cause).label),
            reason=each.reason,
            asked_on=each.asked_on,
            decided_on=each.decided_on,
            slip_days=each.slip_days,
            is_open=each.is_open,
        )
        for each in rows
    ]


def _describe(record: PeriodRecord) -> PeriodRead:
    period = record.period
    return PeriodRead(
        role=str(PeriodRole(record.role).label),
        words=describe_period(period),
        typed=find_typed(period),
        days=format_days(period.earliest, period.latest),
        cause=str(ReplanningCause(record.cause).label) if record.cause else "",
        reason=record.reason,
        recorded_on=record.recorded_on,
        is_current=record.role == PeriodRole.CURRENT,
    )
