"""Rounds, seats, decisions and items agree on who has spoken and who still has to."""

from collections.abc import Iterator

from workflow.consistency.snapshot import RoundRow, SubjectState
from workflow.machine.declaration import StateMachine
from workflow.models import RoundOutcome


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
        yield from _find_seat_faults(subject, each)


def _find_running_faults(
    subject: SubjectState, machine: type[StateMachine], running: RoundRow, declared: set[str]
) -> Iterator[tuple[str, str]]:
    if not running.is_countersign:
        if running.name not in declared:
            yield "round", f"the round {running.name} runs, which {subject.state} does not have"
        return
    if running.subject_version != subject.version:
        yield "round", f"what was proposed as {running.name} is void, and still asked"
    exits = {each.name for each in machine.list_exits(subject.state)}
    if running.proposed_transition not in exits:
        yield "round", f"{running.proposed_transition} is proposed and cannot leave {subject.state}"


def _find_seat_faults(subject: SubjectState, each: RoundRow) -> Iterator[tuple[str, str]]:
    seats = subject.seats.get(each.id, [])
    is_over = bool(each.outcome)
    name = f"the round {each.id} ({each.name})"
    if not seats:
        yield "seat", f"{name} has no seat"
    for seat in seats:
        if seat.is_open != (not is_over and not seat.has_decided):
            said = "has spoken" if seat.has_decided else "has not spoken"
            yield "seat", f"a seat of {name} {said}, and its item says otherwise"
    settled = bool(seats) and all(seat.has_decided for seat in seats)
    if each.outcome not in {"", str(RoundOutcome.CANCELLED)} and not settled:
        yield "round", f"{name} is over before every seat has spoken"
    if not is_over and settled:
        yield "round", f"{name} runs although every seat has spoken"
