"""Members of an act are where the act has left them: none stayed behind when it went on."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet

from workflow.machine.declaration import StateMachine
from workflow.machine.registry import list_machines
from workflow.models import Event, EventKind
from workflow.prepared import prepared
from workflow.roles import Automatic

_TRANSITION = str(EventKind.TRANSITION)


@dataclass(frozen=True)
class _Brought:
    """The last move of a subject that an act brought where it is, and the move of that act."""

    subject_id: int
    kind: str
    state: str
    act_id: int
    act_seq: int


def find_act_faults() -> Iterator[tuple[int, str, str]]:
    """Yield (subject, kind, problem) of each member that its act left behind; two statements.

    A member is in the state into which an act brought it. Whatever that act did afterwards, no
    transition of it may be one that members follow out of this very state.
    """
    machines = {machine.kind: machine for machine in list_machines()}
    brought = _read_brought(machines)
    later = _read_later({each.act_id for each in brought})
    for each in brought:
        for seq, kind, name in later.get(each.act_id, ()):
            if seq > each.act_seq and _leaves(machines[each.kind], each.state, kind, name):
                problem = f"it is still in {each.state}, although its act went on by {name}"
                yield each.subject_id, each.kind, problem


def _read_brought(machines: dict[str, type[StateMachine]]) -> list[_Brought]:
    """Return the last move of each subject that an act brought where it is."""
    names = {
        transition.name
        for machine in machines.values()
        for transition in machine.transitions.values()
        if transition.automatic is Automatic.ACT
    }
    moves = (_Brought(*values) for values in _list_moves(sorted(names)))
    last = {each.subject_id: each for each in moves if each.kind in machines}
    return list(last.values())


@prepared
def _list_moves(names: Iterable[str]) -> QuerySet[Event, tuple[Any, ...]]:
    moves = Event.objects.filter(
        kind=_TRANSITION, name__in=names, cause__isnull=False, target=F("subject__state")
    )
    columns = ("subject__kind", "target", "cause__subject_id", "cause__seq")
    return moves.order_by("subject_id", "seq").values_list("subject_id", *columns)


def _read_later(acts: set[int]) -> dict[int, list[tuple[int, str, str]]]:
    """Return what each act did, as (seq, kind of the act, name of the transition)."""
    found: dict[int, list[tuple[int, str, str]]] = {}
    for subject_id, seq, kind, name in _list_done(sorted(acts)):
        found.setdefault(subject_id, []).append((seq, kind, name))
    return found


@prepared
def _list_done(acts: Iterable[int]) -> QuerySet[Event, tuple[int, int, str, str]]:
    done = Event.objects.filter(subject__in=acts, kind=_TRANSITION).order_by("subject_id", "seq")
    return done.values_list("subject_id", "seq", "subject__kind", "name")


def _leaves(machine: type[StateMachine], state: str, act: str, name: str) -> bool:
    return any(
        (each.act, each.transition) == (act, name)
        for transition in machine.list_exits(state)
        for each in transition.follows
    )
