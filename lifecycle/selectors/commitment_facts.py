"""What the machine of a commitment knows of it, each thing read when first asked."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, QuerySet

from lifecycle.models import Activity, Attachment, Commitment
from lifecycle.selectors.activities import find_calendar, read_plannings
from lifecycle.selectors.porters import Porters, read_porters
from lifecycle.selectors.replanning_pauses import read_pauses
from lifecycle.selectors.standing import find_due_on
from lifecycle.vocabulary import ActivityState, AttachmentPurpose
from workflow.machine import Facts, SubjectRow
from workflow.machine.later import LaterMapping
from workflow.prepared import prepared

_DONE = [ActivityState.VERIFIED.value, ActivityState.CANCELLED.value]


@dataclass(frozen=True)
class Own:
    """What the row of a commitment, and that of its plan, say."""

    plan_id: int | None = None
    plan_state: str = ""
    review_on: date | None = None


@dataclass(frozen=True)
class Counts:
    """How many activities of a commitment stand where."""

    open_activities: int = 0
    begun_activities: int = 0
    cancelled_activities: int = 0


class Surroundings:
    """Everything around some commitments: each group is read once, when first asked (ADR 0016)."""

    def __init__(self, rows: Sequence[SubjectRow], today: date) -> None:
        self._today = today
        self._ids = [row.id for row in rows]

    @cached_property
    def own(self) -> dict[int, Own]:
        return {key: Own(*values) for key, *values in _list_own(self._ids)}

    @cached_property
    def counts(self) -> dict[int, Counts]:
        return {key: Counts(*counts) for key, *counts in _count_activities(self._ids)}

    @cached_property
    def evidence(self) -> dict[int, int]:
        return _count_evidence(self._ids)

    @cached_property
    def days(self) -> dict[int, Mapping[str, date | None]]:
        return _find_days(self._ids, today=self._today)

    @cached_property
    def porters(self) -> Mapping[int, Porters]:
        return read_porters(self._ids, on=self._today)

    @cached_property
    def pauses(self) -> Mapping[int, str]:
        return read_pauses(self._ids)


@dataclass(frozen=True, kw_only=True)
class CommitmentFacts(Facts):
    """A commitment, its plan, its activities counted, and the evidence kept for them."""

    around: Surroundings = field(
        default_factory=lambda: Surroundings((), date.min), repr=False, compare=False
    )

    @property
    def _own(self) -> Own:
        return self.around.own.get(self.subject.id, Own(plan_id=self.subject.parent_id))

    @property
    def _counts(self) -> Counts:
        return self.around.counts.get(self.subject.id, Counts())

    @property
    def plan_id(self) -> int | None:
        """Return its plan; of one that is not born yet, the one it would be born in."""
        return self._own.plan_id

    @property
    def plan_state(self) -> str:
        """Return where its plan stands."""
        return self._own.plan_state

    @property
    def open_activities(self) -> int:
        """Return how many of its activities are neither verified nor cancelled."""
        return self._counts.open_activities

    @property
    def begun_activities(self) -> int:
        """Return how many of its activities have begun."""
        return self._counts.begun_activities

    @property
    def cancelled_activities(self) -> int:
        """Return how many of its activities were cancelled."""
        return self._counts.cancelled_activities

    @property
    def evidence(self) -> int:
        """Return how many proofs are kept with it or with its activities."""
        return self.around.evidence.get(self.subject.id, 0)


def load_commitment_facts(
    rows: Sequence[SubjectRow], *, today: date
) -> Mapping[int, CommitmentFacts]:
    """Return the facts of each commitment by id; one that is not born yet has nobody and no day.

    Nothing is read before it is asked for.
    """
    around = Surroundings(rows, today)
    return {row.id: _make_facts(row, around, today) for row in rows}


def _make_facts(row: SubjectRow, around: Surroundings, today: date) -> CommitmentFacts:
    key = row.id
    return CommitmentFacts(
        subject=row,
        today=today,
        institutions=LaterMapping(lambda: around.porters.get(key, Porters()).institutions),
        people=LaterMapping(lambda: around.porters.get(key, Porters()).people),
        milestones=LaterMapping(
            lambda: {
                **around.days.get(key, _NO_DAYS),
                "review_date": around.own.get(key, Own()).review_on,
            }
        ),
        pauses=LaterMapping(
            lambda: dict.fromkeys(_NO_DAYS, around.pauses[key]) if key in around.pauses else {}
        ),
        around=around,
    )


_NO_DAYS: Mapping[str, date | None] = {"first_period": None, "last_period": None}


@prepared
def _list_own(commitments: Iterable[int]) -> QuerySet[Commitment, tuple[Any, ...]]:
    rows = Commitment.objects.filter(pk__in=commitments)
    return rows.values_list("pk", "plan", "plan__state", "review_on")


@prepared
def _count_activities(commitments: Iterable[int]) -> QuerySet[Activity, tuple[int, int, int, int]]:
    is_cancelled = Q(state=ActivityState.CANCELLED.value)
    is_open = ~Q(state__in=_DONE) & Q(residual_after_completion=False)
    has_begun = ~Q(state=ActivityState.PLANNED.value) & ~is_cancelled
    rows = Activity.objects.filter(commitment__in=commitments).values_list("commitment")
    return rows.annotate(
        open_activities=Count("pk", filter=is_open),
        begun_activities=Count("pk", filter=has_begun),
        cancelled_activities=Count("pk", filter=is_cancelled),
    )


def _count_evidence(ids: Iterable[int]) -> dict[int, int]:
    """Count the proofs kept with each commitment or with its activities."""
    keys = list(ids)
    return Counter([*_list_proved(keys), *_list_proved_by_activities(keys)])


@prepared
def _list_proved(commitments: Iterable[int]) -> QuerySet[Attachment, int]:
    kept = Attachment.objects.filter(purpose=AttachmentPurpose.EVIDENCE.value)
    return kept.filter(subject__in=commitments).values_list("subject", flat=True)


@prepared
def _list_proved_by_activities(commitments: Iterable[int]) -> QuerySet[Attachment, int]:
    kept = Attachment.objects.filter(purpose=AttachmentPurpose.EVIDENCE.value)
    proving = kept.filter(subject__activity__commitment__in=commitments)
    return proving.values_list("subject__activity__commitment", flat=True)


def _find_days(ids: Sequence[int], *, today: date) -> dict[int, Mapping[str, date | None]]:
    """Return when the first and the last of the open activities of each commitment are due."""
    owners = {key: key for key in ids} | dict(_list_open(ids))
    plannings = read_plannings(owners)
    calendar = find_calendar(plannings.values(), on=today)
    due: dict[int, list[date]] = {}
    for key, planning in plannings.items():
        day = find_due_on(planning.current, calendar)
        if day is not None:
            due.setdefault(owners[key], []).append(day)
    return {key: {"first_period": min(days), "last_period": max(days)} for key, days in due.items()}


@prepared
def _list_open(commitments: Iterable[int]) -> QuerySet[Activity, tuple[int, int]]:
    open_ones = Activity.objects.filter(commitment__in=commitments).exclude(state__in=_DONE)
    return open_ones.values_list("pk", "commitment")
