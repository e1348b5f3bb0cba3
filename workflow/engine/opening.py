"""Open a round: its seats are fixed, and what is asked of each lies on its desk."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from workflow.calendars import Calendar
from workflow.deadlines import Term
from workflow.engine.desks import compute_due, load_case_calendar, name_desk
from workflow.engine.reading import Case
from workflow.engine.request import Request
from workflow.exceptions import TransitionRefusedError
from workflow.machine.transitions import DeclaredRound, SeatPlan
from workflow.models import Event, Round, Seat, WorkItem


@dataclass(frozen=True)
class Asking:
    """How the seats of a round are asked: until when, on which ladder, and one by one or not."""

    term: Term
    ladder: str
    sequential: bool = False


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
    opened = Round(
        subject_id=case.row.id,
        name=declared.name,
        kind=str(declared.kind),
        opened_at=request.now,
        opened_by=request.actor,
        content_hash=declared.content_hash(case.facts) if declared.content_hash else "",
        subject_version=case.row.version,
    )
    plans = declared.seats(case.facts, inputs)
    asking = Asking(declared.term, declared.ladder, sequential=declared.sequential)
    open_round(case, opened, plans, asking, event=event, request=request, calendar=calendar)


def open_round(
    case: Case,
    opened: Round,
    plans: Sequence[SeatPlan],
    asking: Asking,
    *,
    event: Event,
    request: Request,
    calendar: Calendar | None = None,
) -> Round:
    """Save the round `opened` with its seats, and ask those that are asked first.

    Raises:
        TransitionRefusedError: it would have no seat.
    """
    if not plans:
        raise TransitionRefusedError(_("Nobody can be asked: no one holds a seat in this round."))
    opened.save(force_insert=True)
    seats = [_make_seat(opened, rank, plan) for rank, plan in enumerate(plans, start=1)]
    Seat.objects.bulk_create(seats)
    first = seats[:1] if asking.sequential else seats
    _ask(case, opened, first, asking, event, request, calendar)
    return opened


def ask_next(
    case: Case, declared: DeclaredRound, opened: Round, event: Event, request: Request
) -> None:
    """Ask the first seat that was not asked yet, in a round that asks one after the other."""
    if not declared.sequential:
        return
    asking = Asking(declared.term, declared.ladder, sequential=True)
    _ask(case, opened, list_unasked(opened)[:1], asking, event, request, None)


def ask_rest(
    case: Case, declared: DeclaredRound, opened: Round, event: Event, request: Request
) -> None:
    """Ask every seat that was not asked yet, without waiting for those before it."""
    asking = Asking(declared.term, declared.ladder)
    _ask(case, opened, list_unasked(opened), asking, event, request, None)


def list_unasked(opened: Round) -> list[Seat]:
    """Return the seats whose turn has not come, in their order."""
    waiting = Seat.objects.filter(round=opened, work_item=None, carried_from=None)
    return list(waiting.order_by("rank", "pk"))


def _ask(
    case: Case,
    opened: Round,
    seats: Iterable[Seat],
    asking: Asking,
    event: Event,
    request: Request,
    calendar: Calendar | None,
) -> None:
    due_on = compute_due(case, asking.term, request, calendar or load_case_calendar(case, request))
    WorkItem.objects.bulk_create(
        WorkItem(
            subject_id=case.row.id,
            kind=opened.name,
            role=seat.role,
            person_id=seat.person_id,
            institution_id=seat.institution_id,
            desk=name_desk(seat.role, seat.person_id, seat.institution_id),
            round=opened,
            seat=seat,
            opened_at=request.now,
            opened_by=event,
            anchor_on=request.today,
            due_on=due_on,
            ladder_id=asking.ladder or None,
        )
        for seat in seats
    )


def _make_seat(opened: Round, rank: int, plan: SeatPlan) -> Seat:
    return Seat(
        round=opened,
        rank=rank,
        role=plan.role.code,
        person_id=plan.person_id,
        institution_id=plan.institution_id,
        content_hash=plan.content_hash or opened.content_hash,
    )
