"""Activities of commitments as a reader meets them: periods, who is awaited, where they stand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from lifecycle.models import STILL_AWAITED, Activity, AwaitedParty, PeriodRecord
from lifecycle.selectors.period_records import list_records
from lifecycle.selectors.standing import (
    ActivityFacts,
    assess_activity,
    compute_delivered,
    compute_slip,
    count_days_late,
    find_due_on,
)
from lifecycle.vocabulary import PeriodRole
from lifecycle.vocabulary.situations import Situation
from workflow.calendars import Calendar
from workflow.exceptions import EmptyCalendarError
from workflow.holidays import load_calendar
from workflow.periods import Period

#: Reminders and lateness are counted at most so far around the days of a plan.
_AROUND = timedelta(days=45)


@dataclass(frozen=True)
class Planning:
    """The periods of one subject: the one promised first, the one that counts, those between."""

    baseline: Period | None = None
    current: Period | None = None
    cause: str = ""
    reason: str = ""
    replaced: tuple[Period, ...] = ()
    #: The day on which the period that counts was recorded.
    recorded_on: date | None = None

    @property
    def slip_days(self) -> int | None:
        """Return by how many days the last day moved; None when that cannot be counted."""
        return compute_slip(self.baseline, self.current)

    @property
    def has_moved(self) -> bool:
        """Return whether the period that counts is not the one promised first."""
        return (
            self.baseline is not None
            and self.current is not None
            and self.baseline.words != self.current.words
        )


@dataclass(frozen=True)
class Awaited:
    """Somebody whose answer is awaited, and for how many civil days."""

    party: AwaitedParty
    days: int


@dataclass(frozen=True)
class ActivityLine:
    """One activity with all that a page says of it."""

    activity: Activity
    planning: Planning
    awaited: tuple[Awaited, ...]
    situation: Situation
    days_late: int
    due_on: date | None

    @property
    def indicators(self) -> list[str]:
        """Return what is measured of it, in the reader's language; reads the prefetch."""
        return [each.name for each in self.activity.indicators.all()]

    @property
    def delivered_percent(self) -> int | None:
        """Return how much of the units planned was delivered; above 100 when it is more."""
        return compute_delivered(self.activity.units_planned, self.activity.units_delivered)

    @property
    def facts(self) -> ActivityFacts:
        """Return what its standing is derived from."""
        return make_facts(self.activity, self.planning, len(self.awaited))


def make_facts(activity: Activity, planning: Planning, awaited: int) -> ActivityFacts:
    """Return what the standing of an activity is derived from."""
    return ActivityFacts(
        state=activity.state,
        period=planning.current,
        awaited=awaited,
        is_residual=activity.residual_after_completion,
        progress=activity.progress,
        weight=activity.weight,
    )


def make_line(
    activity: Activity,
    planning: Planning,
    awaited: Iterable[AwaitedParty],
    *,
    on: date,
    calendar: Calendar | None,
) -> ActivityLine:
    """Return the activity as it stands `on` that day."""
    parties = tuple(Awaited(party, max((on - party.since).days, 0)) for party in awaited)
    facts = make_facts(activity, planning, len(parties))
    situation = assess_activity(facts, on=on, calendar=calendar)
    is_late = situation == Situation.LATE
    return ActivityLine(
        activity=activity,
        planning=planning,
        awaited=parties,
        situation=situation,
        days_late=count_days_late(planning.current, on=on, calendar=calendar) if is_late else 0,
        due_on=find_due_on(planning.current, calendar),
    )


def read_plannings(ids: Iterable[int]) -> Mapping[int, Planning]:
    """Return the periods of these subjects, in one statement; a subject without any is left out."""
    rows: dict[int, list[PeriodRecord]] = {}
    for record in list_records(ids):
        rows.setdefault(record.subject_id, []).append(record)
    return {subject_id: _as_planning(records) for subject_id, records in rows.items()}


def read_awaited(ids: Iterable[int]) -> Mapping[int, list[AwaitedParty]]:
    """Return who is still awaited for each of these subjects, the longest first."""
    found: dict[int, list[AwaitedParty]] = {}
    rows = (
        AwaitedParty.objects.filter(STILL_AWAITED, subject__in=list(ids))
        .select_related("institution")
        .prefetch_related("institution__names")
        .order_by("since", "id")
    )
    for party in rows:
        found.setdefault(party.subject_id, []).append(party)
    return found


def find_calendar(plannings: Iterable[Planning], *, on: date) -> Calendar | None:
    """Return the working days around these periods and that day, None while none is known."""
    days = [on, *(p.current.latest for p in plannings if p.current and p.current.latest)]
    start, end = min(days) - _AROUND, max(days) + _AROUND
    try:
        return load_calendar(start, (end - start).days)
    except EmptyCalendarError:
        return None


def _as_planning(records: Iterable[PeriodRecord]) -> Planning:
    by_role: dict[str, PeriodRecord] = {}
    replaced = []
    for record in records:
        if record.role == PeriodRole.SUPERSEDED.value:
            replaced.append(record.period)
        by_role[record.role] = record
    current = by_role.get(PeriodRole.CURRENT.value) or by_role.get(PeriodRole.BASELINE.value)
    baseline = by_role.get(PeriodRole.BASELINE.value)
    return Planning(
        baseline=baseline.period if baseline else None,
        current=current.period if current else None,
        cause=current.cause if current else "",
        reason=current.reason if current else "",
        replaced=tuple(replaced),
        recorded_on=current.recorded_on if current else None,
    )
