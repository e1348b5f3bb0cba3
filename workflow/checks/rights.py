"""Check that somebody can fire everything that is declared, and that it is a known role."""

from collections.abc import Iterator

from django.core.checks import CheckMessage

from workflow.checks.rules import Rule
from workflow.machine.declaration import StateMachine
from workflow.machine.states import Waiting
from workflow.machine.transitions import Birth, Transition
from workflow.roles import Automatic, Role, list_roles

NOBODY = Rule("workflow.E028", "Say in `by` or `recorded_by` who may, somebody not in `not_by`.")
UNKNOWN_ROLE = Rule("workflow.E031", "Register the role when the application starts.")
NEVER_CONFIRMED = Rule("workflow.E032", "Only what a person fires can ask for a second person.")
NO_DAY = Rule("workflow.E033", "Say `after_due` or `on_due`: the clock fires nothing else.")


def inspect_rights(machine: type[StateMachine]) -> Iterator[CheckMessage]:
    """Yield what nobody could ever fire, and roles that no application registered."""
    for declared in machine.list_moves():
        if _has_nobody(declared):
            yield NOBODY.broken_by(machine, f"nobody can fire {declared.name}")
    for transition in machine.transitions.values():
        asks = transition.second_person or transition.recorded_by
        if transition.automatic is not None and asks:
            fault = f"{transition.name} is automatic, so no person proposes or records it"
            yield NEVER_CONFIRMED.broken_by(machine, fault)
        if transition.automatic is Automatic.SYSTEM and not _has_day(transition):
            yield NO_DAY.broken_by(machine, f"the clock never fires {transition.name}")
    known = set(list_roles())
    for owner, role in list_named_roles(machine):
        if role not in known:
            fault = f"{owner} names a role nobody registered: {role.code}"
            yield UNKNOWN_ROLE.broken_by(machine, fault)


def _has_nobody(declared: Transition | Birth) -> bool:
    if declared.automatic is not None:
        return False
    if isinstance(declared, Birth):
        return not declared.roles
    entitled = {*declared.roles, *declared.recorded_by}
    return entitled <= set(declared.not_by)


def _has_day(transition: Transition) -> bool:
    return transition.after_due or transition.on_due


def list_named_roles(machine: type[StateMachine]) -> Iterator[tuple[str, Role]]:
    """Yield every role the machine names, with what names it."""
    for birth in machine.births.values():
        yield from ((birth.name, role) for role in birth.roles)
    for transition in machine.transitions.values():
        named = (*transition.roles, *transition.not_by, *transition.recorded_by)
        yield from ((transition.name, role) for role in named)
    for guard in machine.guards.values():
        yield from ((guard.name, role) for role in guard.lifted_by)
    for state in machine.states.values():
        for wait in state.waits if isinstance(state, Waiting) else ():
            yield state.name, wait.role
            if wait.otherwise is not None:
                yield state.name, wait.otherwise
