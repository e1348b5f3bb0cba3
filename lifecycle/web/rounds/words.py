"""What has become of a seat and of a round, as colour, icon and words."""

from collections.abc import Mapping
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lifecycle.selectors.convention_agreements import AMENDMENT, SIGNING
from lifecycle.selectors.proposal_surroundings import ACCEPTANCE
from lifecycle.selectors.round_seats import SeatRead, SeatStatus
from lifecycle.selectors.rounds import RoundRead
from lifecycle.web.work.badges import Badge, describe_due
from workflow.models import RoundOutcome

#: The round in which the committee decides on a new date.
COMMITTEE = "committee"
#: Kind, words and icon of what a seat has said or not.
_STATUSES: Mapping[SeatStatus, tuple[str, str | Promise, str]] = {
    SeatStatus.LATER: ("quiet", _("Asked later"), "clock"),
    SeatStatus.APPROVED: ("ok", _("Approves"), ""),
    SeatStatus.OBJECTED: ("blocked", _("Asks for changes"), "message"),
    SeatStatus.DECLINED: ("blocked", _("Declines"), "x"),
    SeatStatus.ABSTAINED: ("quiet", _("Takes no part"), ""),
    SeatStatus.STOOD_DOWN: ("quiet", _("Passed over by the ministry"), ""),
    SeatStatus.LAPSED: ("quiet", _("Said nothing in time"), "hourglass"),
    SeatStatus.JOINED: ("quiet", _("Speaks by the seat of who took it over"), "users"),
    SeatStatus.NOT_NEEDED: ("quiet", _("No longer needed"), ""),
}
#: Where the same status is called otherwise, by the name of the round.
_BY_ROUND: Mapping[tuple[str, SeatStatus], str | Promise] = {
    (ACCEPTANCE, SeatStatus.APPROVED): _("Carries it"),
    (ACCEPTANCE, SeatStatus.OBJECTED): _("Declines"),
    (SIGNING, SeatStatus.APPROVED): _("Signed"),
    (SIGNING, SeatStatus.OBJECTED): _("Does not sign"),
    (SIGNING, SeatStatus.DECLINED): _("Does not sign"),
    (AMENDMENT, SeatStatus.APPROVED): _("Signed"),
    (AMENDMENT, SeatStatus.OBJECTED): _("Does not sign"),
    (AMENDMENT, SeatStatus.DECLINED): _("Does not sign"),
    (COMMITTEE, SeatStatus.APPROVED): _("Accepts the new date"),
    (COMMITTEE, SeatStatus.OBJECTED): _("Refuses the new date"),
}

_OUTCOMES: Mapping[RoundOutcome, tuple[str, str | Promise, str]] = {
    RoundOutcome.PASSED: ("ok", _("Passed"), ""),
    RoundOutcome.RETURNED: ("blocked", _("Returned"), "arrow-back-up"),
}
_CUT_OFF: tuple[str, str | Promise, str] = ("quiet", _("Closed before its end"), "archive")
_OUTCOMES_BY_ROUND: Mapping[tuple[str, RoundOutcome], str | Promise] = {
    (ACCEPTANCE, RoundOutcome.PASSED): _("A candidate accepted"),
    (ACCEPTANCE, RoundOutcome.RETURNED): _("No candidate accepted"),
    (SIGNING, RoundOutcome.PASSED): _("Signed"),
    (AMENDMENT, RoundOutcome.PASSED): _("Signed"),
    (COMMITTEE, RoundOutcome.PASSED): _("New date accepted"),
    (COMMITTEE, RoundOutcome.RETURNED): _("New date refused"),
}


def describe_seat(read: RoundRead, seat: SeatRead, *, today: date) -> Badge:
    """Return what has become of a seat; of one that is waited for, how long it still has."""
    if seat.status is SeatStatus.OPEN:
        return describe_due(seat.due_on, today=today)
    kind, words, icon = _STATUSES[seat.status]
    own = _BY_ROUND.get((read.round.name, seat.status), words)
    return Badge(kind, str(own), icon)


def describe_round(read: RoundRead, *, today: date) -> Badge:
    """Return how the round stands or ended."""
    if read.is_open:
        if not read.count(SeatStatus.OPEN):
            # Who runs the procedure goes on: nothing is undated, nobody is late.
            return Badge("quiet", gettext("No answer is awaited"), "hourglass")
        return describe_due(read.due_on, today=today)
    outcome = RoundOutcome(read.round.outcome)
    kind, words, icon = _OUTCOMES.get(outcome, _CUT_OFF)
    return Badge(kind, str(_OUTCOMES_BY_ROUND.get((read.round.name, outcome), words)), icon)
