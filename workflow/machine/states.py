"""States: waiting, parked or ended; and the arrows between them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

from workflow.deadlines import Term
from workflow.roles import Role


class Exit(StrEnum):
    """The ways out that a waiting state promises to have."""

    #: To a state declared later on the road, or to an end it leads to.
    FORWARD = "forward"
    #: To a state declared earlier on the road.
    BACK = "back"
    #: Off the road: to a parked or an end state.
    REFUSE = "refuse"


@dataclass(frozen=True)
class Wait:
    """Somebody must act: `role` within `term`, which a `ladder` watches over.

    `kind` names the work item; the state's own name when empty. `otherwise` is who acts when
    nobody holds a role known by relation, as when a letter has no author with an account.
    """

    role: Role
    term: Term | None
    kind: str = ""
    ladder: str = ""
    otherwise: Role | None = None
    #: Opened only when this holds on entering the state: what was done before is not asked again.
    when: Callable[[Any], bool] | None = None

    def is_needed(self, facts: Any) -> bool:
        """Return whether somebody must act, given the facts on entering the state."""
        return self.when is None or self.when(facts)


class State:
    """A place a subject can be in; its name is the attribute it is declared as."""

    def __init__(self, label: str | Promise, *, phase: str = "") -> None:
        self.label = label
        self.phase = str(phase)
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __rshift__(self, target: "State") -> "Arrow":
        return Arrow((self,), target)

    def __rrshift__(self, sources: Iterable["State"]) -> "Arrow":
        return Arrow(tuple(sources), self)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}>"


class Waiting(State):
    """Somebody must act: the state has waits, or a round, or another subject carries it.

    What has no due day climbs `undated_ladder`, counted from the milestone `undated_from` or, while
    that is unknown, from the day it was opened.
    """

    def __init__(
        self,
        label: str | Promise,
        *,
        phase: str = "",
        exits: Sequence[Exit] = (),
        waits: Sequence[Wait] = (),
        ladder: str = "",
        undated_ladder: str = "",
        undated_from: str = "",
        carried_by: str | Promise = "",
    ) -> None:
        super().__init__(label, phase=phase)
        self.exits = frozenset(exits)
        self.waits = tuple(waits)
        self.ladder = ladder
        self.undated_ladder = undated_ladder
        self.undated_from = undated_from
        #: Why nobody waits here by themselves: what moves the subject on instead.
        self.carried_by = carried_by


class Parked(State):
    """Set aside: left only by a declared transition into a fixed state. Shows the phase it left."""


class End(State):
    """Nothing leaves."""


@dataclass(frozen=True)
class Arrow:
    """From any of `sources` to `target`; `target` None means the subject stays where it is."""

    sources: tuple[State, ...]
    target: State | None


def stays_in(*sources: State) -> Arrow:
    """Return the arrow of a transition that changes facts but not the state."""
    return Arrow(sources, None)
