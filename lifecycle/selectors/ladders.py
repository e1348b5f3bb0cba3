"""Ladders as staff reads them: their rungs, where they are used, whom they can speak to."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import get_language

from lifecycle.models.wording import FALLBACKS
from lifecycle.selectors.tasks import name_task
from lifecycle.vocabulary import AwaitedTask, ProposalState
from lifecycle.vocabulary.roles import AUTHOR, FOCAL_POINT, OWNER, PROJECT_LEAD, ROLES, SUPERIOR
from workflow.calendars import Calendar
from workflow.deadlines import compute_rung_on
from workflow.exceptions import EmptyCalendarError
from workflow.ladders import CountedFrom
from workflow.machine.declaration import StateMachine
from workflow.machine.registry import list_machines
from workflow.machine.states import State, Waiting
from workflow.models import InstitutionGrant, Ladder, LadderChange, SubjectGrant, User
from workflow.permissions.grants import ROLE_PREFIX, Grants
from workflow.roles import Held, Role

#: Who can be found of an institution that carries a subject of this kind, or was asked to.
_OF_INSTITUTIONS = (FOCAL_POINT, PROJECT_LEAD, OWNER, SUPERIOR)
_FOUND_BY_KIND: dict[str, tuple[Role, ...]] = {
    "proposal": (AUTHOR, *_OF_INSTITUTIONS),
    "commitment": _OF_INSTITUTIONS,
    "activity": _OF_INSTITUTIONS,
    "convention": _OF_INSTITUTIONS,
}
#: What no state opens, by the ladder it climbs, with the kinds of subject it is about.
_ERRANDS: dict[str, tuple[tuple[str, ...], tuple[AwaitedTask, ...]]] = {
    "awaited": (("commitment", "activity"), (AwaitedTask.ASK, AwaitedTask.ANSWER)),
    "unnamed": (("commitment", "activity"), (AwaitedTask.NAME,)),
}


@dataclass(frozen=True)
class Use:
    """Where a ladder is used: a state of a machine, a round of it, or an errand."""

    kind: str
    machine: str
    what: str
    #: Nobody but its author reads it there.
    is_private: bool = False


@dataclass(frozen=True)
class ExampleDay:
    """The day a rung would fire; None beyond the years whose holidays are known."""

    code: str
    fires_on: date | None


def may_read_ladders(grants: Grants) -> bool:
    """Return whether the person is on staff: they hold a role, wherever."""
    return bool(grants.groups or grants.institutions or grants.subjects)


def query_ladders() -> QuerySet[Ladder]:
    """Return the ladders with their rungs in order, in the order they were made."""
    return Ladder.objects.prefetch_related("rungs").order_by("pk")


def name_ladder(ladder: Ladder) -> str:
    """Return the name of a ladder in the reader's language."""
    wanted = (get_language() or FALLBACKS[0])[:2]
    names = [getattr(ladder, f"name_{each}", "") for each in (wanted, *FALLBACKS)]
    return next((name for name in names if name), ladder.code)


def list_uses(code: str) -> list[Use]:
    """Return where a ladder is used, in the order of the machines and of their states."""
    found = [
        Use(machine.kind, _name_machine(machine), str(state.label), _is_private(machine, state))
        for machine in list_machines()
        for state in machine.states.values()
        if code in _list_ladders_of(state)
    ]
    found += [
        Use(machine.kind, _name_machine(machine), name_task(machine.kind, name))
        for machine in list_machines()
        for name, declared in machine.rounds.items()
        if declared.ladder == code
    ]
    kinds, tasks = _ERRANDS.get(code, ((), ()))
    return found + [
        Use(machine.kind, _name_machine(machine), name_task(machine.kind, task.value))
        for machine in list_machines()
        if machine.kind in kinds
        for task in tasks
    ]


def list_known_roles(uses: Iterable[Use]) -> tuple[Role, ...]:
    """Return the roles that can be found where a ladder is used, in the order of the rights."""
    known: set[str] = set()
    for use in uses:
        if use.is_private:
            known.add(AUTHOR.code)
            continue
        known |= {role.code for role in ROLES if role.held is Held.GROUP}
        known |= {role.code for role in _FOUND_BY_KIND.get(use.kind, ())}
    return tuple(role for role in ROLES if role.code in known)


def is_held(role: Role) -> bool:
    """Return whether anybody who can sign in holds the role today, wherever it is."""
    if role.held is Held.RELATION:
        return True
    active = User.objects.filter(is_active=True)
    if role.held is Held.GROUP:
        return active.filter(groups__name=role.code).exists()
    named = f"{ROLE_PREFIX}{role.code}"
    return any(
        grants.objects.filter(permission__codename=named, user__is_active=True).exists()
        for grants in (InstitutionGrant, SubjectGrant)
    )


def compute_base(ladder: Ladder, day: date, calendar: Calendar) -> date:
    """Return the day from which the rungs count: a due day that is a holiday moves forward.

    Raises:
        EmptyCalendarError: the calendar does not know that day (409).
    """
    is_due = ladder.counted_from == CountedFrom.DUE
    return calendar.next_working_day(day) if is_due else day


def compute_example(ladder: Ladder, base_on: date, calendar: Calendar) -> list[ExampleDay]:
    """Return the day each rung fires for something that counts from `base_on`."""
    return [
        ExampleDay(rung.code, _find_day(base_on, rung.offset_working_days, calendar))
        for rung in ladder.rungs.all()
    ]


def list_changes(ladder: Ladder) -> list[LadderChange]:
    """Return the history of a ladder, the latest first, in one statement."""
    return list(ladder.changes.select_related("changed_by").order_by("-version"))


def read_kept(text: str) -> Mapping[str, object]:
    """Return a ladder as its history keeps it: `is_proposed`, and `rungs`."""
    kept: Mapping[str, object] = json.loads(text)
    return kept


def _list_ladders_of(state: State) -> Sequence[str]:
    if not isinstance(state, Waiting):
        return ()
    own = [wait.ladder for wait in state.waits if wait.ladder]
    return (state.ladder, state.undated_ladder, *own)


def _is_private(machine: type[StateMachine], state: State) -> bool:
    return machine.kind == "proposal" and state.name == ProposalState.DRAFT.value


def _name_machine(machine: type[StateMachine]) -> str:
    return str(machine.get_model()._meta.verbose_name)


def _find_day(base_on: date, offset: int, calendar: Calendar) -> date | None:
    try:
        return compute_rung_on(base_on, offset, calendar)
    except EmptyCalendarError:
        return None
