"""Cast: what a seat says is written, and what the round then moves is moved with it."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow.engine.evaluation import check_version, check_visible
from workflow.engine.planning import OutsideLockError
from workflow.engine.reading import Case, load_cases, lock_rows
from workflow.engine.request import Request
from workflow.engine.settling import foresee_ids, settle_round
from workflow.engine.writing import write_event
from workflow.exceptions import (
    InputError,
    StaleTextError,
    SubjectNotFoundError,
    TransitionRefusedError,
    WorkflowError,
)
from workflow.machine.transitions import DeclaredRound
from workflow.models import (
    COUNTING,
    Decision,
    Event,
    EventKind,
    Round,
    RoundKind,
    RoundOutcome,
    Seat,
    Verdict,
    WorkItem,
)
from workflow.prepared import Update, insert, prepared, prepared_update

T = TypeVar("T")

#: What moves along may grow between being computed and being locked, but not for ever.
ATTEMPTS = 3
#: Rounds in which a second person confirms something; they are answered by `confirm`.
CONFIRMING = frozenset({str(RoundKind.COUNTERSIGN), str(RoundKind.RECORD)})
#: Why nothing is done from, or about, a seat that has no vote.
JOINED = gettext_lazy("The institution that took over the holder of this seat speaks for both.")
#: Raises when this person may not speak for the seat.
Check = Callable[[Case, Seat, Request], None]


@dataclass(frozen=True, kw_only=True)
class Vote:
    """What is to be written of a seat; `write` writes the domain's part of it."""

    verdict: Verdict
    comment: str = ""
    content: Mapping[str, Any] = field(default_factory=dict)
    #: The hash of the text its holder read.
    expect_hash: str | None = None
    write: Callable[[], None] | None = None


def cast_vote(
    seat: Seat | int, vote: Vote, request: Request, *, check: Check, expect: int | None = None
) -> Decision:
    """Write the vote, and settle the round with it, in one transaction.

    1. What the decision would move is computed without locks.
    2. All of it is locked in ascending id and read again, then everything is checked.
    3. When more would move by now, nothing is kept, and step 2 is repeated with the new rows.

    Raises:
        WorkflowError: as `decide` does.
    """
    found = get_seat(seat)
    wanted = frozenset({found.round.subject_id})
    with suppress(WorkflowError):
        # Whatever stands against it is said in its order, once the rows are locked.
        wanted |= foresee_ids(found, vote.verdict, vote.comment, request)
    return lock_more(wanted, lambda ids: _cast(found, vote, request, check, expect, ids))


def lock_more(wanted: frozenset[int], act: Callable[[frozenset[int]], T]) -> T:
    """Return what `act` does under the locks of these subjects, and of those it finds it needs.

    Raises:
        OutsideLockError: it needs others each time.
    """
    for _attempt in range(ATTEMPTS - 1):
        try:
            return act(wanted)
        except OutsideLockError as error:
            wanted |= error.ids
    return act(wanted)


def get_seat(seat: Seat | int) -> Seat:
    """Return a seat with its round, as it is now.

    Raises:
        SubjectNotFoundError: there is none (404).
    """
    found = _read_seat(seat if isinstance(seat, int) else seat.pk)
    if not found:
        raise SubjectNotFoundError(_("There is nothing here under this number."))
    return found[0]


@prepared
def _read_seat(key: int) -> QuerySet[Seat]:
    return Seat.objects.select_related("round").filter(pk=key)


def lock_open_round(round_id: int) -> Round:
    """Return the round, locked; its subject is locked already.

    Raises:
        TransitionRefusedError: it is over (409).
    """
    (opened,) = _lock_round(round_id)
    if opened.outcome:
        raise TransitionRefusedError(_("This round is over."))
    return opened


@prepared
def _lock_round(round_id: int) -> QuerySet[Round]:
    return Round.objects.select_for_update(no_key=True).filter(pk=round_id)


def check_unspoken(seat: Seat) -> None:
    """Do nothing while the seat has a vote and has not cast it.

    Raises:
        TransitionRefusedError: it has, or another seat speaks for it (409).
    """
    if seat.joined_to_id is not None:
        raise TransitionRefusedError(str(JOINED))
    if seat.carried_from_id or _list_counting(seat):
        raise TransitionRefusedError(_("This seat has already decided."))


