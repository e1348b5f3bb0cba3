"""Decide: a seat of a round says what it thinks, once, on the text it read."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from workflow.engine.evaluation import check_version, check_visible
from workflow.engine.reading import Case, load_case
from workflow.engine.request import Request, make_request
from workflow.engine.waiting import close_state
from workflow.engine.writing import write_event
from workflow.exceptions import (
    SubjectNotFoundError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.machine.rights import holds
from workflow.models import (
    Decision,
    EventKind,
    Round,
    RoundKind,
    RoundOutcome,
    Seat,
    User,
    Verdict,
    Via,
    WorkItem,
)
from workflow.roles import Role, get_role
from workflow.rounds.settlement import Ballot, settle_collecting


def decide(
    seat: Seat | int,
    *,
    actor: User,
    verdict: Verdict,
    comment: str = "",
    content: Mapping[str, Any] | None = None,
    on_behalf_of: User | None = None,
    expect: int | None = None,
    write: Callable[[], None] | None = None,
    via: Via = Via.CODE,
) -> Decision:
    """Record what a seat of a collecting round decided; the round ends when every seat has.

    `write` writes the domain's part of the decision (the scores) in the same transaction.

    Raises:
        SubjectNotFoundError: there is no such seat, or they may not see its subject (404).
        TransitionForbiddenError: the seat is somebody else's (403).
        StaleSubjectError: the subject is not at version `expect` (409).
        TransitionRefusedError: the round is over, or the seat has decided (409).
    """
    request = make_request(actor, on_behalf_of=on_behalf_of, via=via)
    with transaction.atomic():
        found, case = _enter(seat, request, expect)
        _check_seat(case, found, request)
        return _record(found, actor, case, request, verdict, comment, content or {}, write)


def stand_down(
    seat: Seat | int,
    *,
    actor: User,
    reason: str,
    by: Role,
    expect: int | None = None,
    write: Callable[[], None] | None = None,
    via: Via = Via.CODE,
) -> Decision:
    """Let a seat of a collecting round abstain, by whoever runs the procedure.

    `by` is the role that may, which the domain names; whoever sits may do it as well. The
    decision says who made it.

    Raises:
        WorkflowError: as `decide` does.
    """
    request = make_request(actor, via=via)
    with transaction.atomic():
        found, case = _enter(seat, request, expect)
        if not holds(by, request.grants, case.facts):
            _check_seat(case, found, request)
        return _record(found, actor, case, request, Verdict.ABSTAIN, reason, {}, write)


def _enter(seat: Seat | int, request: Request, expect: int | None) -> tuple[Seat, Case]:
    """Lock the subject of a seat and check that the person may see it."""
    seat_id = seat if isinstance(seat, int) else seat.pk
    found = Seat.objects.select_related("round").filter(pk=seat_id).first()
    if found is None:
        raise SubjectNotFoundError(_("There is nothing here under this number."))
    case = load_case(found.round.subject_id, today=request.today, lock=True)
    check_visible(case, request)
    check_version(case, expect)
    return found, case


def _record(
    seat: Seat,
    actor: User,
    case: Case,
    request: Request,
    verdict: Verdict,
    comment: str,
    content: Mapping[str, Any],
    write: Callable[[], None] | None,
) -> Decision:
    opened = _get_open(seat)
    if write is not None:
        write()
    event = write_event(
        case,
        request,
        kind=EventKind.DECISION,
        name=f"{opened.name}.{verdict}",
        content={"seat": seat.pk, "comment": comment, **content},
        round_id=opened.pk,
    )
    close_state(case, event, moved=False)
    decision = Decision.objects.create(
        seat=seat,
        decided_by=actor,
        on_behalf_of=request.on_behalf_of,
        verdict=str(verdict),
        comment=comment,
        content_hash=opened.content_hash,
        decided_at=request.now,
        event=event,
    )
    WorkItem.objects.filter(seat=seat, closed_at__isnull=True).update(
        closed_at=request.now, closed_by=event
    )
    _settle(opened, request)
    return decision


def _check_seat(case: Case, seat: Seat, request: Request) -> None:
    if seat.person_id is not None:
        sits = request.grants.person_id == seat.person_id
    elif seat.institution_id is not None:
        sits = (seat.role, seat.institution_id) in request.grants.institutions
    else:
        sits = holds(get_role(seat.role), request.grants, case.facts)
    if not sits:
        raise TransitionForbiddenError(_("This seat is somebody else's."))


def _get_open(seat: Seat) -> Round:
    opened = Round.objects.select_for_update(no_key=True).get(pk=seat.round_id)
    if opened.kind != str(RoundKind.COLLECTING):
        raise TransitionRefusedError(_("This round is answered in another way."))
    if seat.decisions.exists():
        raise TransitionRefusedError(_("This seat has already decided."))
    if opened.outcome:
        raise TransitionRefusedError(_("This round is over."))
    return opened


def _settle(opened: Round, request: Request) -> None:
    ballots = [
        Ballot(seat_id=seat_id, verdict=Verdict(verdict) if verdict else None)
        for seat_id, verdict in opened.seats.values_list("pk", "decisions__verdict")
    ]
    if settle_collecting(ballots):
        opened.outcome = str(RoundOutcome.COLLECTED)
        opened.closed_at = request.now
        opened.save(update_fields=["outcome", "closed_at"])
