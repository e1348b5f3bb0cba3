"""The machines of the installation, by the kind of subject they move."""

from functools import cache

from workflow.machine.compilation import attach
from workflow.machine.declaration import StateMachine
from workflow.machine.transitions import Transition

_MACHINES: dict[str, type[StateMachine]] = {}


def bind(machine: type[StateMachine]) -> type[StateMachine]:
    """Attach the generated django-fsm transitions to the machine's model and make it known.

    Called once the models are loaded, from `AppConfig.ready()`; binding again changes nothing.
    """
    if _MACHINES.get(machine.kind) is not machine:
        attach(machine)
        _MACHINES[machine.kind] = machine
        list_followers.cache_clear()
        list_namesakes.cache_clear()
        find_only_machine.cache_clear()
    return machine


def get_machine(kind: str) -> type[StateMachine]:
    """Return the machine that moves subjects of this kind.

    Raises:
        LookupError: none is bound; the message lists the kinds that have one.
    """
    try:
        return _MACHINES[kind]
    except KeyError:
        message = f"unknown kind of subject {kind!r}, expected one of {sorted(_MACHINES)}"
        raise LookupError(message) from None


def list_machines() -> list[type[StateMachine]]:
    """Return every bound machine, in the order of binding."""
    return list(_MACHINES.values())


@cache
def list_followers(kind: str, transition: str) -> tuple[Transition, ...]:
    """Return the transitions that lines make when this act is fired, whatever their machine."""
    return tuple(
        each
        for machine in _MACHINES.values()
        for each in machine.transitions.values()
        if any((f.act, f.transition) == (kind, transition) for f in each.follows)
    )


@cache
def list_namesakes(name: str) -> tuple[Transition, ...]:
    """Return the transitions of this name, whatever their machine."""
    declared = (machine.transitions.get(name) for machine in _MACHINES.values())
    return tuple(each for each in declared if each is not None)


@cache
def find_only_machine(name: str) -> type[StateMachine] | None:
    """Return the machine that alone declares a transition of this name; None if several do."""
    found = [machine for machine in _MACHINES.values() if name in machine.transitions]
    return found[0] if len(found) == 1 else None
