"""Lapse: a seat that stayed silent past its due day is passed over, where its round says so."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from workflow.engine.casting import Vote, cast_vote
from workflow.engine.reading import Case
from workflow.engine.request import Request, make_request
from workflow.exceptions import TransitionRefusedError
from workflow.machine.registry import list_machines
from workflow.models import COUNTING, Decision, Seat, Verdict, Via, WorkItem


@dataclass(frozen=True)
class Lapsing:
    """A seat that the clock passes over today."""

    subject_id: int
    kind: str
    reference: str
    round_name: str
    seat_id: int

    @property
    def name(self) -> str:
        """Return what the clock does, as the history will call it."""
        return f"{self.round_name}.{Verdict.LAPSE}"


def list_lapsing(*, today: date, seat_id: int | None = None) -> list[Lapsing]:
    """Return the seats whose day has passed, in ascending subject, in one statement."""
    watched = Q(pk__in=[])
    for kind, name in _list_watched():
        watched |= Q(subject__kind=kind, round__name=name)
    rows = WorkItem.objects.filter(watched, closed_at__isnull=True, due_on__lt=today)
    if seat_id is not None:
        rows = rows.filter(seat=seat_id)
    columns = ("subject", "subject__kind", "subject__reference", "round__name", "seat")
    found = rows.filter(seat__isnull=False, paused_at=None).order_by("subject", "seat__rank", "pk")
    return [Lapsing(*values) for values in found.values_list(*columns)]


def lapse(seat: Seat | int, *, via: Via = Via.CLOCK) -> Decision:
    """Pass over a seat that said nothing in time; the next one is asked, or the round is settled.

    Raises:
        SubjectNotFoundError: there is no such seat (404).
        TransitionRefusedError: its day has not passed, its round does not pass anybody over, the
            round is over, or the seat has decided (409).
    """
    return cast_vote(seat, Vote(verdict=Verdict.LAPSE), make_request(None, via=via), check=_check)


def _check(case: Case, seat: Seat, request: Request) -> None:
    declared = case.machine.rounds.get(seat.round.name)
    if declared is None or not declared.lapses:
        raise TransitionRefusedError(_("This round waits for every seat, however long it takes."))
    if seat.decisions.filter(COUNTING).exists():
        raise TransitionRefusedError(_("This seat has already decided."))
    if not list_lapsing(today=request.today, seat_id=seat.pk):
        raise TransitionRefusedError(_("Its day has not passed yet."))


def _list_watched() -> Iterator[tuple[str, str]]:
    for machine in list_machines():
        for name, declared in machine.rounds.items():
            if declared.lapses:
                yield machine.kind, name
