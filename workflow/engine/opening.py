"""Open a round: its seats are fixed, and what is asked of each lies on its desk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from workflow.calendars import Calendar
from workflow.engine.carrying import carry_over
from workflow.engine.procedure import Asking, Desks
from workflow.engine.reading import Case
from workflow.engine.request import Request
from workflow.engine.seats import check_eligible, needs_speakers
from workflow.exceptions import TransitionRefusedError
from workflow.machine.transitions import DeclaredRound, SeatPlan
from workflow.models import VOTING, Event, EventKind, Round, RoundKind, Seat
from workflow.rounds.running import ask_again, begin_run
from workflow.rounds.settlement import Rule


@dataclass(kw_only=True)
class Opening(Desks):
    """A round that opens: its row and its seats are written, then the seats are asked."""

    plans: Sequence[SeatPlan]
    #: Lets approvals of the very same text count again; None when there is nothing to settle.
    rule: Rule | None = None

    def first_seats(self, run: Any) -> Sequence[Seat]:
        """Write the round with its seats; return those that are asked first."""
        self.opened.run = run
        self.opened.save(force_insert=True)
        seats = [self._make_seat(rank, plan) for rank, plan in enumerate(self.plans, start=1)]
        if self.rule is not None:
            carry_over(self.opened, self.rule, seats)
        Seat.objects.bulk_create(seats)
        silent = [seat for seat in seats if seat.carried_from is None]
        return silent[:1] if self.asking.sequential else silent

    def open_items(self, asked: Sequence[tuple[Seat, Any]]) -> None:
        """Put what is asked of each seat on its desk."""
        due_on = self._compute_due()
        self._create_items(asked, due_on)

    def _make_seat(self, rank: int, plan: SeatPlan) -> Seat:
        return Seat(
            round=self.opened,
            rank=rank,
            role=plan.role.code,
            person_id=plan.person_id,
            institution_id=plan.institution_id,
            content_hash=plan.content_hash or self.opened.content_hash,
        )


def get_asking(declared: DeclaredRound) -> Asking:
    """Return how the seats of a declared round are asked."""
    return Asking(declared.term, declared.ladder, sequential=declared.sequential)


def open_declared_round(
    case: Case,
    declared: DeclaredRound,
    inputs: Mapping[str, Any],
    event: Event,
    request: Request,
    calendar: Calendar,
) -> None:
    """Open a round of the state that the subject has just entered.

    Raises:
        TransitionRefusedError: nobody could be asked; a silent wait is refused at once.
    """
    decides = declared.kind is RoundKind.DECIDING
    plans = declared.seats(case.facts, inputs)
    opened = Round(
        subject_id=case.row.id,
        name=declared.name,
        kind=str(declared.kind),
        opened_at=request.now,
        opened_by=request.actor,
        content_hash=declared.content_hash(case.facts) if declared.content_hash else "",
        subject_version=case.row.version,
    )
    # What is loaded from a file may wait for people who have no account yet, and so may a letter.
    if needs_speakers(declared) and event.kind != str(EventKind.LOAD):
        check_eligible(case, declared, plans)
    opening = Opening(
        event,
        case,
        opened,
        get_asking(declared),
        request,
        calendar,
        plans=plans,
        rule=declared.rule if decides else None,
    )
    open_round(opening)


def open_round(opening: Opening) -> Round:
    """Save the round with its seats, and ask those that are asked first.

    Raises:
        TransitionRefusedError: it would have no seat.
    """
    check_seated(opening.plans)
    if opening.rule is not None:
        begin_run(opening)
    else:
        opening.open_items([(seat, None) for seat in opening.first_seats(None)])
    return opening.opened


def check_seated(plans: Sequence[SeatPlan]) -> None:
    """Do nothing when the round would have a seat.

    Raises:
        TransitionRefusedError: it would have none.
    """
    if not plans:
        raise TransitionRefusedError(_("Nobody can be asked: no one holds a seat in this round."))


def list_unasked(opened: Round) -> list[Seat]:
    """Return the seats whose turn has not come, in their order."""
    waiting = Seat.objects.filter(VOTING, round=opened, work_item=None, carried_from=None)
    return list(waiting.order_by("rank", "pk"))


def ask_rest(
    case: Case, declared: DeclaredRound, opened: Round, event: Event, request: Request
) -> None:
    """Ask every seat that was not asked yet, without waiting for those before it."""
    desks = Desks(event, case, opened, get_asking(declared), request)
    ask_again(opened, list_unasked(opened), desks)
