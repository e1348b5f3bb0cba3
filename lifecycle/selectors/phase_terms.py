"""How long a phase of a proposal should take, and how long it has taken so far, in working days."""

from collections.abc import Iterable
from datetime import date
from statistics import median

from lifecycle.vocabulary import ProposalState
from workflow.calendars import Calendar
from workflow.exceptions import EmptyCalendarError
from workflow.machine.declaration import StateMachine
from workflow.machine.states import State, Waiting
from workflow.terms import FirstOf, Term, WorkingDays

#: States beside the road: what is written before it, questions, merges, second attempts.
DETOURS = frozenset(
    {
        ProposalState.DRAFT,
        ProposalState.NEEDS_DETAILS,
        ProposalState.MERGE_PROPOSED,
        ProposalState.TAKEN_UP,
        ProposalState.UNPORTED,
    }
)


def compute_phase_term(machine: type[StateMachine], phase: str) -> int | None:
    """Return the working days the states of a phase have together.

    None when one of them ends on a day nobody counts to, as a consultation does.
    """
    terms = [
        _longest(machine, state)
        for state in machine.states.values()
        if isinstance(state, Waiting) and state.phase == phase and state.name not in DETOURS
    ]
    known = [count for count in terms if count is not None]
    return sum(known) if known and len(known) == len(terms) else None


def count_working_days(since: date, *, until: date, calendar: Calendar | None) -> int | None:
    """Return how many working days have passed, None over days nobody has declared."""
    if calendar is None:
        return None
    try:
        return calendar.working_days_between(since, until)
    except EmptyCalendarError:
        return None


def compute_median(ages: Iterable[int | None]) -> int | None:
    """Return the median of the known ages, rounded down; None when none is known."""
    known = [age for age in ages if age is not None]
    return int(median(known)) if known else None


def _longest(machine: type[StateMachine], state: State) -> int | None:
    terms = [wait.term for wait in state.waits] if isinstance(state, Waiting) else []
    terms += [declared.term for declared in machine.list_rounds_in(state.name)]
    counts = [count for term in terms if (count := _count(term)) is not None]
    return max(counts, default=None)


def _count(term: Term | None) -> int | None:
    if isinstance(term, WorkingDays):
        return term.count
    if isinstance(term, FirstOf):
        return max((n for one in term.terms if (n := _count(one)) is not None), default=None)
    return None
