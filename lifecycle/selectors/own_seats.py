"""A seat before whoever may speak from it: the text, what changed in it, what they can say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from lifecycle.selectors.round_choices import Choice, list_choices
from lifecycle.selectors.round_seats import SeatRead
from lifecycle.selectors.round_sections import (
    ChangedText,
    Section,
    compare_sections,
    put_own_language_first,
)
from lifecycle.selectors.round_texts import read_sections
from lifecycle.selectors.rounds import RoundRead
from workflow.engine import seats
from workflow.models import Decision, Verdict
from workflow.permissions import Grants


@dataclass(frozen=True)
class Text:
    """What a seat decides on, and the hash that a decision is bound to."""

    sections: tuple[Section, ...]
    content_hash: str

    @property
    def short_hash(self) -> str:
        """Return what people compare at a glance."""
        return self.content_hash[:12]


@dataclass(frozen=True)
class Earlier:
    """What the same holder said of another state of the text, and what changed since.

    `is_kept`: that state can still be read.
    """

    verdict: Verdict
    comment: str
    decided_at: datetime
    changes: tuple[ChangedText, ...]
    is_kept: bool


@dataclass(frozen=True)
class OwnSeat:
    """A seat the person may speak from. `refusal` says why they, of all its holders, must not."""

    seat: SeatRead
    choices: tuple[Choice, ...]
    refusal: str = ""


@dataclass(frozen=True)
class Sitting:
    """Somebody before a round: the seats they speak from, and the one whose text they read.

    `place` is that seat when they may speak from it now, None when they only read.
    """

    own: tuple[OwnSeat, ...]
    place: OwnSeat | None
    seat: SeatRead | None
    text: Text | None


def sit(read: RoundRead, grants: Grants, *, actor_id: int | None, seat_id: int = 0) -> Sitting:
    """Return what the holder of `grants` finds at the seat of this number.

    Without such a seat in the round, at the first they speak from, or at the first of all.
    """
    own = list_own_seats(read, grants, actor_id=actor_id)
    asked = read.find_seat(seat_id)
    first = own[0].seat if own else _pick_seat(read, grants)
    seat = asked or first
    place = next((each for each in own if each.seat == seat), None)
    text = read_text(read, seat) if seat is not None and read.reads_all else None
    return Sitting(tuple(own), place, seat, text)


def list_own_seats(read: RoundRead, grants: Grants, *, actor_id: int | None) -> list[OwnSeat]:
    """Return the open seats from which the holder of `grants` speaks, if `actor_id` may."""
    choices = list_choices(read)
    refusal = find_refusal(read, grants, actor_id=actor_id)
    return [
        OwnSeat(seat, choices, refusal)
        for seat in read.seats
        if read.is_open and seat.is_open and sits(seat, read, grants)
    ]


def _pick_seat(read: RoundRead, grants: Grants) -> SeatRead | None:
    """Return the seat whose text is shown to who speaks from none: their own, or the first."""
    own = (seat for seat in read.seats if sits(seat, read, grants))
    return next(own, read.seats[0] if read.seats else None)


def sits(seat: SeatRead, read: RoundRead, grants: Grants) -> bool:
    """Return whether the holder of `grants` holds the seat."""
    return seats.sits(read.case, seat.row, grants)


def find_refusal(read: RoundRead, grants: Grants, *, actor_id: int | None) -> str:
    """Return why these people must leave the decision to somebody else, or nothing."""
    excluded = seats.list_excluded(read.case, read.declared)
    if excluded.isdisjoint({grants.person_id, actor_id}):
        return ""
    if not any(seat.row.content_hash for seat in read.seats):
        return _("You asked for this or are concerned by it: somebody else decides.")
    return _("You edited this text last: somebody else of your institution decides.")


def read_text(read: RoundRead, seat: SeatRead) -> Text:
    """Return the text that the seat decides on, the reader's language first."""
    sections = _read(read, seat, seat.content_hash)
    return Text(tuple(map(put_own_language_first, sections)), seat.content_hash)


def find_own_earlier(read: RoundRead, sitting: Sitting) -> Earlier | None:
    """Return the last decision from the seat they speak from on another text than now, or None."""
    if sitting.place is None or sitting.text is None:
        return None
    return _find_earlier(read, sitting.place.seat, sitting.text)


def _find_earlier(read: RoundRead, seat: SeatRead, text: Text) -> Earlier | None:
    decision = (
        Decision.objects.filter(
            seat__round__subject=read.case.row.id,
            seat__round__name=read.round.name,
            seat__role=seat.row.role,
            seat__institution=seat.row.institution_id,
            seat__person=seat.row.person_id,
        )
        .exclude(content_hash__in=["", text.content_hash])
        .exclude(verdict=str(Verdict.LAPSE))
        .order_by("-decided_at", "-pk")
        .first()
    )
    if decision is None:
        return None
    before = _read(read, seat, decision.content_hash)
    return Earlier(
        verdict=Verdict(decision.verdict),
        comment=decision.comment,
        decided_at=decision.decided_at,
        changes=tuple(compare_sections(before, text.sections)) if before else (),
        is_kept=bool(before),
    )


def compare_with(
    read: RoundRead, seat: SeatRead, text: Text, content_hash: str
) -> list[ChangedText]:
    """Return what differs between the state with this hash and the text of the seat."""
    if content_hash == text.content_hash:
        return []
    before = _read(read, seat, content_hash)
    return compare_sections(before, text.sections) if before else []


def _read(read: RoundRead, seat: SeatRead, content_hash: str) -> Sequence[Section]:
    return read_sections(
        read.case.row.kind,
        read.round.name,
        read.case.row.id,
        content_hash=content_hash,
        institution_id=seat.row.institution_id,
    )
