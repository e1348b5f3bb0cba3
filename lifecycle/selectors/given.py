"""What was given with a transition, as people read it: the stored values with their labels."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lifecycle.selectors.attachments import list_readable
from lifecycle.selectors.readers import Reader
from workflow.engine.reading import Case
from workflow.machine.inputs import (
    Choice,
    Day,
    Document,
    Flag,
    Input,
    NamedInstitution,
    Person,
    Reference,
    Rows,
    Text,
)
from workflow.models import Institution, Subject, User

#: What stored values point to: files, people, institutions, or other subjects.
_POINTING: tuple[type[Reference], ...] = (Document, Person, NamedInstitution, Reference)
#: The declared inputs that may be shown, and the values that history kept.
Given = tuple[Iterable[Input], Mapping[str, Any]]


@dataclass(frozen=True)
class Detail:
    """A label with what was given: words, a file that may be read, or another subject."""

    label: str
    words: str
    attachment_id: int | None = None
    subject_id: int | None = None


@dataclass(frozen=True)
class GivenInputs:
    """The rows that stored values point to, read once for a whole list."""

    files: Mapping[int, str] = field(default_factory=dict)
    people: Mapping[int, str] = field(default_factory=dict)
    institutions: Mapping[int, str] = field(default_factory=dict)
    subjects: Mapping[int, str] = field(default_factory=dict)
    open_subjects: frozenset[int] = frozenset()

    @classmethod
    def load(
        cls, given: Iterable[Given], case: Case, reader: Reader, *, today: date
    ) -> "GivenInputs":
        """Return the files this reader may open and the subjects that are pointed to."""
        ids: dict[type[Reference], set[int]] = {each: set() for each in _POINTING}
        for declared, content in given:
            for each, value in _list_pointers(declared, content):
                ids[_find_kind(each)].add(value)
        return cls(
            files=_read_files(ids[Document], case, reader),
            people=_read_people(ids[Person]),
            institutions=_read_institutions(ids[NamedInstitution]),
            subjects=_read_references(ids[Reference]),
            open_subjects=_read_visible(ids[Reference], case, reader, today),
        )

    def describe(self, declared: Iterable[Input], content: Mapping[str, Any]) -> tuple[Detail, ...]:
        """Return what was given, in the order in which it was asked for."""
        return tuple(
            detail
            for each in declared
            if each.name in content
            for detail in self._describe_one(each, content[each.name])
        )

    def _describe_one(self, declared: Input, value: object) -> Iterable[Detail]:
        label = str(declared.label)
        if isinstance(declared, Reference):
            yield from self._describe_rows_of(declared, value)
        elif isinstance(declared, Rows) and isinstance(value, list):
            for row in value:
                yield Detail(label, self._join_row(declared, row))
        else:
            yield Detail(label, _say(declared, value))

    def _describe_rows_of(self, declared: Reference, value: object) -> Iterable[Detail]:
        label = str(declared.label)
        for key in _list_keys(value):
            if isinstance(declared, Document) and key in self.files:
                yield Detail(label, self.files[key], attachment_id=key)
            elif isinstance(declared, Person) and key in self.people:
                yield Detail(label, self.people[key])
            elif isinstance(declared, NamedInstitution) and key in self.institutions:
                yield Detail(label, self.institutions[key])
            elif declared.locks and key in self.subjects:
                opened = key if key in self.open_subjects else None
                yield Detail(label, self.subjects[key], subject_id=opened)

    def _join_row(self, declared: Rows, row: Mapping[str, Any]) -> str:
        parts = [
            self.subjects.get(row[column.name], "")
            if isinstance(column, Reference)
            else _say(column, row[column.name])
            for column in declared.columns
            if row.get(column.name)
        ]
        return " · ".join(part for part in parts if part)


def _say(declared: Input, value: object) -> str:
    if isinstance(declared, Choice):
        return str(dict(declared.choices).get(str(value), value))
    if isinstance(declared, Day) and value:
        return date_format(date.fromisoformat(str(value)), "DATE_FORMAT")
    if isinstance(declared, Flag):
        return _("yes") if value else _("no")
    return str(value) if isinstance(declared, Text) or value else ""


def _list_pointers(
    declared: Iterable[Input], content: Mapping[str, Any]
) -> Iterable[tuple[Reference, int]]:
    for each in declared:
        value = content.get(each.name)
        if isinstance(each, Rows):
            for row in value or ():
                yield from _list_pointers(each.columns, row)
        elif isinstance(each, Document | Person | NamedInstitution) or (
            isinstance(each, Reference) and each.locks
        ):
            for key in _list_keys(value):
                yield each, key


def _find_kind(declared: Reference) -> type[Reference]:
    return next(each for each in _POINTING if isinstance(declared, each))


def _list_keys(value: object) -> list[int]:
    keys = value if isinstance(value, list) else [value]
    return [key for key in keys if isinstance(key, int)]


def _read_files(ids: set[int], case: Case, reader: Reader) -> dict[int, str]:
    if not ids:
        return {}
    rows = list_readable(case, reader.grants).filter(pk__in=ids)
    return dict(rows.values_list("pk", "original_name"))


def _read_people(ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    return {person.pk: str(person) for person in User.objects.filter(pk__in=ids)}


def _read_institutions(ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    found = Institution.objects.filter(pk__in=ids).prefetch_related("names")
    return {each.pk: str(each) for each in found}


def _read_references(ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    rows = Subject.objects.filter(pk__in=ids).exclude(reference="")
    return dict(rows.values_list("pk", "reference"))


def _read_visible(ids: set[int], case: Case, reader: Reader, today: date) -> frozenset[int]:
    """Return which of these subjects of the same kind the reader may open."""
    if not ids:
        return frozenset()
    visible = case.machine.visible_to(reader.grants, today=today)
    model = case.machine.get_model()
    return frozenset(model.objects.filter(visible, pk__in=ids).values_list("pk", flat=True))
