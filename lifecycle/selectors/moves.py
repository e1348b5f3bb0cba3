"""What a reader can do with a subject now, what is refused to them and why, what others can do."""

from collections.abc import Iterable
from dataclasses import dataclass

from lifecycle.selectors.readers import Reader
from workflow.engine import Explanation, Reason, TransitionExplanation
from workflow.machine.states import Parked

#: Reasons that are no condition on the subject: who asks, where it is, who asked already.
NO_CONDITION = frozenset({"role", "separation", "automatic", "state", "proposed"})


@dataclass(frozen=True)
class Moves:
    """The transitions that leave the present state, as one reader meets them."""

    possible: tuple[TransitionExplanation, ...] = ()
    refused: tuple[TransitionExplanation, ...] = ()
    others: tuple[TransitionExplanation, ...] = ()


def sort_moves(explanation: Explanation, reader: Reader) -> Moves:
    """Return the transitions by what they are to this reader; without an account there are none."""
    if not reader.grants.is_authenticated:
        return Moves()
    here = [each for each in explanation.transitions if each.leaves_here]
    theirs = [each for each in here if each.is_theirs]
    return Moves(
        possible=tuple(each for each in theirs if each.is_allowed),
        refused=tuple(each for each in theirs if not each.is_allowed),
        others=tuple(each for each in here if not each.is_theirs) if reader.is_staff else (),
    )


def list_conditions(explained: TransitionExplanation) -> list[Reason]:
    """Return the conditions on the subject that hold a transition back, whoever asks."""
    return [reason for reason in explained.reasons if reason.code not in NO_CONDITION]


def find_step_on(explanation: Explanation, road: Iterable[str]) -> TransitionExplanation | None:
    """Return the way on of a subject that no way is free for: the first of `road` that leaves here.

    None when one of the ways is free of conditions, or when there is no way on.
    """
    ways = [each for name in road if (each := explanation.find(name)) and each.leaves_here]
    if not ways or not all(list_conditions(each) for each in ways):
        return None
    return ways[0]


def is_grave(explained: TransitionExplanation) -> bool:
    """Return whether the transition sets the subject aside."""
    return isinstance(explained.transition.arrow.target, Parked)
