"""Leaving the road and coming back: what is set aside still shows the phase it left."""

from collections.abc import Mapping
from typing import Any

from lifecycle.machines.proposal.states import At
from lifecycle.models import Proposal
from lifecycle.phases.records import forget_decision
from workflow.machine import Moving, State, writing


def phase_of(state: str) -> str:
    """Return the phase in which a proposal in `state` is shown; empty when it was set aside."""
    declared: State = getattr(At, state)
    return declared.phase


@writing(Proposal)
def leave(moving: Moving) -> Mapping[str, Any]:
    """Remember the phase that the proposal leaves."""
    return {"left_phase": phase_of(moving.facts.subject.state)}


#: Back on the road: nothing is left, nothing is decided.
come_back = forget_decision
