"""What a file holds, with the place of every value: one shape for YAML, CSV and XLSX.

Values stay text until a format reads them, so that `no`, `012` or `12:30` mean what was written
and not what a file format makes of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lifecycle.services.loading.problems import Problem

#: What a plain YAML scalar or an empty cell says when it says nothing.
BLANKS = frozenset({"", "~", "null"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands; `line` counts from 1, `column` as in `Problem`."""

    line: int
    column: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value, as text."""

    text: str
    place: Place
    quoted: bool = False

    @property
    def is_blank(self) -> bool:
        """Tell whether the value says nothing."""
        return not self.quoted and self.text.strip() in BLANKS


@dataclass(frozen=True, slots=True)
class Listing:
    """Values in an order."""

    items: tuple["Node", ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Branch:
    """Values by name; `key_places` says where each name stands."""

    entries: Mapping[str, "Node"]
    place: Place
    key_places: Mapping[str, Place] = field(default_factory=dict)


Node = Leaf | Listing | Branch


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a CSV file or of one sheet, by header; blank rows are left out.

    A row that could not be read is not in `rows`: `problems` says why.
    """

    name: str
    headers: tuple[Leaf, ...]
    rows: tuple[Branch, ...]
    problems: tuple[Problem, ...] = ()
