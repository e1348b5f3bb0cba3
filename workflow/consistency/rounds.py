"""Rounds, seats, decisions and items agree on who has spoken and who still has to."""

from collections.abc import Iterator, Sequence

from viewflow.workflow.status import PROCESS

from workflow.consistency.snapshot import RoundRow, SeatRow, SubjectState
from workflow.machine.declaration import StateMachine
from workflow.models import RoundKind, RoundOutcome
from workflow.rounds.settlement import Settlement, settle, settle_collecting

#: How far the run of a round has come, by its outcome.
_RUNS = {"": PROCESS.NEW, str(RoundOutcome.CANCELLED): PROCESS.CANCELED}


def find_round_faults(
    subject: SubjectState, machine: type[StateMachine]
) -> Iterator[tuple[str, str]]:
    """Yield rounds that run where they should not, or do not where they should, and lost seats."""
    declared = {each.name for each in machine.list_rounds_in(subject.state)}
    running = [each for each in subject.rounds if not each.outcome]
    entered = {
        each.name
        for each in subject.rounds
        if each.opened_at >= subject.entered_at
        and each.outcome != str(RoundOutcome.CANCELLED)
        and not each.is_countersign
    }
    for name in sorted(declared - entered):
        yield "round", f"the round {name} was not opened in {subject.state}"
    for each in running:
        yield from _find_running_faults(subject, machine, each, declared)
    for each in subject.rounds:
        yield from _find_seat_faults(subject, machine, each)
        yield from _find_end_faults(subject, machine, each)
        yield from _find_run_faults(subject, each)


def _find_running_faults(
    subject: SubjectState, machine: type[StateMachine], running: RoundRow, declared: set[str]
) -> Iterator[tuple[str, str]]:
    if running.is_record:
        return
    if not running.is_countersign:
        if running.name not in declared:
            yield "round", f"the round {running.name} runs, which {subject.state} does not have"
        return
    if running.subject_version != subject.version:
        yield "round", f"what was proposed as {running.name} is void, and still asked"
    exits = {each.name for each in machine.list_exits(subject.state)}
    if running.proposed_transition not in exits:
        yield "round", f"{running.proposed_transition} is proposed and cannot leave {subject.state}"


def _find_seat_faults(
    subject: SubjectState, machine: type[StateMachine], each: RoundRow
) -> Iterator[tuple[str, str]]:
    seats = subject.seats.get(each.id, [])
    declared = machine.rounds.get(each.name)
    in_turn = declared is not None and declared.sequential
    if not seats:
        yield "seat", f"{_name(each)} has no seat"
    for seat in seats:
        waits_its_turn = in_turn and not seat.was_asked
        expected = not each.outcome and not seat.has_decided and not waits_its_turn
        if seat.is_open != expected:
            said = "has spoken" if seat.has_decided else "has not spoken"
            yield "seat", f"a seat of {_name(each)} {said}, and its item says otherwise"
    # More than one is asked when the ministry chose not to wait for those before.
    if in_turn and not each.outcome and not any(seat.is_open for seat in seats):
        yield "seat", f"{_name(each)} asks one after the other, and no seat is asked"


def _find_end_faults(
    subject: SubjectState, machine: type[StateMachine], each: RoundRow
) -> Iterator[tuple[str, str]]:
    """Yield a round that ended otherwise than its ballots settle it, or runs although they do.

    A deciding round may be settled, and its last seats closed, before every seat has spoken.
    """
    if each.outcome == str(RoundOutcome.CANCELLED) or not subject.seats.get(each.id):
        return
    ended = _settle(machine, each, subject.seats[each.id])
    if each.outcome and not ended:
        yield "round", f"{_name(each)} is over before every seat has spoken"
    elif ended and not each.outcome:
        yield "round", f"{_name(each)} runs although every seat has spoken"
    elif ended != each.outcome:
        yield "round", f"{_name(each)} was {each.outcome}, its ballots say {ended}"


def _find_run_faults(subject: SubjectState, each: RoundRow) -> Iterator[tuple[str, str]]:
    """Yield a run that goes on or not as its round does not, or asks other seats than lie open."""
    if each.run_status is None:
        return
    expected = _RUNS.get(each.outcome, PROCESS.DONE)
    if each.run_status != expected:
        yield "run", f"the run of {_name(each)} is {each.run_status}, not {expected}"
    open_seats = sum(seat.is_open for seat in subject.seats.get(each.id, []))
    if each.open_tasks != open_seats:
        yield "run", f"the run of {_name(each)} asks {each.open_tasks} seats, {open_seats} lie open"


def _settle(machine: type[StateMachine], each: RoundRow, seats: Sequence[SeatRow]) -> str:
    """Return how the ballots of a round end it, or an empty text while they do not."""
    ballots = [seat.ballot for seat in seats]
    declared = machine.rounds.get(each.name)
    if each.kind == str(RoundKind.DECIDING) and declared is not None:
        settlement = settle(declared.rule, ballots)
        return "" if settlement is Settlement.OPEN else str(settlement)
    return (each.outcome or "ended") if settle_collecting(ballots) else ""


def _name(each: RoundRow) -> str:
    return f"the round {each.id} ({each.name})"
