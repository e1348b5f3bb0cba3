"""What the ministry can do about a seat of a round, and why it cannot."""

from collections.abc import Mapping
from enum import StrEnum

from django.utils.translation import gettext as _

from lifecycle.selectors.convention_signing_facts import needs_every_seat
from lifecycle.selectors.round_seats import SeatRead, SeatStatus
from lifecycle.selectors.rounds import RoundRead
from lifecycle.selectors.seat_heirs import may_have_heirs
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM
from workflow.engine.casting import JOINED
from workflow.models import Institution
from workflow.permissions import Grants
from workflow.roles import Role


class SeatAct(StrEnum):
    """One thing that is done about a seat, in the order in which it is offered."""

    #: The others decide without it.
    STAND_DOWN = "stand_down"
    #: What it answered on paper is recorded.
    RECORD = "record"
    #: Another institution decides in its place.
    TRANSFER = "transfer"
    #: What it said is set aside, and it is asked once more.
    INVITE_AGAIN = "invite_again"


#: Who may do it.
ACTING: Mapping[SeatAct, tuple[Role, ...]] = {
    SeatAct.STAND_DOWN: (MINISTRY_LEAD,),
    SeatAct.RECORD: (MINISTRY_TEAM,),
    SeatAct.TRANSFER: (MINISTRY_TEAM, MINISTRY_LEAD),
    SeatAct.INVITE_AGAIN: (MINISTRY_TEAM, MINISTRY_LEAD),
}


def list_acts(read: RoundRead, seat: SeatRead, grants: Grants) -> list[SeatAct]:
    """Return what the holder of `grants` can do about a seat now."""
    return [
        act
        for act, roles in ACTING.items()
        if grants.has_group(*(role.code for role in roles)) and not find_refusal(read, seat, act)
    ]


def find_refusal(read: RoundRead, seat: SeatRead, act: SeatAct) -> str:
    """Return why this cannot be done about the seat now, in a sentence; empty when it can."""
    if not read.is_open:
        return _("This round is over.")
    if seat.row.joined_to_id is not None:
        return str(JOINED)
    if act is SeatAct.INVITE_AGAIN:
        return _find_nothing_to_ask_again(read, seat)
    if act is SeatAct.STAND_DOWN and _find_heir_to_speak(read, seat) is not None:
        return ""
    return _find_nothing_to_do(read, seat, act)


def _find_nothing_to_do(read: RoundRead, seat: SeatRead, act: SeatAct) -> str:
    """Return why this cannot be done about a seat that is to be asked, or is asked."""
    if seat.has_spoken:
        return _("This seat has already decided.")
    if act is not SeatAct.TRANSFER and not seat.is_open:
        return _("It is not this seat's turn yet.")
    if act is SeatAct.TRANSFER and not may_have_heirs(read.round.name, seat.row.institution):
        return _("No institution can take this seat: record first which one succeeds its holder.")
    if act is SeatAct.STAND_DOWN and needs_every_seat(read.case.facts):
        return _(
            "This convention comes into force with every signature or not at all: change that "
            "while its text is a draft."
        )
    return ""


def _find_nothing_to_ask_again(read: RoundRead, seat: SeatRead) -> str:
    if not seat.has_spoken or seat.status is SeatStatus.APPROVED:
        return _("Only a seat that declined, abstained or said nothing in time is asked again.")
    heir = _find_heir_to_speak(read, seat)
    return say_heir_beside(heir) if heir is not None else ""


def _find_heir_to_speak(read: RoundRead, seat: SeatRead) -> Institution | None:
    """Return the institution beside the seat that can speak for it: it took over its holder."""
    return None if seat.status is SeatStatus.APPROVED else read.find_heir_beside(seat)


def say_heir_beside(heir: Institution) -> str:
    """Return why a seat is not asked again whose holder was taken over by one that sits there."""
    return _(
        "%(heir)s took over the holder of this seat and has a seat in this round already: one vote "
        "each. Go on without this seat, and %(heir)s speaks for both."
    ) % {"heir": heir}
