"""What a sweep did, in numbers."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from workflow.models import EscalationStanding


@dataclass(frozen=True)
class Sweep:
    """How many items were counted, how many rungs fired and what became of them."""

    counted: int = 0
    spoken: int = 0
    skipped: int = 0
    proposed: int = 0
    #: Items that rungs put on a desk, and those that are over because what climbed is.
    opened: int = 0
    closed: int = 0

    def __add__(self, other: "Sweep") -> "Sweep":
        return Sweep(
            **{name: value + getattr(other, name) for name, value in self.as_numbers().items()}
        )

    def __bool__(self) -> bool:
        """Return whether anything was done."""
        return any(self.as_numbers().values())

    def as_numbers(self) -> dict[str, int]:
        """Return the numbers by their names."""
        return asdict(self)


def count_standings(standings: Iterable[str], *, opened: int) -> Sweep:
    """Return what became of rungs that fired."""
    found = Counter(standings)
    return Sweep(
        spoken=found[str(EscalationStanding.SPOKEN)],
        skipped=found[str(EscalationStanding.SKIPPED)],
        proposed=found[str(EscalationStanding.PROPOSED)],
        opened=opened,
    )
