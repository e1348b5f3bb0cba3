"""Open work items are what the state declares, no more and no less."""

from collections.abc import Iterator

from workflow.consistency.snapshot import ItemRow, SubjectState
from workflow.machine.declaration import StateMachine
from workflow.machine.states import Wait, Waiting


def find_item_faults(
    subject: SubjectState, machine: type[StateMachine]
) -> Iterator[tuple[str, str]]:
    """Yield waits that lie on nobody's desk, and items that the state does not explain.

    Which desks an item may lie on is known from facts that change; that each wait lies on one, and
    under a role that may do it, is what must always hold. Errands end with their own task.
    """
    state = machine.states[subject.state]
    waits = state.waits if isinstance(state, Waiting) else ()
    expected = {wait.kind or state.name: _list_roles(wait) for wait in waits}
    own = [item for item in subject.items if item.round_id is None and item.ends_with_state]
    # Only a wait under a kind of its own can be over before the state is, or not be opened at all.
    conditional = {wait.kind for wait in waits if wait.when is not None}
    over = (subject.done | conditional) - {state.name}
    for kind in expected.keys() - {item.kind for item in own} - over:
        yield "wait", f"in {state.name} nobody has {kind} on their desk"
    for item in own:
        if item.role not in expected.get(item.kind, frozenset()):
            yield "item", f"{_name(item)} is open, which {state.name} does not wait for"


def _list_roles(wait: Wait) -> frozenset[str]:
    roles = (wait.role,) if wait.otherwise is None else (wait.role, wait.otherwise)
    return frozenset(role.code for role in roles)


def _name(item: ItemRow) -> str:
    return f"the item {item.id} ({item.kind}, {item.role})"
