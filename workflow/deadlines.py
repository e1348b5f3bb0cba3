"""When something is due: terms as values, and the counting rule of periods, rungs and lateness.

Everything here is pure: days come in, days go out, in the civil time of the installation.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TypeAlias

from workflow.calendars import Calendar
from workflow.periods.model import Period
from workflow.terms import (
    FirstOf,
    Milestone,
    StageEnd,
    Term,
    WorkingDays,
    first_of,
    milestone,
    stage_end,
    stage_start,
    working_days,
)

__all__ = [
    "FirstOf",
    "Milestone",
    "Milestones",
    "StageEnd",
    "Term",
    "WorkingDays",
    "compute_due_on",
    "compute_late_from",
    "compute_period_due_on",
    "compute_rung_on",
    "compute_undated_since",
    "first_of",
    "is_late",
    "list_milestones",
    "milestone",
    "stage_end",
    "stage_start",
    "working_days",
]

#: The day of each milestone a term may need, by code; None while it is not known.
Milestones: TypeAlias = Mapping[str, date | None]


def list_milestones(term: Term) -> tuple[str, ...]:
    """Return the codes of the milestones `term` needs, to be given to `compute_due_on`."""
    return term.list_milestones()


def compute_due_on(
    term: Term, *, anchor_on: date, calendar: Calendar, milestones: Milestones
) -> date | None:
    """Return the last day on which the act may still be done, None while it has no date.

    1. The day of opening, `anchor_on`, does not count.
    2. A number of working days ends on the n-th working day after the anchor.
    3. The end of a stage, or a milestone, that is not worked moves forward to a working day:
       nobody loses an hour because a feast fell on the last day.
    4. A milestone `plus` n is the n-th working day after it.
    5. The first of several terms is the earliest that has a date.

    Raises:
        EmptyCalendarError: the count leaves the days the calendar knows.
        ValueError: `milestones` does not name a code the term needs (None means not known yet).
    """
    match term:
        case WorkingDays():
            return _compute_working_days(term, anchor_on, calendar, milestones)
        case StageEnd() | Milestone():
            return _compute_milestone(term, calendar, milestones)
        case FirstOf():
            due = [
                compute_due_on(one, anchor_on=anchor_on, calendar=calendar, milestones=milestones)
                for one in term.terms
            ]
            return min((day for day in due if day is not None), default=None)


def _compute_working_days(
    term: WorkingDays, anchor_on: date, calendar: Calendar, milestones: Milestones
) -> date | None:
    if not term.not_before:
        return calendar.add_working_days(anchor_on, term.count)
    opens_on = _get_milestone(term.not_before, milestones)
    if opens_on is None:
        return None
    return calendar.add_working_days(max(anchor_on, opens_on), term.count)


def _compute_milestone(
    term: StageEnd | Milestone, calendar: Calendar, milestones: Milestones
) -> date | None:
    day = _get_milestone(term.milestone_code, milestones)
    if day is None:
        return None
    if term.plus:
        return calendar.add_working_days(day, term.plus)
    return calendar.next_working_day(day)


def _get_milestone(code: str, milestones: Milestones) -> date | None:
    if code not in milestones:
        names = ", ".join(sorted(milestones)) or "none"
        raise ValueError(f"unknown milestone {code!r}, expected one of: {names}")
    return milestones[code]


def compute_period_due_on(period: Period, calendar: Calendar) -> date | None:
    """Return the day on which the first rung fires, None when the period is undated.

    The period's last day, moved forward to the next working day when the words name days, and
    back to the last working day when they name a longer span: "October" must not be asked for in
    November, and a day that turns out to be a feast must not be asked for before it.
    """
    if period.latest is None:
        return None
    if period.names_days:
        return calendar.next_working_day(period.latest)
    return calendar.previous_working_day(period.latest)


def compute_rung_on(due_on: date, offset: int, calendar: Calendar) -> date:
    """Return the day a rung fires: `offset` working days after `due_on`, before it if negative."""
    return calendar.add_working_days(due_on, offset)


def compute_late_from(due_on: date, last_day: date | None) -> date:
    """Return the first day on which the item is late: after the due day and the period's end."""
    return max(due_on, last_day or due_on) + timedelta(days=1)


def is_late(due_on: date | None, last_day: date | None, *, on: date) -> bool:
    """Say whether the item is late `on` that day.

    What has no due day is never late. It is not on time either: it is undated, and has its own
    ladder.
    """
    return due_on is not None and on >= compute_late_from(due_on, last_day)


def compute_undated_since(recorded_on: date, earliest: date | None) -> date:
    """Return the day from which an undated item ages: recorded, or the start it announced."""
    return max(recorded_on, earliest or recorded_on)
