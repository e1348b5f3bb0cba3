"""The engine's side of a run: what is asked lies on a desk, and is taken from it again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflow.calendars import Calendar
from workflow.deadlines import Term
from workflow.engine.desks import compute_due, load_case_calendar, name_desk
from workflow.engine.reading import Case
from workflow.engine.request import Request
from workflow.models import Event, Round, Seat, WorkItem


@dataclass(frozen=True)
class Asking:
    """How the seats of a round are asked: until when, on which ladder, and one by one or not."""

    term: Term
    ladder: str
    sequential: bool = False


@dataclass
class Ending:
    """A run of which nothing is asked any longer, because of `event`."""

    event: Event

    def first_seats(self, run: Any) -> Sequence[Seat]:
        """Ask nobody."""
        return ()

    def next_seats(self) -> Sequence[Seat]:
        """Ask nobody."""
        return ()

    def open_items(self, asked: Sequence[tuple[Seat, Any]]) -> None:
        """Ask nothing."""

    def close_item(self, task: Any) -> None:
        """Take what the task asked from its desk."""
        WorkItem.objects.filter(task=task, closed_at__isnull=True).update(
            closed_at=self.event.recorded_at, closed_by=self.event
        )

    def is_settled(self) -> bool:
        """Say that nothing is settled."""
        return False

    def conclude(self) -> None:
        """End nothing."""


@dataclass
class Desks(Ending):
    """A run in which something is asked: it lies on the desk of a seat, with its due day."""

    case: Case
    opened: Round
    asking: Asking
    request: Request
    calendar: Calendar | None = None

    def open_items(self, asked: Sequence[tuple[Seat, Any]]) -> None:
        """Put what is asked of each seat on its desk; a seat that is asked again has it back."""
        due_on = self._compute_due()
        seats = [seat for seat, _task in asked]
        kept = {item.seat_id: item for item in WorkItem.objects.filter(seat__in=seats)}
        self._create_items([pair for pair in asked if pair[0].pk not in kept], due_on)
        for seat, task in asked:
            if seat.pk in kept:
                _reopen(kept[seat.pk], self._make_item(seat, task, due_on))

    def _compute_due(self) -> date | None:
        term = self.asking.term
        calendar = self.calendar or load_case_calendar([self.case], [term], self.request)
        return compute_due(self.case, term, self.request, calendar)

    def _create_items(self, asked: Sequence[tuple[Seat, Any]], due_on: date | None) -> None:
        WorkItem.objects.bulk_create(self._make_item(seat, task, due_on) for seat, task in asked)

    def _make_item(self, seat: Seat, task: Any, due_on: date | None) -> WorkItem:
        return WorkItem(
            subject_id=self.case.row.id,
            kind=self.opened.name,
            role=seat.role,
            person_id=seat.person_id,
            institution_id=seat.institution_id,
            desk=name_desk(seat.role, seat.person_id, seat.institution_id),
            round=self.opened,
            seat=seat,
            task=task,
            opened_at=self.request.now,
            opened_by=self.event,
            anchor_on=self.request.today,
            due_on=due_on,
            ladder_id=self.asking.ladder or None,
        )


def _reopen(item: WorkItem, anew: WorkItem) -> None:
    """Ask again by the same row, on which every rung may fire again."""
    item.task, item.desk = anew.task, anew.desk
    item.person_id, item.institution_id = anew.person_id, anew.institution_id
    item.anchor_on, item.due_on = anew.anchor_on, anew.due_on
    item.generation += 1
    item.next_rung, item.next_rung_on = "", None
    item.closed_at, item.closed_by = None, None
    item.save()