@prepared
def _list_counting(seat: Seat) -> QuerySet[Decision, int]:
    return Decision.objects.filter(COUNTING, seat=seat).values_list("pk", flat=True)


def void_records(seat: Seat, event: Event) -> None:
    """Let fall what was recorded from paper for the seat and waits to be confirmed."""
    if _void_records(seat, outcome=str(RoundOutcome.CANCELLED), closed_at=event.recorded_at):
        WorkItem.objects.filter(round__proposed_seat=seat, closed_at=None).update(
            closed_at=event.recorded_at, closed_by=event
        )


@prepared_update
def _void_records(seat: Seat, **ended: Any) -> Update:
    return Round.objects.filter(proposed_seat=seat, outcome=""), ended


def _cast(
    found: Seat,
    vote: Vote,
    request: Request,
    check: Check,
    expect: int | None,
    wanted: frozenset[int],
) -> Decision:
    with transaction.atomic():
        cases = load_cases(lock_rows(wanted), today=request.today)
        case = cases[found.round.subject_id]
        check_visible(case, request)
        check_version(case, expect)
        seat = get_seat(found)
        check(case, seat, request)
        opened, item = _lock_undecided(seat)
        _check_text(case, opened, seat, vote)
        decision = _write(case, opened, seat, vote, request)
        settle_round(opened, item, cases, decision.event, request)
    return decision


def _lock_undecided(seat: Seat) -> tuple[Round, WorkItem]:
    if seat.round.kind in CONFIRMING:
        raise TransitionRefusedError(_("This round is answered in another way."))
    check_unspoken(seat)
    opened = lock_open_round(seat.round_id)
    asked = _list_asked(seat)
    if not asked:
        raise TransitionRefusedError(_("It is not this seat's turn yet."))
    return opened, asked[0]


@prepared
def _list_asked(seat: Seat) -> QuerySet[WorkItem]:
    asked = WorkItem.objects.filter(seat=seat, closed_at__isnull=True)
    return asked.select_related("task").order_by("pk")[:1]


def _check_text(case: Case, opened: Round, seat: Seat, vote: Vote) -> None:
    """Do nothing when what is said is about the text of the seat, and that text still stands."""
    declared = case.machine.rounds.get(opened.name)
    stale = vote.expect_hash is not None and vote.expect_hash != seat.content_hash
    if declared is not None and declared.content_hash is not None:
        stale |= opened.content_hash != declared.content_hash(case.facts)
    if declared is not None and seat.content_hash != opened.content_hash:
        stale |= seat.content_hash not in _list_own_texts(case, declared, seat)
    if stale and vote.verdict is not Verdict.LAPSE:
        raise StaleTextError(case.row.reference or str(case.row.id), version=case.row.version)
    decides = opened.kind == str(RoundKind.DECIDING)
    if decides and vote.verdict is Verdict.OBJECT and not vote.comment.strip():
        raise InputError({"comment": [_("Say why you object.")]})


def _list_own_texts(case: Case, declared: DeclaredRound, seat: Seat) -> list[str]:
    """Return the texts that the holder of this seat would be asked about now."""
    holder = (seat.role, seat.person_id, seat.institution_id)
    return [
        plan.content_hash
        for plan in declared.seats(case.facts, {})
        if (plan.role.code, plan.person_id, plan.institution_id) == holder
    ]


def _write(case: Case, opened: Round, seat: Seat, vote: Vote, request: Request) -> Decision:
    if vote.write is not None:
        vote.write()
    event = write_event(
        case,
        request,
        kind=EventKind.DECISION,
        name=f"{opened.name}.{vote.verdict}",
        content={"seat": seat.pk, "comment": vote.comment, **vote.content},
        round_id=opened.pk,
    )
    if opened.kind == str(RoundKind.DECIDING):
        void_records(seat, event)
    decision = Decision(
        seat=seat,
        decided_by=request.actor,
        on_behalf_of=request.on_behalf_of,
        verdict=str(vote.verdict),
        comment=vote.comment,
        content_hash=seat.content_hash,
        asking=seat.asking,
        decided_at=request.now,
        event=event,
    )
    insert(decision)
    return decision
