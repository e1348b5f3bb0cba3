"""Rows: new rows given as values by attribute, for whom nobody needs an instance."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import (
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    Field,
    FileField,
    ForeignKey,
    IntegerField,
    Model,
    TextField,
)

from workflow.prepared.cursors import count_changed

#: A value of each kind of field that may hand it on as it is; what becomes of one becomes of all.
_SAMPLES: Mapping[type["Field[Any, Any]"], Any] = {
    BooleanField: True,
    CharField: "",
    DateField: date.max,
    IntegerField: 1,
    TextField: "",
}


@dataclass(frozen=True)
class Row:
    """A new row of `model`; `values` by attribute (`subject_id`), the others have their defaults.

    `refers_by` is the attribute that refers to the first row of a chain.
    """

    model: type[Model]
    values: Mapping[str, Any]
    refers_by: str = ""


@dataclass(frozen=True, eq=False)
class Column:
    """A column of a new row: where its value comes from, and how the database takes it."""

    attname: str
    #: Makes the value of rows that give none; None where they do.
    make: Callable[[], Any] | None
    #: Values of this type are taken as they are.
    plain: type | None
    save: Callable[..., Any]

    def prepare(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        """Return a value as the database takes it."""
        if value is None or type(value) is self.plain:
            return value
        return self.save(value, connection)


@dataclass(frozen=True, eq=False)
class RowsSql:
    """The SQL of new rows around their values."""

    into: str
    #: How many columns, the first ones, refer to another new row.
    referring: int
    columns: Sequence[Column]
    places: str

    def list_values(self, values: Mapping[str, Any], connection: BaseDatabaseWrapper) -> list[Any]:
        """Return the values of one row, as the database takes them."""
        return [
            each.prepare(values[each.attname] if each.make is None else each.make(), connection)
            for each in self.columns
        ]


def insert_row(model: type[Model], values: Mapping[str, Any]) -> None:
    """Write one new row, of which nothing that the database fills in is read."""
    connection, rows = connections["default"], compile_rows(values, model)
    sql = f"{rows.into} VALUES ({rows.places})"
    count_changed(connection, sql, rows.list_values(values, connection))


def compile_rows(values: Iterable[str], model: type[Model], refers_by: str = "") -> RowsSql:
    """Return the SQL of rows that give these values, built once for what they give.

    Raises:
        LookupError: the model has no such attribute.
        TypeError: a column is only known when an instance is saved.
    """
    return _compile(model, connections["default"].vendor, tuple(values), refers_by)


@cache
def _compile(model: type[Model], _vendor: str, given: tuple[str, ...], refers_by: str) -> RowsSql:
    connection = connections["default"]
    own = {each.attname: each for each in model._meta.local_concrete_fields}
    unknown = {*given, *filter(None, [refers_by])} - own.keys()
    if unknown:
        message = f"{model.__name__} has no {sorted(unknown)}, only {sorted(own)}"
        raise LookupError(message)
    fields = [
        field
        for name, field in own.items()
        if name != refers_by and (name in given or not _is_left_to_the_database(field))
    ]
    first = [own[refers_by]] if refers_by else []
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(each.column)) for each in (*first, *fields))
    return RowsSql(
        into=f"INSERT INTO {quote(model._meta.db_table)} ({names})",
        referring=len(first),
        columns=[_make_column(each, given, connection) for each in fields],
        places=", ".join(["%s"] * len(fields)),
    )


def _is_left_to_the_database(field: "Field[Any, Any]") -> bool:
    has_other_default = field.has_db_default() and not field.has_default()
    return field.primary_key or has_other_default


def _make_column(
    field: "Field[Any, Any]", given: tuple[str, ...], connection: BaseDatabaseWrapper
) -> Column:
    at_saving = ("auto_now", "auto_now_add")
    if isinstance(field, FileField) or any(getattr(field, name, False) for name in at_saving):
        message = f"{field} is only known when an instance is saved"
        raise TypeError(message)
    return Column(
        attname=field.attname,
        make=None if field.attname in given else field.get_default,
        plain=_find_plain_type(field, connection),
        save=field.get_db_prep_save,
    )


def _find_plain_type(field: "Field[Any, Any]", connection: BaseDatabaseWrapper) -> type | None:
    """Return the type whose values the field hands to the database as they are; None if none."""
    while isinstance(field, ForeignKey):
        field = field.target_field
    # A field of somebody else's may do with a value what it wants.
    if type(field).__module__ != Field.__module__ or isinstance(field, DateTimeField):
        return None
    for kind, sample in _SAMPLES.items():
        if isinstance(field, kind):
            taken = type(field.get_db_prep_save(sample, connection))
            return taken if taken is type(sample) else None
    return None
