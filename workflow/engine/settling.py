"""Settle: a round ends as its rule says, and what its end moves is moved with it at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from workflow.engine.applying import apply_plan
from workflow.engine.evaluation import check_allowed, evaluate
from workflow.engine.opening import get_asking, list_unasked
from workflow.engine.planning import (
    Fetch,
    OutsideLockError,
    Plan,
    Step,
    clean_step,
    close_plan,
    follow,
)
from workflow.engine.procedure import Desks
from workflow.engine.reading import Case, load_case, load_cases, read_rows
from workflow.engine.request import Request
from workflow.history.append import advance
from workflow.machine.transitions import DeclaredRound, Transition
from workflow.models import (
    COUNTING,
    VOTING,
    Decision,
    Event,
    Round,
    RoundKind,
    RoundOutcome,
    Seat,
    Verdict,
    WorkItem,
)
from workflow.prepared import prepared
from workflow.roles import Automatic
from workflow.rounds.running import go_on, look_again
from workflow.rounds.settlement import Ballot, Settlement, cast, settle, settle_collecting

#: The inputs of a transition into which what the objectors said goes.
REASONS = ("reason", "comment")


def list_ballots(opened: Round) -> list[Ballot]:
    """Return what each seat of the round said, in the order of their ranks, in two statements.

    A seat that another one speaks for has no ballot: one vote each.
    """
    said = {seat: (Verdict(verdict), comment) for seat, verdict, comment in _list_decisions(opened)}
    return [_make_ballot(seat, *said.get(seat.pk, (None, ""))) for seat in _list_voting(opened)]


@prepared
def _list_decisions(opened: Round) -> QuerySet[Decision, tuple[int, str, str]]:
    decisions = Decision.objects.filter(COUNTING, seat__round=opened).order_by()
    return decisions.values_list("seat_id", "verdict", "comment")


@prepared
def _list_voting(opened: Round) -> QuerySet[Seat]:
    return Seat.objects.filter(VOTING, round=opened).order_by("rank", "pk")


def foresee_ids(seat: Seat, verdict: Verdict, comment: str, request: Request) -> frozenset[int]:
    """Return the subjects that the vote would move as things stand, without a lock.

    Raises:
        WorkflowError: one of them could not move.
    """
    opened = seat.round
    if opened.kind != str(RoundKind.DECIDING):
        return frozenset()
    case = load_case(opened.subject_id, today=request.today)
    declared = case.machine.rounds[opened.name]
    if not _may_move_others(declared):
        return frozenset()
    ballots = cast(list_ballots(opened), seat.pk, verdict, comment)
    cases = {case.row.id: case}

    def fetch(ids: Iterable[int]) -> Mapping[int, Case]:
        missing = frozenset(ids) - cases.keys()
        cases.update(load_cases(read_rows(missing), today=request.today))
        return cases

    return _plan(case, declared, ballots, fetch, request).subject_ids


def settle_round(
    opened: Round, item: WorkItem, cases: Mapping[int, Case], event: Event, request: Request
) -> None:
    """Take what was asked from its desk; end the round when its ballots settle it.

    Needs a transaction. `cases` are the subjects that are locked, as they were read before `event`
    was written.

    Raises:
        OutsideLockError: more subjects would move than are locked.
        TransitionRefusedError: one of those that would move cannot.
    """
    ballots = list_ballots(opened)
    if opened.kind == str(RoundKind.DECIDING):
        speaking = _make_speaking(opened, ballots, cases, event, request)
        if item.task is None:
            _go_on_without_run(item, speaking)
        else:
            go_on(opened, item.task, speaking)
        _move_meanwhile(speaking)
        return
    _close_item(item, event)
    if settle_collecting(ballots):
        close_round(opened, RoundOutcome.COLLECTED, event)


def settle_again(
    opened: Round, item: WorkItem, cases: Mapping[int, Case], event: Event, request: Request
) -> None:
    """End the round when its ballots settle it since `event`, although nobody has spoken.

    Needs a transaction. `item` is what was asked of the seat whose vote counts no more.

    Raises:
        OutsideLockError, TransitionRefusedError: as `settle_round` does.
    """
    speaking = _make_speaking(opened, list_ballots(opened), cases, event, request)
    if item.task is None:
        _end_without_run(speaking)
    else:
        look_again(opened, item.task, speaking)
    _move_meanwhile(speaking)


def _move_meanwhile(speaking: "Speaking") -> None:
    """Move what each decision moves at once, while the round goes on."""
    if not speaking.is_settled() and speaking.declared.decision_moves is not None:
        speaking.move()


@dataclass(kw_only=True)
class Speaking(Desks):
    """A seat has spoken: the next is asked, or the round ends and moves what its end moves."""

    declared: DeclaredRound
    cases: Mapping[int, Case]
    ballots: Sequence[Ballot]

    @property
    def settlement(self) -> Settlement:
        """Return what the ballots amount to."""
        return settle(self.declared.rule, self.ballots)

    def is_settled(self) -> bool:
        """Return whether what was said so far settles the round."""
        return self.settlement is not Settlement.OPEN

    def next_seats(self) -> Sequence[Seat]:
        """Return whoever is next, in a round that asks one after the other."""
        if not self.asking.sequential or self.is_settled():
            return ()
        if WorkItem.objects.filter(round=self.opened, closed_at=None).exists():
            return ()
        return list_unasked(self.opened)[:1]

    def conclude(self) -> None:
        """End the round, and move what its end moves."""
        # First: what leaves the state calls off the rounds that still run there.
        close_round(self.opened, RoundOutcome(self.settlement), self.event)
        self.move()

    def move(self) -> None:
        """Move all that these ballots move, on facts in which what was decided is known.

        Raises:
            OutsideLockError: more subjects would move than are locked.
        """
        rows = [
            advance(each.row, self.event) if each is self.case else each.row
            for each in self.cases.values()
        ]
        known = load_cases(rows, today=self.request.today)

        def fetch(ids: Iterable[int]) -> Mapping[int, Case]:
            missing = frozenset(ids) - known.keys()
            if missing:
                raise OutsideLockError(missing)
            return known

        case = known[self.case.row.id]
        plan = _plan(case, self.declared, self.ballots, fetch, self.request)
        ending = replace(self.request, automatic=Automatic.ROUND, inputs={})
        apply_plan(plan, ending, origin=self.event)


def _go_on_without_run(item: WorkItem, speaking: Speaking) -> None:
    """Let a seat have spoken in a round that was opened before rounds ran on viewflow."""
    _close_item(item, speaking.event)
    speaking.open_items([(seat, None) for seat in speaking.next_seats()])
    _end_without_run(speaking)


def _end_without_run(speaking: Speaking) -> None:
    if not speaking.is_settled():
        return
    WorkItem.objects.filter(round=speaking.opened, closed_at=None).update(
        closed_at=speaking.event.recorded_at, closed_by=speaking.event
    )
    speaking.conclude()


def _close_item(item: WorkItem, event: Event) -> None:
    item.closed_at, item.closed_by = event.recorded_at, event
    item.save(update_fields=["closed_at", "closed_by"])


def close_round(opened: Round, outcome: RoundOutcome, event: Event) -> None:
    """Say how the round ended."""
    opened.outcome = str(outcome)
    opened.closed_at = event.recorded_at
    opened.save(update_fields=["outcome", "closed_at"])


def _make_speaking(
    opened: Round,
    ballots: Sequence[Ballot],
    cases: Mapping[int, Case],
    event: Event,
    request: Request,
) -> Speaking:
    case = cases[opened.subject_id]
    declared = case.machine.rounds[opened.name]
    return Speaking(
        event,
        case,
        opened,
        get_asking(declared),
        request,
        declared=declared,
        cases=cases,
        ballots=ballots,
    )


def _plan(
    case: Case,
    declared: DeclaredRound,
    ballots: Sequence[Ballot],
    fetch: Fetch,
    request: Request,
) -> Plan:
    """Return all that these ballots move: the end of the round, and what each decision moves."""
    steps = []
    settlement = settle(declared.rule, ballots)
    if settlement is not Settlement.OPEN:
        steps.append(_end(case, declared, settlement, ballots, request))
    moves = declared.decision_moves(case.facts, ballots) if declared.decision_moves else ()
    moves = list(moves)
    members = fetch([move.subject_id for move in moves]) if moves else {}
    steps += [follow(move, members[move.subject_id]) for move in moves]
    return close_plan(steps, fetch)


def _end(
    case: Case,
    declared: DeclaredRound,
    settlement: Settlement,
    ballots: Sequence[Ballot],
    request: Request,
) -> Step:
    passes = settlement is Settlement.PASSED
    transition = declared.passed if passes else declared.returned
    if transition is None:
        message = f"the round {declared.name} does not say what it fires when it is {settlement}"
        raise LookupError(message)
    inputs = _gather_reasons(transition, ballots)
    ending = replace(request, automatic=Automatic.ROUND, inputs=inputs)
    check_allowed(evaluate(case, transition, ending))
    return clean_step(case, transition, ending)


def _gather_reasons(transition: Transition, ballots: Sequence[Ballot]) -> dict[str, Any]:
    """Return what the objectors said, for an input that asks for it."""
    said = [each.comment for each in ballots if each.verdict is Verdict.OBJECT and each.comment]
    text = "\n\n".join(said) or _("Nobody gave a reason.")
    return {
        each.name: text
        for each in transition.inputs
        if each.name in REASONS and (said or each.may_be_required)
    }


def _make_ballot(seat: Seat, verdict: Verdict | None, comment: str) -> Ballot:
    return Ballot(
        seat_id=seat.pk,
        verdict=Verdict.APPROVE if seat.carried_from_id is not None else verdict,
        comment=comment,
        role=seat.role,
        person_id=seat.person_id,
        institution_id=seat.institution_id,
    )


def _may_move_others(declared: DeclaredRound) -> bool:
    ends = (declared.passed, declared.returned)
    cascades = any(each is not None and each.cascades is not None for each in ends)
    return cascades or declared.decision_moves is not None
