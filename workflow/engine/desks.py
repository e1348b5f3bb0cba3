"""Desks and due days: where what is asked lies, until when, and which ladder it climbs."""

from collections.abc import Iterable, Sequence
from datetime import date

from workflow.calendars import Calendar
from workflow.deadlines import Term, compute_due_on
from workflow.engine.reading import Case
from workflow.engine.request import Request
from workflow.holidays import load_calendar
from workflow.machine.states import State, Wait, Waiting

#: How many days at least are known ahead: nothing closes offices for longer.
MARGIN_DAYS = 60
#: Civil days within which a working day is found for each one counted, holidays included.
_CIVIL_DAYS = 2


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


class DueDays:
    """The due days of many cases: a term counted from the same days is counted once."""

    def __init__(self, request: Request, calendar: Calendar) -> None:
        self._request = request
        self._calendar = calendar
        self._known: dict[tuple[Term, tuple[object, ...]], date | None] = {}

    def compute(self, case: Case, term: Term | None) -> date | None:
        """Return what `compute_due` returns."""
        if term is None:
            return None
        milestones = case.facts.milestones
        # What the machine does not know is an error, which None is not.
        days = tuple(milestones.get(code, ...) for code in term.list_milestones())
        if (term, days) not in self._known:
            due_on = compute_due(case, term, self._request, self._calendar)
            self._known[term, days] = due_on
        return self._known[term, days]


def choose_ladder(state: State, wait: Wait, due_on: date | None) -> str | None:
    """Return the code of the ladder that fits: an undated item climbs one of its own."""
    undated = state.undated_ladder if isinstance(state, Waiting) else ""
    dated = wait.ladder or (state.ladder if isinstance(state, Waiting) else "")
    return (undated if due_on is None and undated else dated) or None


def find_ladder(case: Case, wait: Wait, due_on: date | None) -> str | None:
    """Return the code of the ladder an item of this case climbs; None for what never gets late."""
    if not case.facts.escalates:
        return None
    return choose_ladder(case.machine.states[case.row.state], wait, due_on)


def compute_anchor(case: Case, due_on: date | None, *, opened_on: date) -> date:
    """Return the day an item is counted from: an undated one since it has been undated."""
    state = case.machine.states[case.row.state]
    if due_on is not None or not isinstance(state, Waiting) or not state.undated_from:
        return opened_on
    return case.facts.milestones.get(state.undated_from) or opened_on


def load_case_calendar(
    cases: Sequence[Case], terms: Iterable[Term | None], request: Request
) -> Calendar:
    """Return the working days that these terms count: what is loaded may have been due years ago.

    Only the milestones that the terms count from are looked at.
    """
    given = {term for term in terms if term is not None}
    codes = {code for term in given for code in term.list_milestones()}
    known = [case.facts.milestones.get(code) for case in cases for code in codes]
    days = [request.today, *(day for day in known if day is not None)]
    ahead = _CIVIL_DAYS * max((term.counted for term in given), default=0) + MARGIN_DAYS
    return load_calendar(min(days), (max(days) - min(days)).days + ahead)
