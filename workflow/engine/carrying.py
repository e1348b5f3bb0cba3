"""Carry over: who approved the very text that comes back is not asked again."""

from collections.abc import Sequence

from workflow.models import COUNTING, Decision, Round, Seat, Verdict
from workflow.rounds.settlement import Ballot, Rule, Settlement, settle

#: Who holds a seat: the same one in another round of the same name is the same seat.
_Holder = tuple[str, int | None, int | None]


def carry_over(opened: Round, rule: Rule, seats: Sequence[Seat]) -> None:
    """Mark the seats whose last word, an approval, was about the very text they would be asked on.

    Never so many that nothing is left to decide: then the first of them are asked again.
    """
    if not any(seat.content_hash for seat in seats):
        return
    last = _read_last(opened)
    for seat in seats:
        decision = last.get(_get_holder(seat))
        if decision is not None and _is_current(decision, seat):
            seat.carried_from = decision
    carried = [seat for seat in seats if seat.carried_from is not None]
    while carried and settle(rule, _list_ballots(seats)) is not Settlement.OPEN:
        carried.pop(0).carried_from = None


def find_earlier_decision(seat: Seat) -> Decision | None:
    """Return what the holder of the seat last decided in an earlier round of the same name.

    Its `content_hash` is that of the text they read then.
    """
    earlier = Decision.objects.filter(
        COUNTING,
        seat__round__subject=seat.round.subject_id,
        seat__round__name=seat.round.name,
        seat__role=seat.role,
        seat__person=seat.person_id,
        seat__institution=seat.institution_id,
    )
    return earlier.exclude(seat=seat).exclude(verdict=str(Verdict.LAPSE)).order_by("-pk").first()


def _read_last(opened: Round) -> dict[_Holder, Decision]:
    """Return the last word of each holder in the rounds of this name, in one statement."""
    rows = Decision.objects.filter(
        COUNTING, seat__round__subject=opened.subject_id, seat__round__name=opened.name
    )
    return {_get_holder(each.seat): each for each in rows.select_related("seat").order_by("pk")}


def _is_current(decision: Decision, seat: Seat) -> bool:
    approves = decision.verdict == str(Verdict.APPROVE)
    return approves and bool(seat.content_hash) and decision.content_hash == seat.content_hash


def _get_holder(seat: Seat) -> _Holder:
    return (seat.role, seat.person_id, seat.institution_id)


def _list_ballots(seats: Sequence[Seat]) -> list[Ballot]:
    return [
        Ballot(rank, Verdict.APPROVE if seat.carried_from is not None else None)
        for rank, seat in enumerate(seats, start=1)
    ]
