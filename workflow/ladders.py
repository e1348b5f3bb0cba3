"""Ladders: code names them and gives their first rungs; from then on the database rules."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from workflow.roles import Role

#: In working days, a year and more: a rung that is further away is a mistake of typing.
FURTHEST = 300
#: So many working days take less than so many civil days, whatever is off among them.
REACH = timedelta(days=500)


class CountedFrom(StrEnum):
    """The day from which the rungs of a ladder are counted."""

    #: The due day of the item; an undated item climbs nothing.
    DUE = "due"
    #: The day from which the item itself is counted: an undated one ages, so does who is awaited.
    OPENING = "opening"


class RungForm(StrEnum):
    """In what form a rung speaks."""

    #: Part of the daily message of whoever it is for.
    DIGEST = "digest"
    #: A message of its own, at once.
    AT_ONCE = "at_once"
    #: A work item on the desk of the role, which is held in a group.
    WORK_ITEM = "work_item"
    #: A line on the list of what is late, which the daily message announces.
    LIST = "list"


@dataclass(frozen=True)
class Rung:
    """One step: `offset` working days from the day it counts from, negative before it, to roles."""

    code: str
    offset: int
    roles: tuple[Role, ...]
    form: RungForm = RungForm.DIGEST


@dataclass(frozen=True)
class DeclaredLadder:
    """A ladder as it stands in a new database; its name is kept in three languages."""

    code: str
    name_fr: str
    name_ar: str
    name_en: str
    rungs: tuple[Rung, ...]
    counted_from: CountedFrom = CountedFrom.DUE


_REGISTRY: dict[str, DeclaredLadder] = {}


def register_ladders(ladders: Iterable[DeclaredLadder]) -> None:
    """Make `ladders` known, so that they are created after a migration."""
    for ladder in ladders:
        _REGISTRY[ladder.code] = ladder


def list_ladders() -> list[DeclaredLadder]:
    """Return every registered ladder, in the order of registration."""
    return list(_REGISTRY.values())
