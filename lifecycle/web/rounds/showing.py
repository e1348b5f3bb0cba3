"""The page of a round: what is decided on, by whom, and what the reader can say themselves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import npgettext
from django.views.decorators.http import require_safe

from lifecycle.models import Replanning
from lifecycle.selectors.own_seats import Earlier, OwnSeat, Sitting, find_own_earlier, sit, sits
from lifecycle.selectors.readers import REMINDERS
from lifecycle.selectors.replanning_targets import read_targets
from lifecycle.selectors.round_acts import SeatAct, list_acts
from lifecycle.selectors.round_records import RecordRead, list_records
from lifecycle.selectors.round_seats import SeatRead, SeatStatus
from lifecycle.selectors.round_sections import ChangedText
from lifecycle.selectors.rounds import RoundRead, list_other_rounds, load_round
from lifecycle.web.access import FOR, answer_refusals
from lifecycle.web.proposals.asking import Asker, read_asker
from lifecycle.web.rounds.forms import DecisionForm
from lifecycle.web.rounds.phrases import Phrases, find_phrases
from lifecycle.web.rounds.words import describe_round, describe_seat
from lifecycle.web.transitions import NUMBER_MAX_LENGTH
from lifecycle.web.work.badges import Badge
from workflow.clock import current_clock
from workflow.machine.rights import holds

#: The seat whose text is shown, in the address, for who reads without a seat.
SEAT = "seat"
#: The page of the subject of a round, by its kind.
PAGES = {"proposal": "proposal", "convention": "convention", "replanning": "replanning"}


@dataclass(frozen=True)
class SeatLine:
    """A seat as the page draws it, with what the reader may do about it."""

    seat: SeatRead
    badge: Badge
    is_reader: bool
    is_shown: bool
    text_url: str
    remind_url: str
    acts: Sequence[dict[str, str]]
    #: What was recorded from paper for it, and waits for a second person.
    record: RecordRead | None


@dataclass(frozen=True)
class Refused:
    """A decision that was not recorded: why, and what had been typed."""

    form: DecisionForm
    reasons: Sequence[str] = ()
    #: The text was another one: what differs, where that can still be told.
    is_stale: bool = False
    changes: Sequence[ChangedText] = ()


def find_round(pk: int, **_others: object) -> str:
    """Return the address of the page of a round: where a refused reader goes on."""
    return reverse("round", args=[pk])


def find_subject(read: RoundRead) -> str:
    """Return the page of what the round is about, or nothing when it has none."""
    page = PAGES.get(read.case.row.kind)
    return reverse(page, args=[read.case.row.id]) if page else ""


def _name_subject(read: RoundRead) -> str:
    """Return how people call what the round is about; a request, by what it moves."""
    if isinstance(read.row, Replanning):
        return read_targets([read.row.target_id])[read.row.target_id].title
    return str(read.row)


@require_safe
@answer_refusals()
def show_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the round as this reader may read it."""
    asker = read_asker(request)
    read = load_round(pk, grants=asker.grants, today=current_clock().today())
    return show(request, asker, read)


