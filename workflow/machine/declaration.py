"""The declaration of a machine: one class, readable by the people whose procedure it is."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from workflow.machine.ahead import FactGroup
from workflow.machine.facts import Facts, SubjectRow
from workflow.machine.guards import Guard
from workflow.machine.states import State
from workflow.machine.transitions import Birth, DeclaredRound, Transition
from workflow.models import Subject
from workflow.permissions.grants import Grants


class StateMachine:
    """Base of all machines. Declares; does nothing by itself.

    A subclass gives `kind` (stored on the row), `model` (label of its domain model), `version`,
    and as class attributes its states in the order of the road, guards, births, transitions and
    rounds. A long machine lists classes that hold its chapters in `parts`, in the order of the
    road: they are read as if written here, and a state may then bear the name of a transition.
    It says who sees a subject by two twins, `sees` and `visible_to`.
    """

    kind: ClassVar[str]
    model: ClassVar[str]
    version: ClassVar[str]
    parts: ClassVar[Sequence[type]] = ()
    #: Kinds of the acts that its subjects will follow once a later version declares them.
    acts_to_come: ClassVar[Collection[str]] = ()

    #: The scans that may prove a paper act, given the facts; None when the domain keeps none.
    paper_documents: ClassVar[Callable[[Any], QuerySet[Any]] | None] = None

    #: The groups of its facts that may be read along with a lock, by name; `Facts.take` takes them.
    ahead: ClassVar[Mapping[str, FactGroup]] = {}

    states: ClassVar[Mapping[str, State]] = {}
    guards: ClassVar[Mapping[str, Guard[Any]]] = {}
    births: ClassVar[Mapping[str, Birth]] = {}
    transitions: ClassVar[Mapping[str, Transition]] = {}
    rounds: ClassVar[Mapping[str, DeclaredRound]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.states = _collect(cls, State)
        cls.guards = _collect(cls, Guard)
        cls.births = _collect(cls, Birth)
        cls.transitions = _collect(cls, Transition)
        cls.rounds = _collect(cls, DeclaredRound)

    @classmethod
    def load_facts(cls, subjects: Sequence[SubjectRow], *, today: date) -> Mapping[int, Facts]:
        """Return the facts of each subject by id, in a fixed number of statements.

        A subject whose birth is being evaluated is among them too: it has the id `UNBORN_ID`, a
        parent, and no row in the database.
        """
        return {row.id: Facts(subject=row, today=today) for row in subjects}

    @classmethod
    def sees(cls, grants: Grants, facts: Any) -> bool:
        """Return whether the holder of `grants` may see the subject. Twin of `visible_to`."""
        return grants.is_authenticated

    @classmethod
    def visible_to(cls, grants: Grants, *, today: date) -> Q:
        """Return the filter on `model` of what the holder of `grants` may see. Twin of `sees`."""
        return Q() if grants.is_authenticated else Q(pk__in=[])

    @classmethod
    def names_people(cls, grants: Grants) -> bool:
        """Return whether the holder of `grants` may read the names of those who act."""
        return bool(grants.groups)

    @classmethod
    def get_model(cls) -> type[Subject]:
        """Return the domain model whose rows this machine moves."""
        model: type[Model] = apps.get_model(cls.model)
        if not issubclass(model, Subject):
            message = f"{cls.model} must extend workflow.Subject"
            raise TypeError(message)
        return model

    @classmethod
    def get_transition(cls, name: str) -> Transition:
        """Return the transition called `name`.

        Raises:
            LookupError: there is none; the message lists those that exist.
        """
        try:
            return cls.transitions[name]
        except KeyError:
            message = f"unknown transition {name!r}, expected one of {sorted(cls.transitions)}"
            raise LookupError(message) from None

    @classmethod
    def list_exits(cls, state: str) -> list[Transition]:
        """Return the transitions that leave `state`, in the order of their declaration."""
        return [each for each in cls.transitions.values() if state in each.source_names]

    @classmethod
    def list_moves(cls) -> list[Birth | Transition]:
        """Return everything that can be done, births first, in the order of declaration."""
        return [*cls.births.values(), *cls.transitions.values()]

    @classmethod
    def list_rounds_in(cls, state: str) -> list[DeclaredRound]:
        """Return the rounds that run while a subject is in `state`."""
        return [each for each in cls.rounds.values() if each.state.name == state]


def _collect(cls: type, wanted: type) -> dict[str, Any]:
    """Return the class attributes of one kind by name: those of the parts, then of the class."""
    parts: Sequence[type] = getattr(cls, "parts", ())
    return {
        name: value
        for base in (*parts, *reversed(cls.__mro__))
        for name, value in vars(base).items()
        if isinstance(value, wanted)
    }
