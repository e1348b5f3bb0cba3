"""Paper: what a seat answered on paper is recorded by one person and confirmed by a second.

The record is frozen on the text of the seat and on what was recorded. Unlike what is proposed for
the subject itself it stands while other seats answer; it falls when this one does, when the seat
goes to another holder, or when the round ends.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from workflow.deadlines import working_days
from workflow.engine.casting import (
    Vote,
    cast_vote,
    check_unspoken,
    get_seat,
    lock_open_round,
)
from workflow.engine.evaluation import check_version, check_visible, clean_inputs
from workflow.engine.opening import Opening, open_round
from workflow.engine.procedure import Asking
from workflow.engine.reading import Case, load_case
from workflow.engine.request import Request, make_request
from workflow.engine.writing import keep_inputs, write_event
from workflow.exceptions import (
    InputError,
    StaleTextError,
    SubjectNotFoundError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.history.chain import format_canonical
from workflow.machine.rights import holds
from workflow.machine.transitions import SeatPlan
from workflow.models import (
    Decision,
    Event,
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
from workflow.paper import PAPER_ON, list_paper_inputs
from workflow.roles import Role, get_role

#: How long the second person has, and what watches over them.
ASKING = Asking(working_days(3), "standard")


def record_decision(
    seat: Seat | int,
    *,
    paper: Mapping[str, Any],
    verdict: Verdict,
    actor: User,
    by: Role,
    comment: str = "",
    expect: int | None = None,
    via: Via = Via.CODE,
) -> Event:
    """Record what a seat answered on paper, for a second holder of `by` to confirm.

    `paper` are its number, date, capacity and scan, as `list_paper_inputs` declares them.

    Raises:
        SubjectNotFoundError: there is no such seat, or they may not see its subject (404).
        TransitionForbiddenError: they do not hold `by` (403).
        StaleSubjectError: the subject is not at version `expect` (409).
        TransitionRefusedError: the round is over, the seat is not asked, has decided, or an answer
            of it waits for confirmation already (409).
        InputError: something of the paper is missing, or an objection has no comment (422).
    """
    request = make_request(actor, via=via)
    with transaction.atomic():
        found, case, opened = _enter(seat, request, expect)
        if not holds(by, request.grants, case.facts):
            raise TransitionForbiddenError(
                _("Only this role can do this: %(role)s.") % {"role": by}
            )
        _check_recordable(found, verdict, comment)
        content = _clean(case, found, paper, verdict, comment)
        event = _write_event(case, opened, "recorded", content, request, kind=EventKind.FACT)
        _ask_second(case, opened, found, content, by, event, request)
    return event


def confirm_record(round_id: int, *, actor: User, via: Via) -> Event:
    """Let the seat have decided as was recorded; both names and the day of the paper are kept.

    Raises:
        TransitionRefusedError: whoever recorded it has lost the right to (409).
        WorkflowError: as `confirm` does.
    """
    with transaction.atomic():
        record, case, request = _answer(round_id, actor, via)
        recorder = replace(
            make_request(record.opened_by, via=via), now=request.now, today=request.today
        )
        _check_recorder(record, case, recorder)
        seat, content = get_seat(record.proposed_seat_id or 0), json.loads(record.proposed_inputs)
        if record.content_hash != _freeze(seat, record.proposed_inputs):
            raise StaleTextError(case.row.reference, version=case.row.version)
        event = _write_event(case, seat.round, "confirmed", {}, request, record=record)
        _close(record, RoundOutcome.PASSED, Verdict.APPROVE, "", event, actor)
        vote = Vote(
            verdict=Verdict(content["verdict"]),
            comment=content["comment"],
            content={name: content[name] for name in content if name.startswith("paper_")},
        )
        both = replace(
            recorder,
            automatic=None,
            confirmed_by=actor,
            inputs={PAPER_ON: date.fromisoformat(content[PAPER_ON])},
        )
        return cast_vote(seat, vote, both, check=_check_nothing).event


def decline_record(round_id: int, *, actor: User, comment: str, via: Via) -> Event:
    """Say no to what was recorded; the seat is still asked.

    Raises:
        WorkflowError: as `decline` does.
    """
    with transaction.atomic():
        record, case, request = _answer(round_id, actor, via)
        base = get_seat(record.proposed_seat_id or 0).round
        event = _write_event(
            case, base, "not_confirmed", {"comment": comment}, request, record=record
        )
        _close(record, RoundOutcome.RETURNED, Verdict.OBJECT, comment, event, actor)
    return event


def _enter(seat: Seat | int, request: Request, expect: int | None) -> tuple[Seat, Case, Round]:
    subject_id = get_seat(seat).round.subject_id
    case = load_case(subject_id, today=request.today, lock=True)
    check_visible(case, request)
    check_version(case, expect)
    found = get_seat(seat)
    return found, case, lock_open_round(found.round_id)


def _check_recordable(seat: Seat, verdict: Verdict, comment: str) -> None:
    if seat.round.kind != str(RoundKind.DECIDING):
        raise TransitionRefusedError(_("This round is answered in another way."))
    check_unspoken(seat)
    if not WorkItem.objects.filter(seat=seat, closed_at=None).exists():
        raise TransitionRefusedError(_("It is not this seat's turn yet."))
    if Round.objects.filter(proposed_seat=seat, outcome="").exists():
        raise TransitionRefusedError(
            _("What this seat answered has been recorded; a second person can confirm it.")
        )
    if verdict is Verdict.LAPSE:
        raise InputError({"verdict": [_("Only the clock lets a seat lapse.")]})
    if verdict is Verdict.OBJECT and not comment.strip():
        raise InputError({"comment": [_("Say why they object.")]})


def _clean(
    case: Case, seat: Seat, paper: Mapping[str, Any], verdict: Verdict, comment: str
) -> dict[str, Any]:
    declared = list_paper_inputs(case.machine)
    clean = clean_inputs(declared, case, paper, None)
    kept = keep_inputs(declared, clean)
    return {"seat": seat.pk, "verdict": str(verdict), "comment": comment, **kept}


def _ask_second(
    case: Case,
    opened: Round,
    seat: Seat,
    content: Mapping[str, Any],
    by: Role,
    event: Event,
    request: Request,
) -> None:
    text = format_canonical(content)
    record = Round(
        subject_id=case.row.id,
        name=f"{opened.name[:40]}.record.{seat.pk}",
        kind=str(RoundKind.RECORD),
        opened_at=request.now,
        opened_by=request.actor,
        proposed_seat=seat,
        proposed_inputs=text,
        content_hash=_freeze(seat, text),
        subject_version=event.seq,
    )
    open_round(Opening(event, case, record, ASKING, request, plans=[SeatPlan(by)]))


def _answer(round_id: int, actor: User, via: Via) -> tuple[Round, Case, Request]:
    """Lock the subject, then the record, and check that this person may answer."""
    request = make_request(actor, via=via)
    found = Round.objects.filter(pk=round_id, kind=str(RoundKind.RECORD)).first()
    if found is None:
        raise SubjectNotFoundError(_("There is nothing here under this number."))
    case = load_case(found.subject_id, today=request.today, lock=True)
    check_visible(case, request)
    asked = found.seats.get()
    if not holds(get_role(asked.role), request.grants, case.facts):
        raise TransitionForbiddenError(
            _("Only this role can do this: %(role)s.") % {"role": get_role(asked.role)}
        )
    if found.opened_by_id == actor.pk:
        raise TransitionForbiddenError(
            _("You recorded this yourself: somebody else must confirm it.")
        )
    _check_stands(round_id)
    return lock_open_round(round_id), case, request


def _check_stands(record_id: int) -> None:
    if Round.objects.filter(pk=record_id, outcome=str(RoundOutcome.CANCELLED)).exists():
        raise TransitionRefusedError(
            _(
                "What was recorded has fallen: the seat went to another holder or has answered, or "
                "its round is over. Record anew what still counts."
            )
        )


def _check_recorder(record: Round, case: Case, recorder: Request) -> None:
    """Do nothing while whoever recorded it may still do so: a right that is lost is lost at once.

    Raises:
        TransitionRefusedError: they may not any more (409).
    """
    role = get_role(record.seats.get().role)
    if not holds(role, recorder.grants, case.facts):
        raise TransitionRefusedError(
            _(
                "%(person)s recorded this and is no longer: %(role)s. Decline it, and let somebody "
                "else record it."
            )
            % {"person": record.opened_by, "role": role}
        )


def _close(
    record: Round,
    outcome: RoundOutcome,
    verdict: Verdict,
    comment: str,
    event: Event,
    actor: User,
) -> None:
    record.outcome = str(outcome)
    record.closed_at = event.recorded_at
    record.save(update_fields=["outcome", "closed_at"])
    WorkItem.objects.filter(round=record, closed_at=None).update(
        closed_at=event.recorded_at, closed_by=event
    )
    Decision.objects.create(
        seat=record.seats.get(),
        decided_by=actor,
        verdict=str(verdict),
        comment=comment,
        content_hash=record.content_hash,
        decided_at=event.recorded_at,
        event=event,
    )


def _write_event(
    case: Case,
    base: Round,
    what: str,
    content: Mapping[str, Any],
    request: Request,
    *,
    kind: EventKind = EventKind.DECISION,
    record: Round | None = None,
) -> Event:
    return write_event(
        case,
        request,
        kind=kind,
        name=f"{base.name}.{what}",
        content=content,
        round_id=(record or base).pk,
    )


def _check_nothing(case: Case, seat: Seat, request: Request) -> None:
    """Let the recorder speak: who signed the paper sat there, and a second person has read it."""


def _freeze(seat: Seat, inputs: str) -> str:
    return hashlib.sha256(
        f"{seat.pk}\n{seat.asking}\n{seat.content_hash}\n{inputs}".encode()
    ).hexdigest()