def show(
    request: HttpRequest,
    asker: Asker,
    read: RoundRead,
    *,
    refused: Refused | None = None,
    seat_id: int | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return the page; `refused` says what became of what was typed for the seat `seat_id`."""
    shown = describe(request, asker, read, refused=refused, seat_id=seat_id)
    return render(request, "lifecycle/rounds/round.html", shown, status=status)


def describe(
    request: HttpRequest,
    asker: Asker,
    read: RoundRead,
    *,
    refused: Refused | None,
    seat_id: int | None,
) -> dict[str, Any]:
    """Return what the template draws, every value in words."""
    actor_id = asker.person.pk if asker.person else None
    phrases = find_phrases(read)
    sitting = sit(read, asker.grants, actor_id=actor_id, seat_id=seat_id or _read_seat(request))
    earlier = _find_earlier(read, sitting, refused)
    return {
        "read": read,
        "asker": asker,
        "phrases": phrases,
        "title": _name_subject(read),
        "language": getattr(read.row, "language", ""),
        "subject_url": find_subject(read),
        "crumbs": _list_crumbs(read),
        "badge": describe_round(read, today=current_clock().today()),
        "counts": _count(read),
        "lines": _list_lines(read, asker, sitting.seat),
        "own": sitting.own,
        "place": sitting.place,
        "text": sitting.text,
        "earlier": earlier,
        "earlier_words": phrases.describe_earlier(str(earlier.verdict), earlier.decided_at)
        if earlier
        else "",
        "other_rounds": list_other_rounds(read) if read.reads_all else [],
        "form": refused.form if refused else _make_form(sitting.place, phrases),
        "refused": refused,
    }


def _read_seat(request: HttpRequest) -> int:
    asked = request.GET.get(SEAT, "")
    return int(asked) if asked.isdecimal() and len(asked) <= NUMBER_MAX_LENGTH else 0


def _find_earlier(read: RoundRead, sitting: Sitting, refused: Refused | None) -> Earlier | None:
    """Return what the holder of an open seat said before; not beside what changed just now."""
    return None if refused and refused.is_stale else find_own_earlier(read, sitting)


def _make_form(place: OwnSeat | None, phrases: Phrases) -> DecisionForm | None:
    if place is None or place.refusal:
        return None
    return DecisionForm(place.choices, phrases=phrases, content_hash=place.seat.content_hash)


def _list_lines(read: RoundRead, asker: Asker, shown: SeatRead | None) -> list[SeatLine]:
    if not read.reads_all:
        return []
    today = current_clock().today()
    may_remind = any(holds(role, asker.grants, read.case.facts) for role in REMINDERS)
    texts = {seat.content_hash for seat in read.seats}
    records = {each.seat_id: each for each in list_records(read, today=today)}
    return [
        SeatLine(
            seat=seat,
            badge=describe_seat(read, seat, today=today),
            is_reader=sits(seat, read, asker.grants),
            is_shown=len(texts) > 1 and seat == shown,
            text_url=_find_text(read, asker, seat) if len(texts) > 1 and seat != shown else "",
            remind_url=_find_reminder(read, asker, seat) if may_remind else "",
            acts=[] if seat.id in records else list(_list_acts(read, asker, seat)),
            record=records.get(seat.id),
        )
        for seat in read.seats
    ]


def _find_text(read: RoundRead, asker: Asker, seat: SeatRead) -> str:
    """Return where the text is read that this seat decides on, which others do not."""
    asked = {SEAT: seat.id, **({FOR: asker.principal.pk} if asker.principal else {})}
    return f"{find_round(read.id)}?{urlencode(asked)}"


def _find_reminder(read: RoundRead, asker: Asker, seat: SeatRead) -> str:
    if seat.item_id is None or not read.is_open or sits(seat, read, asker.grants):
        return ""
    return reverse("work_item_remind", args=[seat.item_id])


def _list_acts(read: RoundRead, asker: Asker, seat: SeatRead) -> Iterable[dict[str, str]]:
    """Yield what the ministry can do about a seat now."""
    words = {
        SeatAct.STAND_DOWN: _("Go on without it"),
        SeatAct.RECORD: _("Record a decision on paper"),
        SeatAct.TRANSFER: _("Transfer the seat"),
        SeatAct.INVITE_AGAIN: _("Invite again"),
    }
    for act in list_acts(read, seat, asker.own_grants):
        yield {"url": reverse(f"round_{act}", args=[read.id, seat.id]), "words": words[act]}


def _count(read: RoundRead) -> list[dict[str, Any]]:
    """Return how many seats there are, and how many said what, for everybody to read."""
    objections = (SeatStatus.OBJECTED, SeatStatus.DECLINED)
    others = (SeatStatus.ABSTAINED, SeatStatus.STOOD_DOWN, SeatStatus.LAPSED)
    seats = len(read.seats) - read.count(SeatStatus.JOINED)
    counted = (
        (npgettext("of a round", "seat", "seats", seats), seats),
        (_("in favour"), read.count(SeatStatus.APPROVED)),
        (_("against"), read.count(*objections)),
        (_("take no part"), read.count(*others)),
    )
    return [{"words": words, "count": count} for words, count in counted]


def _list_crumbs(read: RoundRead) -> list[dict[str, str]]:
    subject = read.case.row.reference or _name_subject(read)
    return [{"words": subject, "url": find_subject(read)}, {"words": read.label, "url": ""}]
