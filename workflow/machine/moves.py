"""Moves: what a transition plans for other subjects, and what an effect is told."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache, partial, update_wrapper, wraps
from typing import Any, cast

from workflow.machine.facts import Facts
from workflow.models import Event, Subject, User
from workflow.prepared import Change, PreparedUpdate, Update, change_each, prepared_update


@dataclass(frozen=True)
class PlannedMove:
    """Another subject that a transition moves along with it, by a transition declared for that.

    With `once_settled` it moves only if the same plan brings each of these subjects to a parked or
    an end state too, and nothing else has moved it: an idea is released by the last of the dossiers
    that carry it.
    """

    subject_id: int
    transition: str
    inputs: Mapping[str, Any] = field(default_factory=dict)
    once_settled: frozenset[int] = frozenset()


@dataclass(frozen=True)
class PlannedBirth:
    """A subject that a transition brings to life; `values` are the fields of its model.

    `parts` are born right after it, with it as their parent, and before anybody is asked to act on
    it; each names in `part_of` the column of its model that says of what it is a part.
    """

    kind: str
    birth: str
    values: Mapping[str, Any]
    inputs: Mapping[str, Any] = field(default_factory=dict)
    parts: tuple["PlannedBirth", ...] = ()
    part_of: str = ""

    def place_in(self, whole_id: int) -> "PlannedBirth":
        """Return the birth of this part in the subject it belongs to, which has just been born."""
        belongs = {f"{self.part_of}_id": whole_id} if self.part_of else {}
        values = {**self.values, "parent_id": whole_id, **belongs}
        return replace(self, values=values)


@dataclass(frozen=True)
class Moving:
    """A transition about to be applied, as what is written together with its Event sees it."""

    subject_id: int
    name: str
    facts: Facts
    inputs: Mapping[str, Any]
    actor: User | None
    now: datetime
    today: date


@dataclass(frozen=True)
class Move(Moving):
    """A transition being applied, as its effects see it. They write the database, nothing else."""

    event: Event


class UpdateEffect:
    """An effect that is one update of the subject's own row.

    The first effect of a transition goes with its Event; of many moves it is one statement.
    `describe` returns one value for each argument of the update.
    """

    def __init__(
        self, update: PreparedUpdate[...], describe: Callable[[Moving], Mapping[str, Any]]
    ) -> None:
        update_wrapper(self, describe)
        self._update, self._describe = update, describe

    def __call__(self, move: Move) -> None:
        """Do it for one move, as any other effect."""
        self.apply_to_all([move])

    def make_change(self, moving: Moving) -> Change:
        """Return what is to be written together with the Event."""
        return Change(self._update, self._describe(moving))

    def apply_to_all(self, moves: Sequence[Moving]) -> None:
        """Do it for many moves by the same transition, in one statement."""
        change_each(self._update, [self._describe(each) for each in moves])


def updating(
    update: PreparedUpdate[...],
) -> Callable[[Callable[[Moving], Mapping[str, Any]]], UpdateEffect]:
    """Let a function that describes what is written of a move be the effect that writes it."""
    return partial(UpdateEffect, update)


def writing(
    model: type[Subject],
) -> Callable[[Callable[[Moving], Mapping[str, Any]]], UpdateEffect]:
    """Let a function that names columns of the subject's own row be the effect that writes them.

    They are columns of `model` itself, not of `Subject`, and the same ones for every move.
    """

    def make(describe: Callable[[Moving], Mapping[str, Any]]) -> UpdateEffect:
        @wraps(describe)
        def describe_row(moving: Moving) -> Mapping[str, Any]:
            return {"pk": moving.subject_id, **describe(moving)}

        return UpdateEffect(_get_update(model), describe_row)

    return make


@cache
def _get_update(model: Hashable) -> PreparedUpdate[...]:
    @prepared_update
    def write(pk: int, **columns: Any) -> Update:
        return cast("type[Subject]", model)._default_manager.filter(pk=pk), columns

    return write
