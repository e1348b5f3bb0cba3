"""What the clock owes: which transitions have reached the day from which it may fire them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from workflow.machine.declaration import StateMachine
from workflow.machine.registry import list_machines
from workflow.machine.states import Waiting
from workflow.machine.transitions import Transition
from workflow.models import WorkItem


@dataclass(frozen=True)
class Owed:
    """A transition that the clock may fire on a subject today."""

    subject_id: int
    kind: str
    reference: str
    transition: Transition

    @property
    def name(self) -> str:
        """Return the name of the transition."""
        return self.transition.name


def list_owed(*, today: date, subject_id: int | None = None) -> list[Owed]:
    """Return what the clock owes, in ascending subject, in one statement.

    A state is over once the last of the items it opened is due; one that is undated never is. What
    a round asks of its seats is no such item: a second person's three days end no wait of ten.
    While one of them is paused nobody's silence ends it; what has a day of its own happens on it.
    """
    machines = {each.kind: each for each in list_machines()}
    rows = _read_due(machines.values(), today)
    if subject_id is not None:
        rows = rows.filter(subject=subject_id)
    return [
        Owed(key, kind, reference, transition)
        for key, kind, reference, state, due_on, paused in rows
        if not (paused and _waits_for_an_answer(machines[kind], state))
        for transition in machines[kind].list_exits(state)
        if is_owed(transition, due_on, today=today)
    ]


def is_owed(transition: Transition, due_on: date, *, today: date) -> bool:
    """Return whether the clock may fire it today, from a state whose last item is due then."""
    return (transition.after_due and due_on < today) or (transition.on_due and due_on <= today)


def is_owed_now(subject_id: int, transition: Transition, *, today: date) -> bool:
    """Return whether the clock owes this subject this transition today; one statement."""
    owed = list_owed(today=today, subject_id=subject_id)
    return any(each.transition is transition for each in owed)


def _waits_for_an_answer(machine: type[StateMachine], state: str) -> bool:
    """Return whether all it waits for has some working days, and none a day of the plan."""
    declared = machine.states[state]
    waits = declared.waits if isinstance(declared, Waiting) else ()
    return all(wait.term is None or not wait.term.list_milestones() for wait in waits)


def _read_due(
    machines: Iterable[type[StateMachine]], today: date
) -> QuerySet[WorkItem, tuple[int, str, str, str, date, int]]:
    watched = Q(pk__in=[])
    for kind, state in _list_watched(machines):
        watched |= Q(subject__kind=kind, subject__state=state)
    return (
        _read_over(today)
        .filter(watched)
        .values("subject")
        .annotate(last=Max("due_on"), paused=Count("paused_at"))
        .order_by("subject")
        .values_list(
            "subject",
            "subject__kind",
            "subject__reference",
            "subject__state",
            "last",
            "paused",
        )
    )


def _read_over(today: date) -> QuerySet[WorkItem]:
    """Return the items of states that wait for nobody's day any more."""
    opened = WorkItem.objects.filter(
        closed_at__isnull=True,
        round__isnull=True,
        escalation__isnull=True,
        ends_with_state=True,
    )
    still_running = opened.filter(
        Q(due_on__isnull=True) | Q(due_on__gt=today), subject=OuterRef("subject")
    )
    return opened.filter(~Exists(still_running), due_on__lte=today)


def _list_watched(machines: Iterable[type[StateMachine]]) -> Iterator[tuple[str, str]]:
    for machine in machines:
        for state in machine.states:
            if any(each.after_due or each.on_due for each in machine.list_exits(state)):
                yield machine.kind, state
