"""Roles: what somebody must hold to move a subject, and how they come to hold it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise


class Held(StrEnum):
    """How a person comes to hold a role."""

    #: Member of the group of the same name, everywhere.
    GROUP = "group"
    #: Holder of a grant on an institution; it counts on the subjects of that institution.
    INSTITUTION = "institution"
    #: Holder of a grant on this very subject, on what it belongs to, or on an institution of it.
    SUBJECT = "subject"
    #: Known from the facts of the subject: its author, whoever holds a seat.
    RELATION = "relation"


class Automatic(StrEnum):
    """Who fires a transition when no person may post its name."""

    #: The end of a round of decisions; the actor is the deciding person.
    ROUND = "round"
    #: An act on the whole plan, which moves its members in one transaction.
    ACT = "act"
    #: Another subject's transition.
    CASCADE = "cascade"
    #: The clock.
    SYSTEM = "system"


@dataclass(frozen=True)
class Role:
    """A role by its code; `label` is what people read."""

    code: str
    label: str | Promise
    held: Held = Held.GROUP

    def __str__(self) -> str:
        return str(self.label)


_REGISTRY: dict[str, Role] = {}


def register_roles(roles: Iterable[Role]) -> None:
    """Make `roles` known, so that their groups and permissions are created after a migration."""
    for role in roles:
        _REGISTRY[role.code] = role


def get_role(code: str) -> Role:
    """Return the registered role of this code.

    Raises:
        LookupError: no application registered it; the message lists those that are.
    """
    try:
        return _REGISTRY[code]
    except KeyError:
        message = f"unknown role {code!r}, expected one of {sorted(_REGISTRY)}"
        raise LookupError(message) from None


def list_roles() -> list[Role]:
    """Return every registered role, in the order of registration."""
    return list(_REGISTRY.values())
