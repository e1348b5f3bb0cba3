"""Why a sheet is being written again: what its owners said when they returned it."""

from dataclasses import dataclass
from datetime import date

from lifecycle.selectors.round_seats import SeatRead
from lifecycle.selectors.rounds import load_round
from lifecycle.selectors.seat_heirs import APPROVAL
from lifecycle.selectors.sheet_rights import WRITTEN_IN
from workflow.engine.reading import Case
from workflow.models import Round, RoundOutcome
from workflow.permissions import Grants


@dataclass(frozen=True)
class SheetReturn:
    """The round that returned a sheet, and the seats that said something with their decision."""

    round_id: int
    remarks: tuple[SeatRead, ...]


def find_return(case: Case, grants: Grants, *, today: date) -> SheetReturn | None:
    """Return what the owners said who returned the sheet, or None when they did not return it last.

    Who does not read the decisions of the round learns nothing of them here either.
    """
    if case.row.state not in WRITTEN_IN:
        return None
    ended = Round.objects.filter(subject=case.row.id, name=APPROVAL).order_by("-pk").first()
    if ended is None or ended.outcome != str(RoundOutcome.RETURNED):
        return None
    read = load_round(ended.pk, grants=grants, today=today)
    remarks = tuple(seat for seat in read.seats if seat.comment)
    return SheetReturn(read.id, remarks) if read.reads_all and remarks else None
