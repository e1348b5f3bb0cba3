"""Runs of rounds: begun, gone on with and called off, each inside a transaction of the engine."""

from collections.abc import Sequence
from typing import Any

from workflow.models import Round, RoundRun, Seat
from workflow.rounds.flow import RoundFlow
from workflow.rounds.nodes import HumanActivation
from workflow.rounds.procedure import Procedure


def begin_run(procedure: Procedure) -> None:
    """Open a round: its seats are asked."""
    RoundFlow.start.run(procedure=procedure)


def go_on(opened: Round, task: Any, procedure: Procedure) -> None:
    """Let the seat of this task have spoken, with all that follows from it."""
    with RoundFlow.lock(opened.run_id):
        task.process = _get_run(opened, procedure)
        HumanActivation(task).speak()


def look_again(opened: Round, task: Any, procedure: Procedure) -> None:
    """Let the round end when it is settled by now, although nobody has spoken.

    `task` is one that was done: the gate behind it is tried once more.
    """
    with RoundFlow.lock(opened.run_id):
        task.process = _get_run(opened, procedure)
        HumanActivation(task).activate_next()


def ask_again(opened: Round, seats: Sequence[Seat], procedure: Procedure) -> None:
    """Ask seats of an open round that said nothing that counts any more."""
    if opened.run_id is None:
        # It was opened before rounds ran on viewflow.
        procedure.open_items([(seat, None) for seat in seats])
        return
    with RoundFlow.lock(opened.run_id):
        RoundFlow.ask.ask_more(_get_run(opened, procedure), seats)


def call_off(opened: Round, procedure: Procedure) -> None:
    """Ask the seats of an open round no longer: its subject moves on without it."""
    RoundFlow.instance.cancel(_get_run(opened, procedure))


def _get_run(opened: Round, procedure: Procedure) -> RoundRun:
    run: RoundRun = RoundRun.objects.get(pk=opened.run_id)
    run.procedure = procedure
    return run
