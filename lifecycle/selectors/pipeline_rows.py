"""The proposals of a plan as the pipeline needs them: one statement, however many there are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, Min, OuterRef, Q, Subquery

from lifecycle.models import ActionPlan, Proposal
from lifecycle.selectors.visibility import proposals_visible_to
from lifecycle.vocabulary import PROPOSAL_PHASES, ProposalState
from workflow.clock import compute_civil_day
from workflow.machine.declaration import StateMachine
from workflow.machine.facts import SubjectRow
from workflow.machine.registry import get_machine
from workflow.machine.states import Waiting
from workflow.models import Event, WorkItem
from workflow.permissions.grants import Grants

#: Written by their authors, for whom alone they exist.
UNSEEN = (ProposalState.DRAFT.value, ProposalState.LAPSED.value)


@dataclass(frozen=True)
class Row:
    """A proposal on the board. `due_on` is the nearest due day of what is open, None if undated.

    `phase` is empty when it was set aside or ended; `since` is the day it came to this phase.
    """

    subject: SubjectRow
    title: str
    language: str
    theme_id: int | None
    phase: str
    due_on: date | None
    is_mine: bool
    since: date

    @property
    def id(self) -> int:
        """Return the key of the proposal."""
        return self.subject.id

    def is_late(self, *, on: date) -> bool:
        """Return whether something about it should have been done before this day."""
        return self.due_on is not None and self.due_on < on


def read_rows(plan: ActionPlan, grants: Grants, *, today: date) -> list[Row]:
    """Return the proposals of the plan that the person may see, drafts left out."""
    phases = map_phases(get_machine("proposal"))
    still_open = WorkItem.objects.filter(subject=OuterRef("pk"), closed_at__isnull=True)
    nearest = still_open.order_by().values("subject").annotate(day=Min("due_on")).values("day")
    came = Event.objects.filter(_crosses(phases), subject=OuterRef("pk")).order_by("-seq")
    rows = (
        Proposal.objects.filter(proposals_visible_to(grants, today=today), plan=plan)
        .exclude(state__in=UNSEEN)
        .annotate(
            nearest_due=Subquery(nearest),
            is_theirs=Exists(still_open.filter(desk__in=grants.desks)),
            came_at=Subquery(came.values("recorded_at")[:1]),
        )
        .order_by(F("nearest_due").asc(nulls_last=True), "entered_at", "pk")
        .values_list(*_COLUMNS, "title", "language", "theme_id", *_ANNOTATIONS)
    )
    return [_as_row(phases, values) for values in rows]


def map_phases(machine: type[StateMachine]) -> dict[str, str]:
    """Return the phase of each state the board shows: those somebody moves on, and adoption."""
    return {
        state.name: state.phase
        for state in machine.states.values()
        if state.phase and (isinstance(state, Waiting) or state.name == ProposalState.ADOPTED)
    }


_COLUMNS = ("pk", "kind", "reference", "parent_id", "state", "version", "head_hash", "entered_at")
_ANNOTATIONS = ("nearest_due", "is_theirs", "came_at")


def _crosses(phases: Mapping[str, str]) -> Q:
    """Return the filter of the Events that brought a proposal from one phase into another."""
    crossing = Q()
    for phase in PROPOSAL_PHASES:
        states = [name for name, its_phase in phases.items() if its_phase == phase]
        crossing |= Q(target__in=states) & ~Q(source__in=states)
    return crossing


def _as_row(phases: Mapping[str, str], values: tuple[Any, ...]) -> Row:
    *columns, title, language, theme_id, due_on, is_mine, came_at = values
    subject = SubjectRow(*columns)
    return Row(
        subject=subject,
        title=title,
        language=language,
        theme_id=theme_id,
        phase=phases.get(subject.state, ""),
        due_on=due_on,
        is_mine=is_mine,
        since=compute_civil_day(came_at or subject.entered_at),
    )
