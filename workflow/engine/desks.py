"""Desks and due days: where what is asked lies, and until when."""

from datetime import date

from workflow.calendars import Calendar
from workflow.deadlines import Term, compute_due_on
from workflow.engine.reading import Case
from workflow.engine.request import Request
from workflow.holidays import load_calendar

#: How far ahead due days are computed: a year and a half covers every declared term.
CALENDAR_DAYS = 550


def name_desk(role: str, person_id: int | None, institution_id: int | None) -> str:
    """Return the desk an item lies on: of a person, of a role of an institution, or of a role."""
    if person_id is not None:
        return f"person:{person_id}"
    if institution_id is not None:
        return f"{role}:{institution_id}"
    return role


def compute_due(case: Case, term: Term | None, request: Request, calendar: Calendar) -> date | None:
    """Return the last day of the term, counted from today; None while it is not known."""
    if term is None:
        return None
    return compute_due_on(
        term, anchor_on=request.today, calendar=calendar, milestones=case.facts.milestones
    )


def load_case_calendar(case: Case, request: Request) -> Calendar:
    """Return the working days its terms may count: what is loaded may have been due years ago."""
    known = (day for day in case.facts.milestones.values() if day is not None)
    days = [request.today, *known]
    return load_calendar(min(days), (max(days) - min(days)).days + CALENDAR_DAYS)
