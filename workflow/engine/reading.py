"""Read what the engine decides on: narrow rows, locked or not, and the facts around them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from workflow.exceptions import SubjectNotFoundError
from workflow.machine.declaration import StateMachine
from workflow.machine.facts import Facts, SubjectRow
from workflow.machine.registry import get_machine
from workflow.models import Subject, Waiver
from workflow.prepared import prepared

_COLUMNS = (
    "id",
    "kind",
    "reference",
    "parent_id",
    "state",
    "version",
    "head_hash",
    "entered_at",
)


@dataclass(frozen=True)
class Case:
    """One subject as the engine sees it: its machine, its facts and the guards waived for it."""

    machine: type[StateMachine]
    facts: Facts
    waived: frozenset[str]

    @property
    def row(self) -> SubjectRow:
        """Return the narrow row the facts were read from."""
        return self.facts.subject

    def move_to(self, state: str) -> "Case":
        """Return the case as it would be in `state`, all else being equal."""
        return replace(self, facts=replace(self.facts, subject=replace(self.row, state=state)))


def read_rows(ids: Iterable[int]) -> list[SubjectRow]:
    """Return the rows of these subjects in ascending id, unlocked; unknown ids are left out."""
    return [SubjectRow(*values) for values in _read_subjects(ids)]


def lock_rows(ids: Iterable[int]) -> list[SubjectRow]:
    """Return the rows of these subjects locked in ascending id, the one lock order everywhere.

    On SQLite nothing is locked here: the transaction is the only writer since it began.
    """
    return [SubjectRow(*values) for values in _lock_subjects(ids)]


def load_cases(rows: Iterable[SubjectRow], *, today: date) -> dict[int, Case]:
    """Return the case of each row, in a number of statements that depends on the kinds alone."""
    by_kind: dict[str, list[SubjectRow]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row)
    cases: dict[int, Case] = {}
    for kind, members in by_kind.items():
        machine = get_machine(kind)
        waived = _read_waivers(machine, members)
        facts = machine.load_facts(members, today=today)
        for row in members:
            cases[row.id] = Case(machine, facts[row.id], waived.get(row.id, frozenset()))
    return cases


def load_case(subject_id: int, *, today: date, lock: bool = False) -> Case:
    """Return the case of one subject.

    Raises:
        SubjectNotFoundError: there is no such subject.
    """
    rows = lock_rows([subject_id]) if lock else read_rows([subject_id])
    if not rows:
        raise SubjectNotFoundError(_("There is nothing here under this number."))
    return load_cases(rows, today=today)[subject_id]


def _list_columns(ids: Iterable[int]) -> QuerySet[Subject, tuple[Any, ...]]:
    return Subject.objects.filter(pk__in=ids).order_by("pk").values_list(*_COLUMNS)


_read_subjects = prepared(_list_columns)


@prepared
def _lock_subjects(ids: Iterable[int]) -> QuerySet[Subject, tuple[Any, ...]]:
    return _list_columns(ids).select_for_update(no_key=True)


def _read_waivers(
    machine: type[StateMachine], rows: Iterable[SubjectRow]
) -> Mapping[int, frozenset[str]]:
    if not any(guard.waivable for guard in machine.guards.values()):
        return {}
    found: dict[int, set[str]] = {}
    for subject_id, guard in _read_guards(row.id for row in rows):
        found.setdefault(subject_id, set()).add(guard)
    return {subject_id: frozenset(guards) for subject_id, guards in found.items()}


@prepared
def _read_guards(ids: Iterable[int]) -> QuerySet[Waiver, tuple[int, str]]:
    return Waiver.objects.filter(subject__in=ids).values_list("subject_id", "guard")
