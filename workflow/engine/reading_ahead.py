"""Reading ahead: what a transition has once asked for is read along with its lock (ADR 0037).

Guards, rights and terms look at facts when they need them, a journey to the server each time. They
look at the same ones the next time: on PostgreSQL those come with the lock, in one journey, and so
do the rights of who asks. What is not among them is read when it is asked for, as ever; what nobody
asks for this time was read in vain, and says nothing.
"""

from collections.abc import Collection, Mapping

from workflow.engine.reading import Case, load_cases, lock_rows, lock_rows_along
from workflow.engine.request import Request
from workflow.machine.ahead import FactGroup
from workflow.machine.declaration import StateMachine
from workflow.machine.registry import find_only_machine, get_machine
from workflow.prepared import spares_journeys

#: The groups of facts that firing each transition asked for, by its kind and its name.
_ASKED: dict[tuple[str, str], Collection[str]] = {}


def lock_cases(
    ids: Collection[int], kind: str | None, name: str, request: Request
) -> dict[int, Case]:
    """Return the cases of these subjects, locked in ascending id, to fire a transition of one.

    The kind may be unknown. Needs a transaction.
    """
    if not spares_journeys():
        return load_cases(lock_rows(ids), today=request.today)
    machine = find_only_machine(name) if kind is None else get_machine(kind)
    groups = _find_groups(machine, name)
    numbers = sorted(ids)
    # What was read of them before may have changed while the lock was waited for.
    request.rights.forget()
    held = request.rights.ask()
    more = [
        *(each.ask(numbers, request.today) for each in groups.values()),
        *([held] if held is not None else []),
    ]
    rows, answers = lock_rows_along(ids, more)
    cases = load_cases(rows, today=request.today)
    if answers is not None and held is not None:
        request.rights.take(answers.pop())
    # What surrounds subjects of one kind is kept once for all of them.
    if answers and machine is not None and {row.kind for row in rows} == {machine.kind}:
        made = [each.make(answer) for each, answer in zip(groups.values(), answers, strict=True)]
        cases[rows[0].id].facts.take(dict(zip(groups, made, strict=True)))
    return cases


def _find_groups(machine: type[StateMachine] | None, name: str) -> Mapping[str, FactGroup]:
    if machine is None:
        return {}
    return {each: machine.ahead[each] for each in _ASKED.get((machine.kind, name), ())}


def remember_asked(case: Case, name: str) -> None:
    """Keep what a transition that was fired asked for, for the next time."""
    if case.machine.ahead:
        _ASKED[case.machine.kind, name] = case.facts.list_read()
