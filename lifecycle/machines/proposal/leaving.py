"""Leaving the road and coming back: what is set aside still shows the phase it left."""

from collections.abc import Mapping
from typing import Any

from lifecycle.machines.proposal.states import At
from lifecycle.models import Proposal
from lifecycle.phases.records import forget_decision
from workflow.machine import Moving, State, updating
from workflow.prepared import Update, prepared_update


def phase_of(state: str) -> str:
    """Return the phase in which a proposal in `state` is shown; empty when it was set aside."""
    declared: State = getattr(At, state)
    return declared.phase


@prepared_update
def _set_aside(proposal: int, left_phase: str) -> Update:
    return Proposal.objects.filter(pk=proposal), {"left_phase": left_phase}


@updating(_set_aside)
def leave(moving: Moving) -> Mapping[str, Any]:
    """Remember the phase that the proposal leaves."""
    return {"proposal": moving.subject_id, "left_phase": phase_of(moving.facts.subject.state)}


#: Back on the road: nothing is left, nothing is decided.
come_back = forget_decision
