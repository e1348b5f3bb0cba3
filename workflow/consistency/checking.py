"""Compare what the tables say of each subject; every rule yields what disagrees, in words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from workflow.consistency.acts import find_act_faults
from workflow.consistency.escalations import find_escalation_faults
from workflow.consistency.items import find_item_faults
from workflow.consistency.rounds import find_round_faults
from workflow.consistency.snapshot import SubjectState, read_snapshot
from workflow.domain_rules import find_domain_faults
from workflow.machine.declaration import StateMachine
from workflow.machine.registry import list_machines
from workflow.models import EventKind

#: How often progress is told.
_STEP = 1_000
_BIRTHS = {str(EventKind.BIRTH), str(EventKind.LOAD)}


@dataclass(frozen=True)
class Disagreement:
    """Two tables that do not tell the same of a subject; `code` is stable for programs."""

    subject_id: int
    kind: str
    code: str
    problem: str


def check_consistency(report: Callable[[int], None] | None = None) -> list[Disagreement]:
    """Return everything that does not agree, in ascending subject, in eleven statements.

    What the domain registered of its own is compared after that. `report` is told now and then
    how many subjects were compared.
    """
    machines = {machine.kind: machine for machine in list_machines()}
    found = []
    for count, subject in enumerate(read_snapshot(), start=1):
        for code, problem in _find_faults(subject, machines.get(subject.kind)):
            found.append(Disagreement(subject.id, subject.kind, code, problem))
        if report is not None and count % _STEP == 0:
            report(count)
    found += [
        Disagreement(subject_id, kind, "act", problem)
        for subject_id, kind, problem in find_act_faults()
    ]
    found += [
        Disagreement(subject_id, kind, "escalation", problem)
        for subject_id, kind, problem in find_escalation_faults()
    ]
    found += [Disagreement(*fault) for fault in find_domain_faults()]
    return sorted(found, key=lambda each: each.subject_id)


def _find_faults(
    subject: SubjectState, machine: type[StateMachine] | None
) -> Iterator[tuple[str, str]]:
    if machine is None:
        yield "kind", f"no machine moves subjects of the kind {subject.kind!r}"
        return
    if subject.first_kind not in _BIRTHS:
        # Whatever else is missing then follows from that.
        yield "birth", "its history does not begin with a birth"
        return
    yield from _find_head_faults(subject)
    if subject.state not in machine.states:
        yield "state", f"its state {subject.state!r} is not declared"
        return
    yield from find_item_faults(subject, machine)
    yield from find_round_faults(subject, machine)


def _find_head_faults(subject: SubjectState) -> Iterator[tuple[str, str]]:
    if subject.has_later_events:
        yield "version", f"its history goes on after its version {subject.version}"
    if subject.head is None:
        yield "version", f"no event bears its version {subject.version}"
        return
    if subject.head.target != subject.state:
        yield "state", f"it is in {subject.state}, its last event led to {subject.head.target}"
    if subject.head.hash != subject.head_hash:
        yield "head", "the head of its history is not the hash of its last event"
