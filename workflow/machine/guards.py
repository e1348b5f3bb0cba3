"""Guards: pure functions of facts that say what is missing, never how to ask for it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.utils.functional import Promise

from workflow.machine.facts import Facts
from workflow.roles import Role

F = TypeVar("F", bound=Facts)


@dataclass(frozen=True)
class Missing:
    """What a check found missing: how many, and the values its sentence names.

    `fix` and `lifted_by` stand for those of the guard where something else has to be done first.
    """

    count: int = 1
    params: Mapping[str, Any] = field(default_factory=dict)
    fix: str | Promise = ""
    lifted_by: tuple[Role, ...] = ()


@dataclass(frozen=True)
class Shortfall:
    """A guard that holds a subject back, and what would lift it."""

    guard: str
    label: str
    count: int
    fix: str
    lifted_by: tuple[Role, ...]
    waivable: bool


class Guard(Generic[F]):
    """A condition on facts.

    `check` returns None, 0 or False when all is well, else how many are missing (True is one) or a
    `Missing`.
    `fix` is a lazy plural or plain sentence: what to do, with `%(count)d` and the params.
    `detail` returns the names behind the count, for explanations only; it takes the subject's id
    and the id of who asks, and returns only what that person may see.
    """

    def __init__(
        self,
        label: str | Promise,
        *,
        check: Callable[[F], Missing | int | None],
        fix: str | Promise,
        lifted_by: Role | Sequence[Role],
        waivable: bool = False,
        detail: Callable[[int, int | None], Sequence[str]] | None = None,
    ) -> None:
        self.label = label
        self.check = check
        self.fix = fix
        self.lifted_by = (lifted_by,) if isinstance(lifted_by, Role) else tuple(lifted_by)
        self.waivable = waivable
        self.detail = detail
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def find_shortfall(self, facts: F) -> Shortfall | None:
        """Return what is missing in the reader's language, or None."""
        found = self.check(facts)
        if not found:
            return None
        missing = Missing(int(found)) if isinstance(found, int) else found
        params = {"count": missing.count, **missing.params}
        return Shortfall(
            guard=self.name,
            label=str(self.label),
            count=missing.count,
            fix=str((missing.fix or self.fix) % params),
            lifted_by=missing.lifted_by or self.lifted_by,
            waivable=self.waivable,
        )
