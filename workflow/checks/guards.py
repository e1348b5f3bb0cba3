"""Check that every guard says what to do, whom to ask, and holds something back."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from django.core.checks import CheckMessage

from workflow.checks.rules import Rule
from workflow.machine.declaration import StateMachine

NO_FIX = Rule("workflow.E036", "Write the sentence that says what to do.")
NO_LIFTER = Rule("workflow.E037", "Say in `lifted_by` who can do it.")
UNUSED = Rule("workflow.E038", "Name it in `needs`, or delete it.")
FOREIGN = Rule("workflow.E039", "Declare the guard in the machine, or in one of its parts.")

#: A value for whatever a sentence names: a plural one has no words without its count.
_ANY: Mapping[str, int] = defaultdict(lambda: 2)


def inspect_guards(machine: type[StateMachine]) -> Iterator[CheckMessage]:
    """Yield guards without a repair, unused ones, and those the machine does not declare."""
    used = {guard: declared.name for declared in machine.list_moves() for guard in declared.guards}
    for name, guard in machine.guards.items():
        if not str(guard.fix % _ANY).strip():
            yield NO_FIX.broken_by(machine, f"the guard {name} says no repair")
        if not guard.lifted_by:
            yield NO_LIFTER.broken_by(machine, f"nobody lifts the guard {name}")
        if guard not in used:
            yield UNUSED.broken_by(machine, f"the guard {name} holds nothing back")
    own = set(machine.guards.values())
    for guard, owner in used.items():
        if guard not in own:
            fault = f"{owner} needs a guard that is not declared: {guard.name or guard.label}"
            yield FOREIGN.broken_by(machine, fault)
