"""Groups of facts that can be read of subjects along with their lock (ADR 0037)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflow.prepared import Question


@dataclass(frozen=True)
class FactGroup:
    """What surrounds subjects, and needs no more of them to be read than their numbers.

    `ask` is given the numbers and today, and returns the read; `make` turns its rows into what the
    facts keep.
    """

    ask: Callable[[Sequence[int], date], Question[Any]]
    make: Callable[[Iterable[Any]], Any]
