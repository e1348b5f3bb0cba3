"""What the machine of an activity knows of it, each thing read when first asked."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial
from typing import Any

from django.db.models import Count, QuerySet

from lifecycle.models import Activity, Attachment, Commitment
from lifecycle.selectors.activities import Planning, find_calendar, read_plannings
from lifecycle.selectors.porters import Porters, read_porters
from lifecycle.selectors.replanning_pauses import read_pauses
from lifecycle.selectors.standing import find_due_on
from lifecycle.vocabulary import AttachmentPurpose, CommitmentState
from lifecycle.vocabulary.roles import PORTER_MEMBER, PROJECT_LEAD, REPORTER
from workflow.deadlines import compute_undated_since
from workflow.machine import Facts, SubjectRow
from workflow.machine.later import KeyedValues, LaterMapping
from workflow.models import Event
from workflow.prepared import prepared

#: While its commitment is there, an activity can move.
_MOVING = frozenset({CommitmentState.NOT_STARTED, CommitmentState.IN_PROGRESS})
_NO_PERIOD: Mapping[str, date | None] = {"period_due": None, "undated_since": None}


class Surroundings:
    """Everything around some activities: each group is read once, when first asked (ADR 0016)."""

    def __init__(self, rows: Sequence[SubjectRow], today: date) -> None:
        self._today = today
        self._ids = [row.id for row in rows]
        #: The commitment of each, those that are not born yet included.
        self.parents = {row.id: row.parent_id for row in rows}
        self._commitments = {each for each in self.parents.values() if each is not None}

    @cached_property
    def commitment_states(self) -> dict[int, str]:
        return dict(_list_states(self._commitments))

    @cached_property
    def residual(self) -> frozenset[int]:
        return frozenset(_list_residual(self._ids))

    @cached_property
    def porters(self) -> Mapping[int, Porters]:
        return read_porters(self._commitments, on=self._today)

    @cached_property
    def reporters(self) -> dict[int, frozenset[int]]:
        return _read_reporters(self._ids)

    @cached_property
    def evidence(self) -> dict[int, int]:
        return dict(_count_evidence(self._ids))

    @cached_property
    def milestones(self) -> dict[int, dict[str, date | None]]:
        return _find_milestones(self._ids, today=self._today)

    @cached_property
    def pauses(self) -> Mapping[int, str]:
        return read_pauses(self._ids)


@prepared
def _list_states(commitments: Iterable[int]) -> QuerySet[Commitment, tuple[int, str]]:
    return Commitment.objects.filter(pk__in=commitments).values_list("pk", "state")


@prepared
def _list_residual(activities: Iterable[int]) -> QuerySet[Activity, int]:
    residual = Activity.objects.filter(pk__in=activities, residual_after_completion=True)
    return residual.values_list("pk", flat=True)


@prepared
def _count_evidence(activities: Iterable[int]) -> QuerySet[Attachment, tuple[int, int]]:
    kept = Attachment.objects.filter(
        subject__in=activities, purpose=AttachmentPurpose.EVIDENCE.value
    )
    return kept.values_list("subject").annotate(Count("pk"))


@dataclass(frozen=True, kw_only=True)
class ActivityFacts(Facts):
    """An activity, the state of its commitment, and the evidence kept for it."""

    around: Surroundings = field(
        default_factory=lambda: Surroundings((), date.min), repr=False, compare=False
    )

    @property
    def commitment_state(self) -> str:
        """Return where its commitment stands."""
        return self.around.commitment_states.get(self.subject.parent_id or 0, "")

    @property
    def is_residual(self) -> bool:
        """Return whether it goes on although its commitment is complete."""
        return self.subject.id in self.around.residual

    @property
    def evidence(self) -> int:
        """Return how many files are kept as evidence of it."""
        return self.around.evidence.get(self.subject.id, 0)

    @property
    def is_carried_out(self) -> bool:
        """Return whether its commitment moves, or it goes on although that one is complete."""
        return self.is_residual or self.commitment_state in _MOVING


def load_activity_facts(rows: Sequence[SubjectRow], *, today: date) -> Mapping[int, ActivityFacts]:
    """Return the facts of each activity by id; of one not born yet, those of its commitment.

    Nothing is read before it is asked for, but which activities never become late.
    """
    around = Surroundings(rows, today)
    return {row.id: _make_facts(row, around, today) for row in rows}


def _make_facts(row: SubjectRow, around: Surroundings, today: date) -> ActivityFacts:
    key = row.id
    porters = partial(_get_porters, around, key)
    return ActivityFacts(
        subject=row,
        today=today,
        institutions=LaterMapping(lambda: porters().institutions),
        people=KeyedValues(_PEOPLE, around, key),
        milestones=LaterMapping(lambda: around.milestones.get(key, _NO_PERIOD)),
        escalates=key not in around.residual,
        pauses=LaterMapping(
            lambda: {"period_due": around.pauses[key]} if key in around.pauses else {}
        ),
        around=around,
    )


def _get_porters(around: Surroundings, key: int) -> Porters:
    return around.porters.get(around.parents[key] or 0, Porters())


_PEOPLE: Mapping[str, Callable[[Surroundings, int], frozenset[int]]] = {
    PORTER_MEMBER.code: lambda around, key: _get_porters(around, key).members,
    PROJECT_LEAD.code: lambda around, key: _get_porters(around, key).project_leads,
    REPORTER.code: lambda around, key: around.reporters.get(key, frozenset()),
}


def _read_reporters(ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """Return who last said that each activity was done, and for whom they said it."""
    return {
        subject: frozenset({actor, principal} - {None})
        for subject, actor, principal in _list_reports(ids)
    }


@prepared
def _list_reports(activities: Iterable[int]) -> QuerySet[Event, tuple[int, Any, Any]]:
    reports = Event.objects.filter(subject__in=activities, name="report_done")
    return reports.order_by("subject", "seq").values_list("subject", "actor", "on_behalf_of")


def _find_milestones(ids: Sequence[int], *, today: date) -> dict[int, dict[str, date | None]]:
    """Return the due day of each period, and since when one that has none is undated."""
    plannings = read_plannings(ids)
    calendar = find_calendar(plannings.values(), on=today)
    return {
        key: {
            "period_due": find_due_on(planning.current, calendar),
            "undated_since": _find_undated_since(planning),
        }
        for key, planning in plannings.items()
    }


def _find_undated_since(planning: Planning) -> date | None:
    period, recorded_on = planning.current, planning.recorded_on
    if period is None or recorded_on is None or period.latest is not None:
        return None
    return compute_undated_since(recorded_on, period.earliest)
