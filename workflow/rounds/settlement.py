"""Settlement: pure rules over ballots, tested exhaustively."""

from collections.abc import Sequence
from dataclasses import dataclass

from workflow.models import Verdict


@dataclass(frozen=True)
class Ballot:
    """What one seat said; `verdict` is None while it has not."""

    seat_id: int
    verdict: Verdict | None


def settle_collecting(ballots: Sequence[Ballot]) -> bool:
    """Return whether a collecting round is complete: every seat has spoken, if only to abstain.

    A round without seats is never complete: it must not have been opened.
    """
    return bool(ballots) and all(ballot.verdict is not None for ballot in ballots)
