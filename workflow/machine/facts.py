"""Facts: all that guards may know of a subject, read in a fixed number of statements."""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple, Self, cast

#: The id in the row of a subject whose birth is only being evaluated.
UNBORN_ID = 0


class SubjectRow(NamedTuple):
    """The narrow row as it was read; `entered_at` is an aware instant."""

    id: int
    kind: str
    reference: str
    parent_id: int | None
    state: str
    version: int
    head_hash: str
    entered_at: datetime

    def in_state(self, state: str) -> "SubjectRow":
        """Return the same row in another state."""
        return self._replace(state=state)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What every machine's facts have; a machine extends it with its own.

    `people` maps the code of a role held by relation to the ids of those who hold it;
    `institutions` maps the code of a role held by institution to the ids of the institutions
    concerned; `milestones` maps what terms count from to its day, or to None while unknown.
    """

    subject: SubjectRow
    today: date
    people: Mapping[str, frozenset[int]] = field(default_factory=dict)
    institutions: Mapping[str, frozenset[int]] = field(default_factory=dict)
    milestones: Mapping[str, date | None] = field(default_factory=dict)
    #: False for what never becomes late: what it waits for climbs no ladder.
    escalates: bool = True
    #: Why another party has the pen on a milestone, by its code: what is opened meanwhile and waits
    #: for that day opens paused.
    pauses: Mapping[str, str] = field(default_factory=dict)

    def list_read(self) -> Collection[str]:
        """Return the names of the groups in `StateMachine.ahead` that were read around it."""
        return ()

    def take(self, found: Mapping[str, Any]) -> None:
        """Take groups that were read already, by their names, for all that was loaded with it."""

    def stand_at(self, subject: SubjectRow) -> Self:
        """Return the same facts around another row of the subject.

        What `dataclasses.replace` returns, sooner: nothing is checked that was checked before.
        """
        known = vars(self)
        moved = object.__new__(type(self))
        vars(moved).update(
            {name: known[name] for name in _list_names(cast("Hashable", type(self)))}
        )
        vars(moved)["subject"] = subject
        return moved


@cache
def _list_names(kind: Hashable) -> tuple[str, ...]:
    return tuple(each.name for each in fields(cast("type[Facts]", kind)))
