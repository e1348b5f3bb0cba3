"""Leaving the road and coming back: what is set aside still shows the phase it left."""

from lifecycle.machines.proposal.states import At
from lifecycle.models import Proposal
from lifecycle.phases.records import forget_decision
from workflow.machine import Move, State


def phase_of(state: str) -> str:
    """Return the phase in which a proposal in `state` is shown; empty when it was set aside."""
    declared: State = getattr(At, state)
    return declared.phase


def leave(move: Move) -> None:
    """Remember the phase that the proposal leaves."""
    Proposal.objects.filter(pk=move.subject_id).update(
        left_phase=phase_of(move.facts.subject.state)
    )


#: Back on the road: nothing is left, nothing is decided.
come_back = forget_decision
