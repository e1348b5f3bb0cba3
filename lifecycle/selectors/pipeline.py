"""The pipeline of a plan: what lies in each phase, for how long, and what holds it back.

A constant number of statements, whatever the number of proposals.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count

from lifecycle.models import ActionPlan, Uptake
from lifecycle.selectors.blocking import find_blocking
from lifecycle.selectors.open_items import OpenItem, read_open_items
from lifecycle.selectors.phase_terms import (
    compute_median,
    compute_phase_term,
    count_working_days,
)
from lifecycle.selectors.pipeline_rows import Row, read_rows
from lifecycle.vocabulary import PROPOSAL_PHASES, Phase, ProposalState
from workflow.calendars import Calendar
from workflow.engine.reading import Case, load_cases
from workflow.exceptions import EmptyCalendarError
from workflow.holidays import load_calendar
from workflow.machine.guards import Shortfall
from workflow.machine.registry import get_machine
from workflow.models import WorkItem
from workflow.permissions.grants import Grants

#: How many cards a column shows; the table shows all.
CARDS = 12
#: Up to so many proposals what holds them back is worked out for all; beyond, only when asked.
EXPLAINED = 400


@dataclass(frozen=True)
class Filters:
    """Which proposals of the plan are shown."""

    theme_id: int | None = None
    only_late: bool = False
    only_blocked: bool = False
    only_mine: bool = False


@dataclass(frozen=True)
class Counts:
    """How many proposals each filter alone would show; `blocked` is None while not worked out."""

    all: int
    late: int
    blocked: int | None
    mine: int


@dataclass(frozen=True)
class Column:
    """A phase of the board. Ages and the term are in working days, None while they are unknown."""

    phase: Phase
    rows: Sequence[Row]
    late: int
    median_age: int | None
    term: int | None

    @property
    def is_slow(self) -> bool:
        """Return whether half of what lies here has been here longer than it should."""
        return None not in (self.median_age, self.term) and (self.median_age or 0) > (
            self.term or 0
        )


@dataclass(frozen=True)
class Pipeline:
    """What the person sees of a plan's proposals, filtered. Dossiers, not the ideas they carry."""

    columns: Sequence[Column]
    counts: Counts
    #: Proposals set aside or ended, by state.
    aside: Mapping[str, int]
    #: Retained ideas that other dossiers carry on.
    taken_up: int
    calendar: Calendar | None = field(repr=False)

    def list_rows(self, phase: str = "") -> list[Row]:
        """Return the rows of one phase, or of all in the order of the phases."""
        return [row for each in self.columns if phase in ("", each.phase) for row in each.rows]

    def count_age(self, row: Row, *, today: date) -> int | None:
        """Return for how many working days the proposal has been in its phase."""
        return count_working_days(row.since, until=today, calendar=self.calendar)


@dataclass(frozen=True)
class Details:
    """What is said of one proposal besides its row: facts, who is waited for, what it carries."""

    case: Case
    waiting: Sequence[OpenItem]
    sources: int

    @property
    def blocking(self) -> Sequence[Shortfall]:
        """Return what holds the proposal back."""
        return find_blocking(self.case)


def read_pipeline(plan: ActionPlan, grants: Grants, filters: Filters, *, today: date) -> Pipeline:
    """Return the pipeline of the plan as this person sees it on this day."""
    rows = [row for row in read_rows(plan, grants, today=today) if _has_theme(row, filters)]
    road = [row for row in rows if row.phase and row.subject.state != ProposalState.TAKEN_UP]
    blocked = _find_blocked(road, filters, today)
    shown = [row for row in road if _passes(row, filters, blocked, today)]
    calendar = _load_calendar(shown, today)
    return Pipeline(
        columns=[_make_column(phase, shown, calendar, today) for phase in PROPOSAL_PHASES],
        counts=Counts(
            all=len(road),
            late=sum(row.is_late(on=today) for row in road),
            blocked=None if blocked is None else len(blocked),
            mine=sum(row.is_mine for row in road),
        ),
        aside=_count_aside(rows),
        taken_up=sum(row.subject.state == ProposalState.TAKEN_UP for row in rows),
        calendar=calendar,
    )


def read_details(rows: Sequence[Row], *, today: date) -> dict[int, Details]:
    """Return what is said of each of these proposals, in a constant number of statements."""
    ids = [row.id for row in rows]
    cases = load_cases([row.subject for row in rows], today=today)
    waiting: dict[int, list[OpenItem]] = {}
    items = WorkItem.objects.filter(subject__in=ids, closed_at__isnull=True)
    for item in read_open_items(items.order_by("due_on", "pk"), today=today):
        waiting.setdefault(item.subject_id, []).append(item)
    carried = Uptake.objects.filter(dossier__in=ids, released_at__isnull=True)
    sources = dict(carried.order_by().values_list("dossier_id").annotate(sources=Count("pk")))
    return {key: Details(cases[key], waiting.get(key, ()), sources.get(key, 0)) for key in ids}


def _has_theme(row: Row, filters: Filters) -> bool:
    return filters.theme_id in (None, row.theme_id)


def _find_blocked(road: Sequence[Row], filters: Filters, today: date) -> frozenset[int] | None:
    if len(road) > EXPLAINED and not filters.only_blocked:
        return None
    cases = load_cases([row.subject for row in road], today=today)
    return frozenset(key for key, case in cases.items() if find_blocking(case))


def _passes(row: Row, filters: Filters, blocked: frozenset[int] | None, today: date) -> bool:
    return (
        (not filters.only_late or row.is_late(on=today))
        and (not filters.only_mine or row.is_mine)
        and (not filters.only_blocked or row.id in (blocked or ()))
    )


def _load_calendar(rows: Iterable[Row], today: date) -> Calendar | None:
    start = min((row.since for row in rows), default=today)
    try:
        return load_calendar(start, (today - start).days)
    except EmptyCalendarError:
        return None


def _make_column(
    phase: Phase, shown: Iterable[Row], calendar: Calendar | None, today: date
) -> Column:
    rows = [row for row in shown if row.phase == phase]
    live = [row for row in rows if row.subject.state != ProposalState.ADOPTED]
    ages = [count_working_days(row.since, until=today, calendar=calendar) for row in live]
    return Column(
        phase=phase,
        rows=rows,
        late=sum(row.is_late(on=today) for row in rows),
        median_age=compute_median(ages),
        term=compute_phase_term(get_machine("proposal"), phase),
    )


def _count_aside(rows: Iterable[Row]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in rows:
        if not row.phase:
            counts[row.subject.state] = counts.get(row.subject.state, 0) + 1
    return counts
