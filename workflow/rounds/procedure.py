"""What the flow of a round asks of the engine, which alone writes subjects and work items.

The flow knows the order in which things happen and nothing of what they are about; the engine gives
it a procedure for as long as one transaction lasts.
"""

from collections.abc import Sequence
from typing import Any, Protocol

from workflow.models import Seat


class Procedure(Protocol):
    """The engine's side of a run."""

    def first_seats(self, run: Any) -> Sequence[Seat]:
        """Write the round of a run that begins, with its seats; return those that are asked."""

    def next_seats(self) -> Sequence[Seat]:
        """Return the seats to be asked now that one has spoken; none unless they take turns."""

    def open_items(self, asked: Sequence[tuple[Seat, Any]]) -> None:
        """Put what is asked of each seat on its desk, with the task that asks it."""

    def close_item(self, task: Any) -> None:
        """Take what the task asked from its desk."""

    def is_settled(self) -> bool:
        """Return whether what was said so far settles the round."""

    def conclude(self) -> None:
        """End the round, and move what its end moves."""
