"""Members of an act are where the act has left them: none stayed behind when it went on."""

from collections.abc import Iterator

from django.db.models import F

from workflow.machine.declaration import StateMachine
from workflow.machine.registry import list_machines
from workflow.models import Event, EventKind
from workflow.roles import Automatic

_TRANSITION = str(EventKind.TRANSITION)


def find_act_faults() -> Iterator[tuple[int, str, str]]:
    """Yield (subject, kind, problem) of each member that its act left behind; two statements.

    A member is in the state into which an act brought it. Whatever that act did afterwards, no
    transition of it may be one that members follow out of this very state.
    """
    machines = {machine.kind: machine for machine in list_machines()}
    brought = _read_brought(machines)
    later = _read_later({cause.subject_id for _member, cause in brought.values()})
    for member, cause in brought.values():
        machine = machines[member.subject.kind]
        for seq, kind, name in later.get(cause.subject_id, ()):
            if seq > cause.seq and _leaves(machine, str(member.target), kind, name):
                problem = f"it is still in {member.target}, although its act went on by {name}"
                yield member.subject_id, machine.kind, problem


def _read_brought(machines: dict[str, type[StateMachine]]) -> dict[int, tuple[Event, Event]]:
    """Return the last move of each subject that an act brought where it is, and the act's own."""
    names = {
        transition.name
        for machine in machines.values()
        for transition in machine.transitions.values()
        if transition.automatic is Automatic.ACT
    }
    moves = Event.objects.filter(
        kind=_TRANSITION, name__in=names, cause__isnull=False, target=F("subject__state")
    ).select_related("subject", "cause")
    found: dict[int, tuple[Event, Event]] = {}
    for event in moves.order_by("subject_id", "seq"):
        if event.cause is not None and event.subject.kind in machines:
            found[event.subject_id] = (event, event.cause)
    return found


def _read_later(acts: set[int]) -> dict[int, list[tuple[int, str, str]]]:
    """Return what each act did, as (seq, kind of the act, name of the transition)."""
    rows = Event.objects.filter(subject__in=acts, kind=_TRANSITION).order_by("subject_id", "seq")
    found: dict[int, list[tuple[int, str, str]]] = {}
    for subject_id, seq, kind, name in rows.values_list(
        "subject_id", "seq", "subject__kind", "name"
    ):
        found.setdefault(subject_id, []).append((seq, kind, name))
    return found


def _leaves(machine: type[StateMachine], state: str, act: str, name: str) -> bool:
    return any(
        (each.act, each.transition) == (act, name)
        for transition in machine.list_exits(state)
        for each in transition.follows
    )
