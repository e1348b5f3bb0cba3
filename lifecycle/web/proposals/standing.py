"""Where a proposal stands, as its page draws it: the state with its icon, and the seven phases."""

from dataclasses import dataclass
from datetime import date

from lifecycle.models import Proposal
from lifecycle.vocabulary import PROPOSAL_PHASES, Phase, ProposalState
from lifecycle.web.work.badges import Badge, describe_due
from workflow.machine.registry import get_machine
from workflow.machine.states import Waiting

#: Ends that everybody hoped for.
_GOOD_ENDS = {ProposalState.ADOPTED.value, ProposalState.FULFILLED.value}


@dataclass(frozen=True)
class PhaseStep:
    """One of the seven phases: `done`, `current` or `todo`."""

    words: str
    status: str


def describe_state(state: str) -> Badge:
    """Return the state as colour, icon and words."""
    declared = get_machine("proposal").states[state]
    words = str(declared.label)
    if isinstance(declared, Waiting):
        return Badge("waiting", words)
    return Badge("done", words) if state in _GOOD_ENDS else Badge("quiet", words, "archive")


def describe_deadline(due_days: list[date | None], *, today: date) -> Badge | None:
    """Return the badge of the nearest due day, or None when nobody is waited for by some day."""
    days = [day for day in due_days if day is not None]
    return describe_due(min(days), today=today) if days else None


def list_steps(proposal: Proposal) -> list[PhaseStep]:
    """Return the seven phases, the present one or the one it left marked."""
    phase = find_phase(proposal.state, proposal.left_phase)
    present = PROPOSAL_PHASES.index(phase) if phase is not None else -1
    is_over = proposal.state == ProposalState.ADOPTED.value
    return [
        PhaseStep(str(each.label), _find_status(number, present, is_over=is_over))
        for number, each in enumerate(PROPOSAL_PHASES)
    ]


def find_phase(state: str, left_phase: str) -> Phase | None:
    """Return the phase people read for this state, None when it never had one."""
    code = get_machine("proposal").states[state].phase or left_phase
    return Phase(code) if code else None


def _find_status(number: int, present: int, *, is_over: bool) -> str:
    if number < present or (is_over and number == present):
        return "done"
    return "current" if number == present else "todo"
