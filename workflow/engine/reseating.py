"""Reseat: a seat goes to another holder, or is asked again; the history says who did that."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from workflow.engine.casting import get_seat, lock_open_round, void_records
from workflow.engine.desks import name_desk
from workflow.engine.evaluation import check_version, check_visible
from workflow.engine.opening import get_asking
from workflow.engine.procedure import Desks
from workflow.engine.reading import Case, load_case
from workflow.engine.request import Request, make_request
from workflow.engine.seats import check_eligible
from workflow.engine.waiting import close_state
from workflow.engine.writing import write_event
from workflow.exceptions import InputError, TransitionForbiddenError, TransitionRefusedError
from workflow.machine.rights import holds
from workflow.machine.transitions import SeatPlan
from workflow.models import (
    COUNTING,
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
        found, case, opened = _enter(seat, by, request, expect)
        if _list_counting(found):
            raise TransitionRefusedError(_("This seat has already decided."))
        if check is not None:
            check(found)
        holder = {"person": None, "institution": None, _name_column(to): to}
        _check_holder(case, opened, found, to)
        content = {"seat": found.pk, "reason": reason, **_describe(found, to)}
        event = _write(case, opened, "transferred", content, request)
        void_records(found, event)
        Seat.objects.filter(pk=found.pk).update(**holder)
        WorkItem.objects.filter(seat=found, closed_at=None).update(
            desk=name_desk(found.role, *_as_keys(to)), **holder
        )
    return event


def invite_again(
    seat: Seat | int,
    *,
    actor: User,
    by: Role,
    expect: int | None = None,
    via: Via = Via.CODE,
) -> Event:
    """Ask a seat again that declined, abstained or stayed silent while its round is still open.

    What it said counts no more and stays in the history. It has the whole term once more.

    Raises:
        SubjectNotFoundError: there is no such seat, or they may not see its subject (404).
        TransitionForbiddenError: they do not hold `by` (403).
        StaleSubjectError: the subject is not at version `expect` (409).
        TransitionRefusedError: the round is over, or there is nothing to ask again (409).
    """
    request = make_request(actor, via=via)
    with transaction.atomic():
        found, case, opened = _enter(seat, by, request, expect)
        said = _list_counting(found)
        if not said or said[0].verdict == str(Verdict.APPROVE):
            raise TransitionRefusedError(
                _("Only a seat that declined, abstained or said nothing in time is asked again.")
            )
        content = {"seat": found.pk, "verdict": said[0].verdict}
        event = _write(case, opened, "invited_again", content, request)
        Seat.objects.filter(pk=found.pk).update(asking=F("asking") + 1)
        asking = get_asking(case.machine.rounds[opened.name])
        ask_again(opened, [found], Desks(event, case, opened, asking, request))
    return event


def _enter(
    seat: Seat | int, by: Role, request: Request, expect: int | None
) -> tuple[Seat, Case, Round]:
    """Lock the subject, then the round, and check that this person may change who sits there."""
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
    return found, case, opened


def _check_holder(case: Case, opened: Round, seat: Seat, to: User | Institution) -> None:
    if opened.seats.filter(role=seat.role, **{_name_column(to): to}).exists():
        raise TransitionRefusedError(
            _("%(holder)s already has a seat in this round: one vote each.") % {"holder": to}
        )
    person, institution = _as_keys(to)
    plan = SeatPlan(get_role(seat.role), person_id=person, institution_id=institution)
    check_eligible(case, case.machine.rounds[opened.name], [plan])


def _write(
    case: Case, opened: Round, what: str, content: Mapping[str, Any], request: Request
) -> Event:
    event = write_event(
        case,
        request,
        kind=EventKind.FACT,
        name=f"{opened.name}.{what}",
        content=content,
        round_id=opened.pk,
    )
    close_state(case, event, moved=False)
    return event


def _list_counting(seat: Seat) -> list[Decision]:
    return list(seat.decisions.filter(COUNTING))


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
