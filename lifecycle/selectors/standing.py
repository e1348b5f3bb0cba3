"""Where activities and commitments stand on a day: pure functions of facts, nothing is stored."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from lifecycle.vocabulary import ActivityState, CommitmentState, ProgressPolicy
from lifecycle.vocabulary.situations import Situation
from workflow.calendars import Calendar
from workflow.deadlines import compute_period_due_on, compute_rung_on, is_late
from workflow.exceptions import EmptyCalendarError
from workflow.periods import Period

#: The first reminder of the ladder: from then on something is due soon.
DUE_SOON_WORKING_DAYS = 10
#: The same while nobody has declared the working days of that year.
_DUE_SOON_DAYS = timedelta(days=14)

#: States that say by themselves where the commitment stands, whatever its activities are.
_SAID_BY_STATE: dict[str, Situation] = {
    CommitmentState.DECLARED: Situation.REPORTED,
    CommitmentState.SUSPENDED: Situation.SUSPENDED,
    CommitmentState.COMPLETED: Situation.DONE,
    CommitmentState.COMPLETED_WITH_CANCELLATIONS: Situation.DONE_WITH_CANCELLATIONS,
    CommitmentState.PARTIALLY_COMPLETED: Situation.PARTLY_DONE,
    CommitmentState.NOT_STARTED_AT_END: Situation.NEVER_STARTED,
    CommitmentState.WITHDRAWN: Situation.WITHDRAWN,
    CommitmentState.CARRIED_OVER: Situation.CARRIED_OVER,
}
_ENDED: dict[str, Situation] = {
    ActivityState.VERIFIED: Situation.DONE,
    ActivityState.CANCELLED: Situation.CANCELLED,
    ActivityState.REPORTED_DONE: Situation.REPORTED,
}
#: What an open activity lends to its commitment, the most serious first.
_SERIOUS_FIRST = (
    Situation.LATE,
    Situation.BLOCKED,
    Situation.DUE,
    Situation.UNDATED,
    Situation.PLANNED,
    Situation.REPORTED,
)


@dataclass(frozen=True)
class ActivityFacts:
    """What is known of one activity. `period` is the one that counts today."""

    state: str
    period: Period | None = None
    awaited: int = 0
    is_residual: bool = False
    progress: int | None = None
    weight: int = 1


@dataclass(frozen=True)
class CommitmentFacts:
    """What is known of one commitment. Its own period counts where an activity has none."""

    state: str
    declared_progress: int = 0
    period: Period | None = None
    awaited: int = 0
    activities: tuple[ActivityFacts, ...] = ()


def assess_activity(facts: ActivityFacts, *, on: date, calendar: Calendar | None) -> Situation:
    """Return where an activity stands `on` that day.

    1. What ended says so, and is never late.
    2. What remains after completion never makes anything late.
    3. Past its last day it is late, whoever is awaited.
    4. Somebody awaited blocks it.
    5. Without a last day it is undated, never on time.
    6. Ten working days before its due day it is due.

    `calendar` None means that no working days are known: civil days are counted.
    """
    if facts.state in _ENDED:
        return _ENDED[facts.state]
    if facts.is_residual:
        return Situation.RESIDUAL
    return _assess_open(facts.period, awaited=facts.awaited, on=on, calendar=calendar)


def assess_commitment(facts: CommitmentFacts, *, on: date, calendar: Calendar | None) -> Situation:
    """Return where a commitment stands `on` that day: as its state says, else as its activities.

    Nothing left to do is not complete: somebody has to declare it. What was cancelled is nothing
    left to do, so a commitment whose last activity was cancelled is never late.
    """
    if facts.state in _SAID_BY_STATE:
        return _SAID_BY_STATE[facts.state]
    found = {
        assess_activity(_inherit(each, facts.period), on=on, calendar=calendar)
        for each in facts.activities
    }
    if facts.awaited:
        found.add(Situation.BLOCKED)
    for situation in _SERIOUS_FIRST:
        if situation in found:
            return situation
    if found or facts.declared_progress == 100:
        return Situation.SETTLED
    return _assess_open(facts.period, awaited=facts.awaited, on=on, calendar=calendar)


def compute_progress(
    activities: Sequence[ActivityFacts],
    policy: str = ProgressPolicy.WITHOUT_CANCELLED,
) -> int | None:
    """Return the percentage that the activities add up to by their weights.

    A verified activity counts whole, an open one what was said of it; a cancelled one not at all,
    or as not done when the `policy` of the plan says so. None when nothing counts, and when the
    plan tells what was declared alone.
    """
    if policy == ProgressPolicy.DECLARED:
        return None
    counted = [
        each
        for each in activities
        if not each.is_residual
        and (each.state != ActivityState.CANCELLED or policy == ProgressPolicy.CANCELLED_NOT_DONE)
    ]
    if not counted:
        return None
    points = sum(each.weight * _count_points(each) for each in counted)
    return round(points / sum(each.weight for each in counted))


def compute_delivered(planned: int | None, delivered: int | None) -> int | None:
    """Return how much of the units planned was delivered, in percent; more than was planned shows.

    None while one of the two is not known, or nothing was planned.
    """
    if not planned or delivered is None:
        return None
    return round(100 * delivered / planned)


def _count_points(activity: ActivityFacts) -> int:
    if activity.state == ActivityState.CANCELLED:
        return 0
    return 100 if activity.state == ActivityState.VERIFIED else activity.progress or 0


def find_due_on(period: Period | None, calendar: Calendar | None) -> date | None:
    """Return the day the period is due, its last day while no working days are known there."""
    if period is None or calendar is None:
        return period.latest if period else None
    try:
        return compute_period_due_on(period, calendar)
    except EmptyCalendarError:
        return period.latest


def count_days_late(period: Period | None, *, on: date, calendar: Calendar | None) -> int:
    """Return by how many civil days the period is past on that day; 0 when it is not late."""
    due_on = find_due_on(period, calendar)
    if period is None or due_on is None or not is_late(due_on, period.latest, on=on):
        return 0
    return (on - max(due_on, period.latest or due_on)).days


def compute_slip(baseline: Period | None, current: Period | None) -> int | None:
    """Return by how many days the last day moved, None when one of the two has no last day."""
    if baseline is None or current is None or not baseline.latest or not current.latest:
        return None
    return (current.latest - baseline.latest).days


def _inherit(activity: ActivityFacts, period: Period | None) -> ActivityFacts:
    return activity if activity.period is not None else replace(activity, period=period)


def _assess_open(
    period: Period | None, *, awaited: int, on: date, calendar: Calendar | None
) -> Situation:
    due_on = find_due_on(period, calendar)
    if period is not None and is_late(due_on, period.latest, on=on):
        return Situation.LATE
    if awaited:
        return Situation.BLOCKED
    if due_on is None:
        return Situation.UNDATED
    if on >= _find_due_soon_on(due_on, calendar):
        return Situation.DUE
    return Situation.PLANNED


def _find_due_soon_on(due_on: date, calendar: Calendar | None) -> date:
    if calendar is None:
        return due_on - _DUE_SOON_DAYS
    try:
        return compute_rung_on(due_on, -DUE_SOON_WORKING_DAYS, calendar)
    except EmptyCalendarError:
        return due_on - _DUE_SOON_DAYS
