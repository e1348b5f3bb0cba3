"""Transitions, births and rounds as a machine declares them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from workflow.deadlines import Term
from workflow.machine.facts import Facts
from workflow.machine.guards import Guard
from workflow.machine.inputs import Input
from workflow.machine.moves import Move, PlannedBirth, PlannedMove
from workflow.machine.states import Arrow, State
from workflow.models import RoundKind
from workflow.roles import Automatic, Role
from workflow.rounds.settlement import EVERY_SEAT, Ballot, Rule

Effect = Callable[[Move], None]
#: What else moves or is born with the transition, given its facts and clean inputs.
Cascade = Callable[[Any, Mapping[str, Any]], Iterable[PlannedMove | PlannedBirth]]
#: Other subjects that each decision moves at once, given the facts and all ballots so far.
DecisionMoves = Callable[[Any, Sequence[Ballot]], Iterable[PlannedMove]]
#: Cross-checks of clean inputs against facts: errors by input name.
InputCheck = Callable[[Any, Mapping[str, Any]], Mapping[str, Sequence[str]]]


@dataclass(frozen=True)
class Follows:
    """The act whose transition moves this subject, and the outcome of its line that does."""

    act: str
    transition: str
    outcome: str


class Transition:
    """A way from one state to another, by somebody, under guards.

    `by` is one or more roles, or exactly one `Automatic`. `not_by` names relations whose holders
    may not fire it although they hold a role. `takes` generates the form and the serializer.
    `second_person` asks somebody else of the same roles to confirm within
    `second_person_term`. `recorded_by` may record the paper act of those in `by`, confirmed by a
    second person. `after_due` lets the clock fire it once the work item of its source is overdue,
    `on_due` from the due day itself on. With `apart`, moving one subject changes nothing that
    decides on another, so that a bulk moves many of them at once.
    """

    def __init__(
        self,
        arrow: Arrow,
        *,
        label: str | Promise,
        by: Role | Sequence[Role] | Automatic,
        not_by: Role | Sequence[Role] = (),
        needs: Sequence[Guard[Any]] = (),
        takes: Sequence[Input] = (),
        checks: Sequence[InputCheck] = (),
        then: Sequence[Effect] = (),
        cascades: Cascade | None = None,
        follows: Sequence[Follows] = (),
        second_person: bool = False,
        second_person_term: Term | None = None,
        recorded_by: Role | Sequence[Role] = (),
        after_due: bool = False,
        on_due: bool = False,
        apart: bool = False,
        help: str | Promise = "",
    ) -> None:
        self.arrow = arrow
        self.label = label
        self.help = help
        self.automatic = by if isinstance(by, Automatic) else None
        self.roles = () if isinstance(by, Automatic) else _as_roles(by)
        self.not_by = _as_roles(not_by)
        self.guards = tuple(needs)
        self.inputs = tuple(takes)
        self.checks = tuple(checks)
        self.effects = tuple(then)
        self.cascades = cascades
        self.follows = tuple(follows)
        self.second_person = second_person
        self.second_person_term = second_person_term
        self.recorded_by = _as_roles(recorded_by)
        self.after_due = after_due
        self.on_due = on_due
        self.apart = apart
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @property
    def source_names(self) -> frozenset[str]:
        """Return the names of the states it leaves."""
        return frozenset(state.name for state in self.arrow.sources)

    def target_name(self, source: str) -> str:
        """Return the name of the state it leads to from `source`."""
        return self.arrow.target.name if self.arrow.target is not None else source

    def __repr__(self) -> str:
        return f"<Transition {self.name}>"


class Birth:
    """A way to come to be, in `target` (or, for a load, in any state of `into`).

    `needs`, `checks` and what its inputs offer are evaluated before there is a row, on what the
    machine's `load_facts` says of one whose parent alone is known.
    """

    def __init__(
        self,
        target: State | None,
        *,
        label: str | Promise,
        by: Role | Sequence[Role] | Automatic,
        into: Sequence[State] = (),
        needs: Sequence[Guard[Any]] = (),
        takes: Sequence[Input] = (),
        checks: Sequence[InputCheck] = (),
        then: Sequence[Effect] = (),
        help: str | Promise = "",
    ) -> None:
        self.target = target
        self.label = label
        self.help = help
        self.automatic = by if isinstance(by, Automatic) else None
        self.roles = () if isinstance(by, Automatic) else _as_roles(by)
        self.into = tuple(into)
        self.guards = tuple(needs)
        self.inputs = tuple(takes)
        self.checks = tuple(checks)
        self.effects = tuple(then)
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @property
    def target_names(self) -> frozenset[str]:
        """Return the names of the states in which it can start a life."""
        targets = (self.target, *self.into) if self.target is not None else self.into
        return frozenset(state.name for state in targets)


@dataclass(frozen=True)
class SeatPlan:
    """A seat to be opened: of a person, of an institution, or open to all who hold `role`.

    `content_hash` is the very text it decides on, when that is not the text of the whole round.
    """

    role: Role
    person_id: int | None = None
    institution_id: int | None = None
    content_hash: str = ""


class DeclaredRound:
    """Several people decide while the subject is in `state`; leaving the state closes the round.

    `seats` plans them from the facts and the inputs of the transition that enters the state, the
    lead's first. `content_hash` is the text now: a decision on another one is stale.
    `rule` says when a deciding round passes; `passed` and `returned` are the transitions it fires
    then, and a collecting one has none. `sequential` asks one seat after the other. `excluded` are
    the people who may not decide whatever they hold, as who last edited the text.
    `decision_moves` are other subjects that every decision moves at once. With `lapses` a seat that
    stays silent is passed over after its due day; without, it is only reminded. With `on_paper` a
    seat may be answered by letter alone, so that nobody with an account need hold it.
    """

    def __init__(
        self,
        state: State,
        *,
        label: str | Promise,
        kind: RoundKind,
        seats: Callable[[Any, Mapping[str, Any]], Sequence[SeatPlan]],
        term: Term,
        ladder: str = "",
        content_hash: Callable[[Any], str] | None = None,
        rule: Rule = EVERY_SEAT,
        sequential: bool = False,
        excluded: Callable[[Any], frozenset[int]] | None = None,
        decision_moves: DecisionMoves | None = None,
        lapses: bool = False,
        on_paper: bool = False,
        passed: Transition | None = None,
        returned: Transition | None = None,
    ) -> None:
        self.state = state
        self.label = label
        self.kind = kind
        self.seats = seats
        self.term = term
        self.ladder = ladder
        self.content_hash = content_hash
        self.rule = rule
        self.sequential = sequential
        self.excluded = excluded
        self.decision_moves = decision_moves
        self.lapses = lapses
        self.on_paper = on_paper
        self.passed = passed
        self.returned = returned
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name


def compute_targets(transition: Transition) -> frozenset[str]:
    """Return the names of every state the transition can lead to."""
    return frozenset(transition.target_name(source) for source in transition.source_names)


def _as_roles(roles: Role | Sequence[Role]) -> tuple[Role, ...]:
    return (roles,) if isinstance(roles, Role) else tuple(roles)


__all__ = [
    "Birth",
    "Cascade",
    "DecisionMoves",
    "DeclaredRound",
    "Effect",
    "Facts",
    "Follows",
    "InputCheck",
    "SeatPlan",
    "Transition",
    "compute_targets",
]
