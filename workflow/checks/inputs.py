"""Check that what is asked for has names of its own, and is never asked of the clock."""

from collections import Counter
from collections.abc import Iterator

from django.core.checks import CheckMessage

from workflow.checks.rules import Rule
from workflow.machine.declaration import StateMachine
from workflow.machine.inputs import Rows
from workflow.machine.transitions import Birth, Transition
from workflow.paper import list_paper_inputs

SAME_NAME = Rule("workflow.E040", "Give each input a name of its own, and none of a paper act's.")
NOT_A_NAME = Rule("workflow.E041", "Use a plain name, as in a Python program.")
NOBODY_ASKED = Rule("workflow.E042", "The clock and an act give nothing: make the input optional.")


def inspect_inputs(machine: type[StateMachine]) -> Iterator[CheckMessage]:
    """Yield inputs that share a name, bear none, or could never be given."""
    for declared in machine.list_moves():
        yield from _inspect_names(machine, declared)
    for transition in machine.transitions.values():
        by_nobody = transition.after_due or transition.on_due or transition.follows
        required = [each.name for each in transition.inputs if each.may_be_required]
        if by_nobody and required:
            fault = f"no person need fire {transition.name}, which asks for {', '.join(required)}"
            yield NOBODY_ASKED.broken_by(machine, fault)


def _inspect_names(
    machine: type[StateMachine], declared: Birth | Transition
) -> Iterator[CheckMessage]:
    names = [each.name for each in declared.inputs]
    if isinstance(declared, Transition) and declared.recorded_by:
        names += [each.name for each in list_paper_inputs(machine)]
    lists = [names]
    lists += [[c.name for c in each.columns] for each in declared.inputs if isinstance(each, Rows)]
    for found in lists:
        for name, count in Counter(found).items():
            if count > 1:
                fault = f"{declared.name} asks twice for {name}"
                yield SAME_NAME.broken_by(machine, fault)
            if not name.isidentifier():
                fault = f"an input of {declared.name} has no usable name: {name!r}"
                yield NOT_A_NAME.broken_by(machine, fault)
