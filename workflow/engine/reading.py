"""Read what the engine decides on: narrow rows, locked or not, and the facts around them."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from workflow.exceptions import SubjectNotFoundError
from workflow.machine.declaration import StateMachine
from workflow.machine.facts import Facts, SubjectRow
from workflow.machine.registry import get_machine
from workflow.models import Subject, Waiver
from workflow.prepared import Question, prepared

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
    #: The names of the guards that do not hold it back; read when first asked.
    waived: Container[str]

    @property
    def row(self) -> SubjectRow:
        """Return the narrow row the facts were read from."""
        return self.facts.subject

    def move_to(self, state: str) -> "Case":
        """Return the case as it would be in `state`, all else being equal."""
        return replace(self, facts=self.facts.stand_at(self.row.in_state(state)))


def read_rows(ids: Iterable[int]) -> list[SubjectRow]:
    """Return the rows of these subjects in ascending id, unlocked; unknown ids are left out."""
    return [SubjectRow(*values) for values in _read_subjects(ids)]


def lock_rows(ids: Iterable[int]) -> list[SubjectRow]:
    """Return the rows of these subjects locked in ascending id, the one lock order everywhere.

    On SQLite nothing is locked here: the transaction is the only writer since it began.
    """
    return [SubjectRow(*values) for values in _lock_subjects(ids)]


def lock_rows_along(
    ids: Iterable[int], more: Sequence[Question[Any]]
) -> tuple[list[SubjectRow], list[list[Any]] | None]:
    """Do what `lock_rows` does, and return the rows of each of `more` if they came along."""
    rows, answers = _lock_subjects.ask(ids).fetch_along(more)
    return [SubjectRow(*values) for values in rows], answers


def load_cases(rows: Iterable[SubjectRow], *, today: date) -> dict[int, Case]:
    """Return the case of each row, in a number of statements that depends on the kinds alone."""
    by_kind: dict[str, list[SubjectRow]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row)
    cases: dict[int, Case] = {}
    for kind, members in by_kind.items():
        machine = get_machine(kind)
        waivers = _Waivers(machine, members)
        facts = machine.load_facts(members, today=today)
        for row in members:
            cases[row.id] = Case(machine, facts[row.id], _Waived(waivers, row.id))
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


class _Waivers:
    """The guards that were waived for some subjects, read once, when first asked."""

    def __init__(self, machine: type[StateMachine], rows: Sequence[SubjectRow]) -> None:
        self._machine = machine
        self._rows = rows

    @cached_property
    def pairs(self) -> frozenset[tuple[int, str]]:
        """Pairs of a subject and the name of a guard."""
        if not any(guard.waivable for guard in self._machine.guards.values()):
            return frozenset()
        return frozenset(_read_guards(row.id for row in self._rows))


class _Waived(Container[str]):
    """Those of one subject."""

    __slots__ = ("_subject_id", "_waivers")

    def __init__(self, waivers: _Waivers, subject_id: int) -> None:
        self._waivers = waivers
        self._subject_id = subject_id

    def __contains__(self, guard: object) -> bool:
        return (self._subject_id, guard) in self._waivers.pairs


@prepared
def _read_guards(ids: Iterable[int]) -> QuerySet[Waiver, tuple[int, str]]:
    return Waiver.objects.filter(subject__in=ids).values_list("subject_id", "guard")
