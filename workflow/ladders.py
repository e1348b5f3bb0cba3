"""Ladders: code names them and gives their first rungs; from then on the database rules."""

from collections.abc import Iterable
from dataclasses import dataclass

from workflow.roles import Role


@dataclass(frozen=True)
class Rung:
    """One step: `offset` working days from the due day, negative before it, to a role."""

    code: str
    offset: int
    role: Role


@dataclass(frozen=True)
class DeclaredLadder:
    """A ladder as it stands in a new database; its name is kept in three languages."""

    code: str
    name_fr: str
    name_ar: str
    name_en: str
    rungs: tuple[Rung, ...]


_REGISTRY: dict[str, DeclaredLadder] = {}


def register_ladders(ladders: Iterable[DeclaredLadder]) -> None:
    """Make `ladders` known, so that they are created after a migration."""
    for ladder in ladders:
        _REGISTRY[ladder.code] = ladder


def list_ladders() -> list[DeclaredLadder]:
    """Return every registered ladder, in the order of registration."""
    return list(_REGISTRY.values())
