"""A round of decisions as one reader may know it; its statements never grow with its seats."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import F, Prefetch, QuerySet
from django.utils.translation import gettext as _

from lifecycle.selectors.comments import READERS
from lifecycle.selectors.institutions import list_heirs, read_successors
from lifecycle.selectors.readers import Reader, make_reader
from lifecycle.selectors.round_seats import SeatRead, SeatStatus, is_cut_off, read_seat
from lifecycle.selectors.visibility import INSTITUTION_READERS
from workflow.engine.reading import Case, load_case
from workflow.exceptions import SubjectNotFoundError
from workflow.machine.rights import holds
from workflow.machine.transitions import DeclaredRound
from workflow.models import Decision, Institution, Round, RoundKind, Seat
from workflow.permissions import Grants
from workflow.rounds.settlement import FIRST_ACCEPTANCE


@dataclass(frozen=True)
class RoundRead:
    """A round with the seats this reader may know: all of them, or none and only the counts.

    `row` is the domain's row of the subject, whose title is its text.
    """

    round: Round
    case: Case
    declared: DeclaredRound
    reader: Reader
    row: Any
    seats: tuple[SeatRead, ...]
    reads_all: bool
    #: Which institution took over from each that was succeeded, when a seat is held by such a one.
    successors: Mapping[int, int] = field(default_factory=dict)

    @property
    def id(self) -> int:
        """Return the number of the round."""
        return self.round.pk

    @property
    def label(self) -> str:
        """Return what the round is called, in the reader's language."""
        return str(self.declared.label)

    @property
    def is_open(self) -> bool:
        """Return whether it still runs."""
        return not self.round.outcome

    @property
    def is_cut_off(self) -> bool:
        """Return whether its subject moved on before the round had ended."""
        return is_cut_off(self.round)

    @property
    def asks_for_acceptance(self) -> bool:
        """Return whether its seats are candidates, of whom the first who accepts is taken."""
        return self.declared.rule is FIRST_ACCEPTANCE

    @property
    def due_on(self) -> date | None:
        """Return the day by which the next seat has to answer."""
        days = [seat.due_on for seat in self.seats if seat.is_open and seat.due_on is not None]
        return min(days, default=None)

    def count(self, *statuses: SeatStatus) -> int:
        """Return how many seats are in any of these."""
        return sum(seat.status in statuses for seat in self.seats)

    def find_seat(self, seat_id: int) -> SeatRead | None:
        """Return the seat of this number, or None when it is of another round."""
        return next((seat for seat in self.seats if seat.id == seat_id), None)

    def find_heir_beside(self, seat: SeatRead) -> Institution | None:
        """Return the heir of the holder when it has a seat of its own in the round, or None."""
        holder_id = seat.row.institution_id
        if holder_id is None or holder_id not in self.successors:
            return None
        heir_id = list_heirs(holder_id, self.successors)[-1]
        beside = (each.row for each in self.seats if each.row.joined_to_id is None)
        return next(
            (
                each.institution
                for each in beside
                if each.institution_id == heir_id and each.role == seat.row.role
            ),
            None,
        )


@dataclass(frozen=True)
class RoundLine:
    """A round of a subject, as a list names it."""

    id: int
    label: str
    opened_at: datetime
    closed_at: datetime | None


def load_round(round_id: int, *, grants: Grants, today: date) -> RoundRead:
    """Return a deciding round as the holder of `grants` may know it.

    Raises:
        SubjectNotFoundError: there is none, or they may not see its subject (404).
    """
    opened = Round.objects.filter(pk=round_id, kind=str(RoundKind.DECIDING)).first()
    if opened is None:
        raise _make_unknown()
    case = load_case(opened.subject_id, today=today)
    declared = case.machine.rounds.get(opened.name)
    if declared is None or not case.machine.sees(grants, case.facts):
        raise _make_unknown()
    rows = list(_with_rows(Seat.objects.filter(round=opened)))
    reader = make_reader(case, grants)
    return RoundRead(
        round=opened,
        case=case,
        declared=declared,
        reader=reader,
        row=case.machine.get_model()._default_manager.get(pk=case.row.id),
        seats=tuple(read_seat(row, opened, reader) for row in rows),
        reads_all=_reads_all(case, grants, rows),
        successors=_read_successors(rows),
    )


def get_seat(round_id: int, seat_id: int) -> Seat:
    """Return a seat of this deciding round; who scores or confirms answers in another way.

    Raises:
        SubjectNotFoundError: the round has no such seat (404).
    """
    kind = str(RoundKind.DECIDING)
    seat = Seat.objects.filter(pk=seat_id, round=round_id, round__kind=kind).first()
    if seat is None:
        raise _make_unknown()
    return seat


def list_other_rounds(read: RoundRead) -> list[RoundLine]:
    """Return the other deciding rounds of the same subject, the latest first; one statement."""
    machine, subject_id = read.case.machine, read.case.row.id
    rows = (
        Round.objects.filter(subject=subject_id, kind=str(RoundKind.DECIDING))
        .exclude(pk=read.id)
        .order_by("-pk")
    )
    return [
        RoundLine(
            id=row.pk,
            label=str(machine.rounds[row.name].label),
            opened_at=row.opened_at,
            closed_at=row.closed_at,
        )
        for row in rows
        if row.name in machine.rounds
    ]


def find_successor(seat_id: int) -> Seat | None:
    """Return the open seat of the same holder in the round that runs now, when it is another one.

    A text that changed is asked about in a new round: who still has the old page finds it here.
    """
    seat = Seat.objects.select_related("round").get(pk=seat_id)
    return (
        Seat.objects.filter(
            round__subject=seat.round.subject_id,
            round__name=seat.round.name,
            round__outcome="",
            work_item__closed_at__isnull=True,
            role=seat.role,
            institution=seat.institution_id,
            person=seat.person_id,
        )
        .exclude(round=seat.round_id)
        .first()
    )


def _read_successors(seats: Iterable[Seat]) -> Mapping[int, int]:
    """Return who took over from whom; one statement, where a holder was taken over at all."""
    holders = [seat.institution for seat in seats if seat.institution is not None]
    return read_successors() if any(each.succeeded_by_id for each in holders) else {}


def _reads_all(case: Case, grants: Grants, seats: Iterable[Seat]) -> bool:
    """Return whether they read who said what: those with a part in the subject or in the round.

    Everybody else who sees the subject reads how it ended, and the counts.
    """
    if any(holds(role, grants, case.facts) for role in READERS):
        return True
    own = grants.institutions_of(*INSTITUTION_READERS)
    return any(
        seat.institution_id in own
        or (seat.person_id is not None and seat.person_id == grants.person_id)
        for seat in seats
    )


def _with_rows(seats: QuerySet[Seat]) -> QuerySet[Seat]:
    people = ("decided_by", "on_behalf_of", "event__body", "event__confirmed_by", "seat")
    decisions = Decision.objects.select_related(*people).order_by("pk")
    carried = [f"carried_from__{each}" for each in people]
    return (
        seats.select_related("institution", "person", "work_item", "carried_from", *carried)
        .prefetch_related("institution__names", Prefetch("decisions", decisions))
        .order_by(F("rank").asc(), "pk")
    )


def _make_unknown() -> SubjectNotFoundError:
    return SubjectNotFoundError(_("There is nothing here under this number."))
