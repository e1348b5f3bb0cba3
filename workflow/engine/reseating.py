"""Reseat: a seat goes to another holder, or is asked again; the history says who did that."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from workflow.engine.casting import (
    JOINED,
    check_unspoken,
    get_seat,
    lock_open_round,
    void_records,
)
from workflow.engine.desks import name_desk
from workflow.engine.evaluation import check_version, check_visible
from workflow.engine.opening import get_asking
from workflow.engine.procedure import Asking, Desks
from workflow.engine.reading import Case, load_case
from workflow.engine.request import Request, make_request
from workflow.engine.seats import check_eligible
from workflow.engine.writing import write_event
from workflow.exceptions import InputError, TransitionForbiddenError, TransitionRefusedError
from workflow.machine.rights import holds
from workflow.machine.transitions import SeatPlan
from workflow.models import (
    COUNTING,
    VOTING,
    Decision,
    Event,
    EventKind,
    Institution,
    Round,
    RoundKind,
    Seat,
    User,
    Verdict,
    Via,
    WorkItem,
)
from workflow.roles import Role, get_role
from workflow.rounds.running import ask_again

#: Returns the hash of the text that the holder of a seat decides on now, which can be read since.
Bind = Callable[[Seat], str]


def transfer_seat(
    seat: Seat | int,
    *,
    to: User | Institution,
    actor: User,
    by: Role,
    reason: str,
    check: Callable[[Seat], None] | None = None,
    expect: int | None = None,
    via: Via = Via.CODE,
) -> Event:
    """Give a seat that has not spoken to another holder: a succession, an absence.

    `by` is the role that may, which the domain names; `check` raises when the domain does not let
    this holder take the seat. What was already decided stands.

    Raises:
        SubjectNotFoundError: there is no such seat, or they may not see its subject (404).
        TransitionForbiddenError: they do not hold `by` (403).
        StaleSubjectError: the subject is not at version `expect` (409).
        TransitionRefusedError: the round is over, the seat has spoken, the new holder sits there
            already or has nobody who may decide (409).
        InputError: no reason is given (422).
    """
    if not reason.strip():
        raise InputError({"reason": [_("Say why the seat is transferred.")]})
    request = make_request(actor, via=via)
    with transaction.atomic():
        found, case, opened = enter_round(seat, by, request, expect)
        check_unspoken(found)
        if check is not None:
            check(found)
        _check_free(opened, found, to)
        _check_speaks(case, opened, found, to)
        content = {"seat": found.pk, "reason": reason, **_describe(found, to)}
        event = write_seating(case, opened, "transferred", content, request)
        _reseat(found, to, event)
        WorkItem.objects.filter(seat=found, closed_at=None).update(
            desk=name_desk(found.role, *_as_keys(to)),
            person=found.person_id,
            institution=found.institution_id,
        )
    return event


def invite_again(
    seat: Seat | int,
    *,
    actor: User,
    by: Role,
    heir: Institution | None = None,
    bind: Bind | None = None,
    check: Callable[[Seat], None] | None = None,
    expect: int | None = None,
    via: Via = Via.CODE,
) -> Event:
    """Ask a seat again that declined, abstained or stayed silent while its round is still open.

    What it said counts no more and stays in the history. It has the whole term once more. `heir` is
    the institution that took over its holder since: the seat goes to it. `bind` returns the text of
    whoever holds it, `check` raises when the domain does not ask it again.

    Raises:
        SubjectNotFoundError: there is no such seat, or they may not see its subject (404).
        TransitionForbiddenError: they do not hold `by` (403).
        StaleSubjectError: the subject is not at version `expect` (409).
        TransitionRefusedError: the round is over, there is nothing to ask again, or the heir sits
            there already or has nobody who may decide (409).
    """
    request = make_request(actor, via=via)
    with transaction.atomic():
        found, case, opened = enter_round(seat, by, request, expect)
        said = find_counting(found)
        if said is None or said.verdict == str(Verdict.APPROVE):
            raise TransitionRefusedError(
                _("Only a seat that declined, abstained or said nothing in time is asked again.")
            )
        if check is not None:
            check(found)
        content = {"seat": found.pk, "verdict": said.verdict}
        if heir is not None:
            _check_free(opened, found, heir)
            if not case.machine.rounds[opened.name].on_paper:
                _check_speaks(case, opened, found, heir)
            content |= _describe(found, heir)
        event = write_seating(case, opened, "invited_again", content, request)
        if heir is not None:
            _reseat(found, heir, event)
        ask_anew(found, Desks(event, case, opened, _get_asking(case, opened), request), bind)
    return event


def renew_seat(
    seat: Seat | int, *, actor: User, by: Role, bind: Bind, via: Via = Via.CODE
) -> Event | None:
    """Ask a seat again that approved another text than binds its holder now; else do nothing.

    Raises:
        WorkflowError: as `invite_again` does.
    """
    request = make_request(actor, via=via)
    with transaction.atomic():
        found, case, opened = enter_round(seat, by, request, None)
        said = found.carried_from or find_counting(found)
        if said is None or said.verdict != str(Verdict.APPROVE):
            return None
        if bind(found) == found.content_hash:
            return None
        content = {"seat": found.pk, "verdict": said.verdict}
        event = write_seating(case, opened, "invited_again", content, request)
        ask_anew(found, Desks(event, case, opened, _get_asking(case, opened), request), bind)
    return event


def ask_anew(seat: Seat, desks: Desks, bind: Bind | None) -> None:
    """Put what is asked of the seat on its desk once more, on the text that binds its holder now.

    What it said before counts no more.
    """
    if bind is not None:
        seat.content_hash = bind(seat)
    if find_counting(seat) is not None:
        seat.asking += 1
    seat.carried_from = None
    seat.save(update_fields=["content_hash", "asking", "carried_from"])
    ask_again(desks.opened, [seat], desks)


def enter_round(
    seat: Seat | int, by: Role, request: Request, expect: int | None
) -> tuple[Seat, Case, Round]:
    """Lock the subject, then the round, and check that this person may change who sits there.

    Raises:
        WorkflowError: as `invite_again` does.
    """
    subject_id = get_seat(seat).round.subject_id
    case = load_case(subject_id, today=request.today, lock=True)
    check_visible(case, request)
    check_version(case, expect)
    if not holds(by, request.grants, case.facts):
        raise TransitionForbiddenError(_("Only this role can do this: %(role)s.") % {"role": by})
    found = get_seat(seat)
    opened = lock_open_round(found.round_id)
    if opened.kind != str(RoundKind.DECIDING):
        raise TransitionRefusedError(_("This round is answered in another way."))
    if found.joined_to_id is not None:
        raise TransitionRefusedError(str(JOINED))
    return found, case, opened


def _check_free(opened: Round, seat: Seat, to: User | Institution) -> None:
    if opened.seats.filter(VOTING, role=seat.role, **{_name_column(to): to}).exists():
        raise TransitionRefusedError(
            _("%(holder)s already has a seat in this round: one vote each.") % {"holder": to}
        )


def _check_speaks(case: Case, opened: Round, seat: Seat, to: User | Institution) -> None:
    person, institution = _as_keys(to)
    plan = SeatPlan(get_role(seat.role), person_id=person, institution_id=institution)
    check_eligible(case, case.machine.rounds[opened.name], [plan])


def _reseat(seat: Seat, to: User | Institution, event: Event) -> None:
    """Let `to` hold the seat since `event`; what was recorded from paper for who left it falls."""
    void_records(seat, event)
    seat.person_id, seat.institution_id = _as_keys(to)
    seat.save(update_fields=["person", "institution"])


def write_seating(
    case: Case, opened: Round, what: str, content: Mapping[str, Any], request: Request
) -> Event:
    """Write in the history of the subject what happened to a seat of the round."""
    return write_event(
        case,
        request,
        kind=EventKind.FACT,
        name=f"{opened.name}.{what}",
        content=content,
        round_id=opened.pk,
    )


def find_counting(seat: Seat) -> Decision | None:
    """Return the decision of the seat that counts, or None while it has not decided."""
    return seat.decisions.filter(COUNTING).first()


def _get_asking(case: Case, opened: Round) -> Asking:
    return get_asking(case.machine.rounds[opened.name])


def _describe(seat: Seat, to: User | Institution) -> dict[str, Any]:
    person, institution = _as_keys(to)
    return {
        "from_person": seat.person_id,
        "from_institution": seat.institution_id,
        "to_person": person,
        "to_institution": institution,
    }


def _name_column(holder: User | Institution) -> str:
    return "person" if isinstance(holder, User) else "institution"


def _as_keys(holder: User | Institution) -> tuple[int | None, int | None]:
    return (holder.pk, None) if isinstance(holder, User) else (None, holder.pk)
