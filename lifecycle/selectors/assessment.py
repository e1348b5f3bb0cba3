"""Assessment as people see it: an assessor's seats, and how far each round of a plan has come."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from lifecycle.models import Criterion, Proposal
from lifecycle.selectors.proposal_surroundings import ASSESSMENT
from lifecycle.vocabulary import ProposalState
from workflow.exceptions import SubjectNotFoundError
from workflow.models import Decision, Round, Seat, Verdict


class SeatStatus(StrEnum):
    """What has become of a seat."""

    #: Its assessor is waited for.
    OPEN = "open"
    SCORED = "scored"
    ABSTAINED = "abstained"
    #: The round ended, or the seat was stood down, before it said anything.
    CLOSED = "closed"


@dataclass(frozen=True)
class SeatLine:
    """A seat in the list of its assessor. Days are civil days of the installation."""

    id: int
    proposal_id: int
    reference: str
    title: str
    language: str
    plan: str
    due_on: date | None
    decided_at: datetime | None
    status: SeatStatus


@dataclass(frozen=True)
class OpenSeat:
    """A seat as its assessor fills it in; `criteria` in the order of the plan."""

    seat: Seat
    proposal: Proposal
    criteria: Sequence[Criterion]
    status: SeatStatus
    decision: Decision | None
    due_on: date | None
    #: The points given, by criterion; empty until the seat has scored.
    points: dict[int, int]


@dataclass(frozen=True)
class AwaitedAssessor:
    """An assessor who has not said anything yet, and the item by which they are reminded."""

    name: str
    item_id: int | None


@dataclass(frozen=True)
class RoundLine:
    """How far the assessment of one proposal has come."""

    proposal_id: int
    reference: str
    title: str
    language: str
    due_on: date | None
    seats: int
    decided: int
    awaited: Sequence[AwaitedAssessor]

    @property
    def is_over(self) -> bool:
        """Return whether everybody has said something."""
        return self.decided == self.seats


@dataclass(frozen=True)
class Assessed:
    """A proposal that was assessed at least once."""

    id: int
    reference: str
    title: str
    language: str
    state: str


def list_seats(person_id: int | None) -> list[SeatLine]:
    """Return the seats of a person: the open ones first, by due day; one statement."""
    rows = (
        _with_decision(Seat.objects.filter(person=person_id, round__name=ASSESSMENT))
        .annotate(
            due_on=F("work_item__due_on"),
            still_open=Q(work_item__closed_at__isnull=True) & Q(round__outcome=""),
        )
        .order_by("-still_open", F("due_on").asc(nulls_last=True), "-pk")
        .values_list(*_SEAT_COLUMNS)
    )
    return [_as_line(*values) for values in rows]


def has_seats(person_id: int | None) -> bool:
    """Return whether the person was ever asked to score; one statement."""
    return Seat.objects.filter(person=person_id, round__name=ASSESSMENT).exists()


def get_seat(seat_id: int, person_id: int | None) -> OpenSeat:
    """Return a seat of this person with all it takes to fill it in.

    Raises:
        SubjectNotFoundError: there is no such seat, or it is somebody else's.
    """
    seat = (
        Seat.objects.filter(pk=seat_id, person=person_id, round__name=ASSESSMENT)
        .select_related("round", "work_item")
        .first()
    )
    if seat is None:
        raise SubjectNotFoundError(_("There is nothing here under this number."))
    proposal = Proposal.objects.select_related("plan", "theme").get(pk=seat.round.subject_id)
    decision = seat.decisions.order_by("-pk").first()
    item = getattr(seat, "work_item", None)
    return OpenSeat(
        seat=seat,
        proposal=proposal,
        criteria=list(Criterion.objects.filter(plan=proposal.plan_id).order_by("rank", "code")),
        status=_find_status(decision.verdict if decision else None, seat.round.outcome),
        decision=decision,
        due_on=item.due_on if item is not None else None,
        points=_read_points(seat_id),
    )


def list_rounds(plan_id: int) -> list[RoundLine]:
    """Return the present assessments of a plan, those that are due first on top; one statement."""
    latest = (
        Round.objects.filter(
            name=ASSESSMENT, subject__parent=plan_id, subject__state=ProposalState.IN_ASSESSMENT
        )
        .values("subject_id")
        .annotate(latest=Max("pk"))
        .values("latest")
    )
    seats = (
        _with_decision(Seat.objects.filter(round__in=latest))
        .select_related("person", "round__subject__proposal", "work_item")
        .order_by(F("work_item__due_on").asc(nulls_last=True), "round__subject_id", "rank")
    )
    by_round: dict[int, list[Seat]] = {}
    for seat in seats:
        by_round.setdefault(seat.round_id, []).append(seat)
    return [_describe_round(members) for members in by_round.values()]


def list_assessed(plan_id: int) -> list[Assessed]:
    """Return the proposals of a plan that were ever assessed; one statement."""
    rounds = Round.objects.filter(name=ASSESSMENT, subject__parent=plan_id)
    rows = Proposal.objects.filter(pk__in=rounds.values("subject")).order_by("reference", "pk")
    return [
        Assessed(*values)
        for values in rows.values_list("pk", "reference", "title", "language", "state")
    ]


def list_hidden(person_id: int | None) -> frozenset[int]:
    """Return the proposals whose scores a person must not see yet: they have not given theirs."""
    waited = Seat.objects.filter(
        person=person_id, round__name=ASSESSMENT, round__outcome="", decisions=None
    )
    return frozenset(waited.values_list("round__subject_id", flat=True))


_SEAT_COLUMNS = (
    "pk",
    "round__subject_id",
    "round__subject__reference",
    "round__subject__proposal__title",
    "round__subject__proposal__language",
    "round__subject__proposal__plan__code",
    "due_on",
    "decided_on",
    "verdict",
    "round__outcome",
)


def _as_line(*values: Any) -> SeatLine:
    *columns, verdict, outcome = values
    return SeatLine(*[*columns, _find_status(verdict, outcome)])


def _with_decision(seats: QuerySet[Seat]) -> QuerySet[Seat]:
    latest = Decision.objects.filter(seat=OuterRef("pk")).order_by("-pk")
    return seats.annotate(
        verdict=Subquery(latest.values("verdict")[:1]),
        decided_on=Subquery(latest.values("decided_at")[:1]),
    )


def _find_status(verdict: str | None, outcome: str) -> SeatStatus:
    if verdict is None:
        return SeatStatus.CLOSED if outcome else SeatStatus.OPEN
    return SeatStatus.ABSTAINED if verdict == str(Verdict.ABSTAIN) else SeatStatus.SCORED


def _read_points(seat_id: int) -> dict[int, int]:
    scores = Criterion.objects.filter(scores__assessment__seat=seat_id)
    return dict(scores.order_by().values_list("pk", "scores__points"))


def _describe_round(seats: Sequence[Seat]) -> RoundLine:
    first = seats[0]
    proposal = first.round.subject.proposal
    return RoundLine(
        proposal_id=proposal.pk,
        reference=proposal.reference,
        title=proposal.title,
        language=proposal.language,
        due_on=_find_due(seats),
        seats=len(seats),
        decided=sum(getattr(seat, "verdict", None) is not None for seat in seats),
        awaited=[_name(seat) for seat in seats if getattr(seat, "verdict", None) is None],
    )


def _find_due(seats: Iterable[Seat]) -> date | None:
    days = [item.due_on for seat in seats if (item := getattr(seat, "work_item", None))]
    return min((day for day in days if day is not None), default=None)


def _name(seat: Seat) -> AwaitedAssessor:
    item = getattr(seat, "work_item", None)
    return AwaitedAssessor(str(seat.person), item.pk if item is not None else None)
