"""Leaving the road and coming back: what is set aside still shows the phase it left."""

from collections.abc import Sequence

from lifecycle.machines.proposal.states import At
from lifecycle.models import Proposal
from lifecycle.phases.records import forget_decision
from workflow.machine import Move, SharedEffect, State
from workflow.prepared import Update, change_each, prepared_update


def phase_of(state: str) -> str:
    """Return the phase in which a proposal in `state` is shown; empty when it was set aside."""
    declared: State = getattr(At, state)
    return declared.phase


@SharedEffect
def leave(moves: Sequence[Move]) -> None:
    """Remember the phase that each proposal leaves."""
    change_each(
        _set_aside,
        [
            {"proposal": move.subject_id, "left_phase": phase_of(move.facts.subject.state)}
            for move in moves
        ],
    )


@prepared_update
def _set_aside(proposal: int, left_phase: str) -> Update:
    return Proposal.objects.filter(pk=proposal), {"left_phase": left_phase}


#: Back on the road: nothing is left, nothing is decided.
come_back = forget_decision
