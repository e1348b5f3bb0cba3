"""Everything the rules compare, read in one statement a table."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from workflow.models import (
    COUNTING,
    VOTING,
    Decision,
    Event,
    Round,
    RoundKind,
    Seat,
    Subject,
    Verdict,
    WorkItem,
)
from workflow.prepared import prepared
from workflow.rounds.settlement import Ballot


@dataclass(frozen=True)
class HeadRow:
    """The Event that the version of a subject names."""

    target: str
    hash: str


@dataclass(frozen=True)
class ItemRow:
    """An open work item."""

    id: int
    kind: str
    role: str
    round_id: int | None
    seat_id: int | None
    ends_with_state: bool


@dataclass(frozen=True)
class RoundRow:
    """A round: open, or the last of its name that ended."""

    id: int
    name: str
    kind: str
    outcome: str
    opened_at: datetime
    subject_version: int
    proposed_transition: str
    #: How far its run on viewflow has come; None when it has none.
    run_status: str | None
    #: How many seats its run still asks.
    open_tasks: int

    @property
    def is_record(self) -> bool:
        """Return whether a second person is asked about what a seat answered on paper."""
        return self.kind == str(RoundKind.RECORD)

    @property
    def is_countersign(self) -> bool:
        """Return whether a second person is asked."""
        return self.kind == str(RoundKind.COUNTERSIGN)


@dataclass(frozen=True)
class SeatRow:
    """A seat: what it has to do lies open or not; what it said, or said before, counts."""

    id: int
    is_open: bool
    was_asked: bool
    verdict: Verdict | None

    @property
    def has_decided(self) -> bool:
        """Return whether the seat has spoken."""
        return self.verdict is not None

    @property
    def ballot(self) -> Ballot:
        """Return what counts when the round is settled."""
        return Ballot(self.id, self.verdict)


@dataclass
class SubjectState:
    """One subject with all that must agree about it."""

    id: int
    kind: str
    state: str
    version: int
    head_hash: str
    entered_at: datetime
    first_kind: str = ""
    head: HeadRow | None = None
    has_later_events: bool = False
    items: list[ItemRow] = field(default_factory=list)
    #: Kinds of what this state waited for and was done while it goes on.
    done: set[str] = field(default_factory=set)
    rounds: list[RoundRow] = field(default_factory=list)
    seats: dict[int, list[SeatRow]] = field(default_factory=dict)


def read_snapshot() -> Iterable[SubjectState]:
    """Return every subject with its head, its open items, its rounds and their seats."""
    found = {values[0]: SubjectState(*values) for values in _list_subjects()}
    if found:
        _add_events(found)
        _add_items(found)
        _add_rounds(found)
    return found.values()


@prepared
def _list_subjects() -> QuerySet[Subject, tuple[Any, ...]]:
    columns = ("pk", "kind", "state", "version", "head_hash", "entered_at")
    return Subject.objects.order_by("pk").values_list(*columns)


def _add_events(found: dict[int, SubjectState]) -> None:
    for subject, kind in _list_firsts():
        found[subject].first_kind = kind
    for subject, target, digest in _list_heads():
        found[subject].head = HeadRow(target, digest)
    for subject in _list_later():
        found[subject].has_later_events = True


@prepared
def _list_firsts() -> QuerySet[Event, tuple[int, str]]:
    return Event.objects.filter(seq=1).order_by().values_list("subject_id", "kind")


@prepared
def _list_heads() -> QuerySet[Event, tuple[int, str, str]]:
    heads = Event.objects.filter(seq=F("subject__version")).order_by()
    return heads.values_list("subject_id", "target", "hash")


@prepared
def _list_later() -> QuerySet[Event, int]:
    later = Event.objects.filter(seq__gt=F("subject__version")).order_by()
    return later.values_list("subject_id", flat=True)


def _add_items(found: dict[int, SubjectState]) -> None:
    for subject, *values in _list_opened():
        found[subject].items.append(ItemRow(*values))
    for subject, kind in _list_done():
        found[subject].done.add(kind)


@prepared
def _list_opened() -> QuerySet[WorkItem, tuple[Any, ...]]:
    columns = ("pk", "kind", "role", "round_id", "seat_id", "ends_with_state")
    # What a rung opened, its own rule looks at.
    opened = WorkItem.objects.filter(closed_at__isnull=True, escalation__isnull=True)
    return opened.order_by("pk").values_list("subject_id", *columns)


@prepared
def _list_done() -> QuerySet[WorkItem, tuple[int, str]]:
    done = WorkItem.objects.filter(
        closed_at__isnull=False,
        ends_with_state=True,
        seat__isnull=True,
        opened_at__gte=F("subject__entered_at"),
    )
    return done.order_by().values_list("subject_id", "kind")


def _add_rounds(found: dict[int, SubjectState]) -> None:
    owners: dict[int, int] = {}
    for subject, *values in _list_rounds():
        found[subject].rounds.append(RoundRow(*values))
        owners[values[0]] = subject
    for round_id, key, is_open, was_asked, verdict, carried in _list_seats():
        counts = str(Verdict.APPROVE) if carried is not None else verdict
        seat = SeatRow(
            key,
            is_open=is_open,
            was_asked=was_asked,
            verdict=Verdict(counts) if counts else None,
        )
        found[owners[round_id]].seats.setdefault(round_id, []).append(seat)


@prepared
def _list_rounds() -> QuerySet[Round, tuple[Any, ...]]:
    columns = (
        "pk",
        "name",
        "kind",
        "outcome",
        "opened_at",
        "subject_version",
        "proposed_transition",
        "run__status",
        "open_tasks",
    )
    asking = Q(run__task__flow_task_type="HUMAN", run__task__finished__isnull=True)
    rounds = Round.objects.annotate(open_tasks=Count("run__task", filter=asking)).order_by("pk")
    return rounds.values_list("subject_id", *columns)


@prepared
def _list_seats() -> QuerySet[Seat, tuple[Any, ...]]:
    said = Decision.objects.filter(COUNTING, seat=OuterRef("pk")).values("verdict")
    asked = Exists(WorkItem.objects.filter(seat=OuterRef("pk")))
    voting = Seat.objects.filter(VOTING)
    seats = voting.annotate(said=Subquery(said[:1]), waits=_waits(), asked=asked)
    return seats.order_by("rank", "pk").values_list(
        "round_id", "pk", "waits", "asked", "said", "carried_from_id"
    )


def _waits() -> Exists:
    return Exists(WorkItem.objects.filter(Q(seat=OuterRef("pk")), closed_at__isnull=True))
