"""Check names and labels: what people read is there, what the database keeps fits."""

from collections.abc import Iterator

from django.core.checks import CheckMessage

from workflow.checks.rules import Rule
from workflow.machine.declaration import StateMachine
from workflow.machine.inputs import Input
from workflow.models import Event, Round, Subject, Waiver, WorkItem

UNLABELLED = Rule("workflow.E029", "Give it a label, marked for translation.")
TOO_LONG = Rule("workflow.E045", "Choose a shorter name: the database would refuse it.")

#: The longest suffix the engine adds to the name of a transition or a round in the history.
_SUFFIX = len(".proposed")


def inspect_names(machine: type[StateMachine]) -> Iterator[CheckMessage]:
    """Yield what has no label, and names that are longer than their column."""
    for noun, name, label in _list_labels(machine):
        if not str(label).strip():
            yield UNLABELLED.broken_by(machine, f"the {noun} {name} has no label")
    for noun, name, longest in _list_columns(machine):
        if len(name) > longest:
            fault = f"the {noun} {name} is longer than {longest} characters"
            yield TOO_LONG.broken_by(machine, fault)


def _list_labels(machine: type[StateMachine]) -> Iterator[tuple[str, str, object]]:
    nouns = {
        "state": machine.states,
        "guard": machine.guards,
        "birth": machine.births,
        "transition": machine.transitions,
        "round": machine.rounds,
    }
    for noun, declared in nouns.items():
        for name, each in declared.items():
            yield noun, name, getattr(each, "label", "")
    for owner, each in list_inputs(machine):
        yield f"input of {owner}", each.name, each.label


def _list_columns(machine: type[StateMachine]) -> Iterator[tuple[str, str, int]]:
    yield "kind", machine.kind, _width(Subject, "kind")
    yield "version", machine.version, _width(Event, "machine_version")
    for name in machine.states:
        yield "state", name, min(_width(Subject, "state"), _width(WorkItem, "kind"))
    for name in machine.guards:
        yield "guard", name, _width(Waiver, "guard")
    for name in (*machine.births, *machine.transitions):
        yield "transition", name, _width(Event, "name") - _SUFFIX
    for name in machine.rounds:
        yield "round", name, min(_width(Event, "name") - _SUFFIX, _width(Round, "name"))


def list_inputs(machine: type[StateMachine]) -> Iterator[tuple[str, Input]]:
    """Yield every input with the name of the birth or transition that takes it."""
    for declared in machine.list_moves():
        for each in declared.inputs:
            yield declared.name, each


def _width(model: type[Event | Round | Subject | Waiver | WorkItem], column: str) -> int:
    return int(getattr(model._meta.get_field(column), "max_length", 0))
