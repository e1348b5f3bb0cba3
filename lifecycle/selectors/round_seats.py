"""The seats of a round in words: who holds each, what it said, what it still has to say."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.utils.translation import gettext as _

from lifecycle.selectors.readers import Reader
from workflow.models import Decision, Event, Round, RoundOutcome, Seat, Verdict
from workflow.roles import get_role


class SeatStatus(StrEnum):
    """What has become of a seat."""

    #: It is waited for.
    OPEN = "open"
    #: It is asked once those before it have answered.
    LATER = "later"
    APPROVED = "approved"
    #: It asks for changes, or says no.
    OBJECTED = "objected"
    #: Its institution said no to the whole matter.
    DECLINED = "declined"
    ABSTAINED = "abstained"
    #: The ministry went on without it.
    STOOD_DOWN = "stood_down"
    #: It said nothing in time.
    LAPSED = "lapsed"
    #: The institution that took over its holder sits beside it and speaks for both.
    JOINED = "joined"
    #: The round ended without it.
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True)
class SeatRead:
    """A seat as one reader may know it. Days are civil days of the installation.

    `people` says who spoke, for whom, and who confirmed it. `is_carried`: it approved the very same
    text in an earlier round. `paper_on` is the day of an act that was made on paper.
    """

    row: Seat
    holder: str
    role: str
    status: SeatStatus
    due_on: date | None
    item_id: int | None
    decided_at: datetime | None
    people: tuple[str, ...]
    comment: str
    is_carried: bool
    paper_on: date | None

    @property
    def id(self) -> int:
        """Return the number of the seat."""
        return self.row.pk

    @property
    def content_hash(self) -> str:
        """Return the hash of the text it decides on."""
        return self.row.content_hash

    @property
    def is_open(self) -> bool:
        """Return whether it is waited for."""
        return self.status is SeatStatus.OPEN

    @property
    def has_spoken(self) -> bool:
        """Return whether somebody said something from it, if only that they take no part."""
        return self.decided_at is not None


def read_seat(seat: Seat, opened: Round, reader: Reader) -> SeatRead:
    """Return the seat in words; its rows must have been read with it."""
    decision = find_current(seat)
    item = getattr(seat, "work_item", None)
    return SeatRead(
        row=seat,
        holder=name_holder(seat, reader),
        role=str(get_role(seat.role).label),
        status=_find_status(seat, opened, decision),
        due_on=item.due_on if item is not None else None,
        item_id=item.pk if item is not None and item.closed_at is None else None,
        decided_at=decision.decided_at if decision is not None else None,
        people=tuple(_list_people(decision, reader)) if decision is not None else (),
        comment=decision.comment if decision is not None else "",
        is_carried=seat.carried_from_id is not None,
        paper_on=decision.event.occurred_on if decision is not None else None,
    )


def find_current(seat: Seat) -> Decision | None:
    """Return the decision that counts for the seat: its own, or the one carried over to it."""
    own = [each for each in seat.decisions.all() if each.asking == seat.asking]
    return own[-1] if own else seat.carried_from


def name_holder(seat: Seat, reader: Reader) -> str:
    """Return whose seat it is: an institution, a person as the reader may know them, or a role."""
    if seat.institution is not None:
        return str(seat.institution)
    label = get_role(seat.role).label
    return reader.name(seat.person, otherwise=label) if seat.person is not None else str(label)


def _find_status(seat: Seat, opened: Round, decision: Decision | None) -> SeatStatus:
    if seat.joined_to_id is not None:
        return SeatStatus.JOINED
    if decision is not None:
        marks = _read_marks(decision)
        marked = (status for mark, status in _BY_MARK.items() if marks.get(mark))
        return next(marked, _BY_VERDICT[Verdict(decision.verdict)])
    if opened.outcome:
        return SeatStatus.NOT_NEEDED
    item = getattr(seat, "work_item", None)
    return SeatStatus.OPEN if item is not None and item.closed_at is None else SeatStatus.LATER


def _read_marks(decision: Decision) -> Mapping[str, object]:
    """Return what the history kept of the decision; nothing once it was erased."""
    body = getattr(decision.event, "body", None)
    content: Mapping[str, object] = json.loads(body.json) if body is not None else {}
    return content


_BY_VERDICT: dict[Verdict, SeatStatus] = {
    Verdict.APPROVE: SeatStatus.APPROVED,
    Verdict.OBJECT: SeatStatus.OBJECTED,
    Verdict.ABSTAIN: SeatStatus.ABSTAINED,
    Verdict.LAPSE: SeatStatus.LAPSED,
}
#: What the same verdict can mean besides, by the mark in its event.
_BY_MARK: dict[str, SeatStatus] = {
    "declined": SeatStatus.DECLINED,
    "stood_down": SeatStatus.STOOD_DOWN,
}


def _list_people(decision: Decision, reader: Reader) -> list[str]:
    event: Event = decision.event
    role = get_role(decision.seat.role).label
    if decision.decided_by is None:
        return [_("done by the clock")]
    people = [reader.name(decision.decided_by, otherwise=role)]
    if decision.on_behalf_of is not None:
        name = reader.name(decision.on_behalf_of, otherwise=role)
        people.append(_("for %(person)s") % {"person": name})
    if event.confirmed_by is not None:
        name = reader.name(event.confirmed_by, otherwise=_("a second person"))
        people.append(_("confirmed by %(person)s") % {"person": name})
    return people


def is_cut_off(opened: Round) -> bool:
    """Return whether its subject moved on before the round had ended."""
    return opened.outcome == str(RoundOutcome.CANCELLED)
