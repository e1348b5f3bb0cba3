"""Join: an institution that took another over, and sits beside it, speaks for both seats."""

from django.db import transaction
from django.utils.translation import gettext as _

from workflow.engine.casting import get_seat, lock_more, void_records
from workflow.engine.opening import get_asking
from workflow.engine.procedure import Desks
from workflow.engine.reading import load_cases, lock_rows
from workflow.engine.request import Request, make_request
from workflow.engine.reseating import Bind, ask_anew, enter_round, find_counting, write_seating
from workflow.engine.settling import settle_again, settle_round
from workflow.exceptions import InputError, TransitionRefusedError
from workflow.models import VOTING, Event, Institution, Round, Seat, User, Verdict, Via, WorkItem
from workflow.roles import Role


def join_seat(
    seat: Seat | int,
    *,
    heir: Institution,
    actor: User,
    by: Role,
    reason: str,
    bind: Bind | None = None,
    expect: int | None = None,
    via: Via = Via.CODE,
) -> Event:
    """Let the heir of its holder, which sits in the same round, speak for a seat without approval.

    1. The seat has no vote since. What it said stays under its name; what was recorded of it falls.
    2. The heir comes as early as the earlier of both did: it leads when one of them led.
    3. Where it approved the very text that binds it now, that stands. Otherwise it is asked when
       the seat was asked, or when what it approved is another text; what it said counts no more.
    4. What the ballots amount to without the seat ends the round at once.

    `by` is the role that may, which the domain names; `bind` returns the text of the heir.

    Raises:
        SubjectNotFoundError: there is no such seat, or they may not see its subject (404).
        TransitionForbiddenError: they do not hold `by` (403).
        StaleSubjectError: the subject is not at version `expect` (409).
        TransitionRefusedError: the round is over, the seat has approved, the heir does not sit
            there, or something that the end of the round moves cannot follow (409).
        InputError: no reason is given (422).
    """
    if not reason.strip():
        raise InputError({"reason": [_("Say why the seats are joined.")]})
    request = make_request(actor, via=via)

    def act(ids: frozenset[int]) -> Event:
        return _join(seat, heir, by, reason, bind, expect, request, ids)

    return lock_more(frozenset({get_seat(seat).round.subject_id}), act)


def _join(
    seat: Seat | int,
    heir: Institution,
    by: Role,
    reason: str,
    bind: Bind | None,
    expect: int | None,
    request: Request,
    ids: frozenset[int],
) -> Event:
    with transaction.atomic():
        cases = load_cases(lock_rows(ids), today=request.today)
        found, case, opened = enter_round(seat, by, request, expect)
        own = _get_seat_of(heir, opened, found)
        content = {
            "seat": found.pk,
            "to_seat": own.pk,
            "from_institution": found.institution_id,
            "to_institution": heir.pk,
            "reason": reason,
        }
        event = write_seating(case, opened, "joined", content, request)
        void_records(found, event)
        item = WorkItem.objects.filter(seat=found).select_related("task").first()
        is_asked = item is not None and item.closed_at is None
        Seat.objects.filter(pk=found.pk).update(joined_to=own)
        Seat.objects.filter(pk=own.pk).update(rank=min(found.rank, own.rank))
        if _must_be_asked(own, bind(own) if bind else own.content_hash, instead=is_asked):
            void_records(own, event)
            asking = get_asking(case.machine.rounds[opened.name])
            ask_anew(own, Desks(event, case, opened, asking, request), bind)
        if item is not None:
            settle = settle_round if is_asked else settle_again
            settle(opened, item, {**cases, case.row.id: case}, event, request)
    return event


def _get_seat_of(heir: Institution, opened: Round, seat: Seat) -> Seat:
    """Return the seat of the heir in the round, when the other can be joined to it.

    Raises:
        TransitionRefusedError: the heir has none, or the other has approved (409).
    """
    said = find_counting(seat)
    if seat.carried_from_id or (said is not None and said.verdict == str(Verdict.APPROVE)):
        raise TransitionRefusedError(_("This seat has already decided."))
    own = opened.seats.filter(VOTING, role=seat.role, institution=heir).order_by("pk").first()
    if own is None:
        raise TransitionRefusedError(_("%(holder)s has no seat in this round.") % {"holder": heir})
    return own


def _must_be_asked(own: Seat, text: str, *, instead: bool) -> bool:
    """Return whether the heir has to speak, `instead` of the seat that was asked till now."""
    if WorkItem.objects.filter(seat=own, closed_at=None).exists():
        return False
    said = own.carried_from or find_counting(own)
    has_approved = said is not None and said.verdict == str(Verdict.APPROVE)
    if has_approved and own.content_hash == text:
        return False
    return instead or has_approved
