"""Rows: new rows given as values by attribute, for whom nobody needs an instance."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
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

from workflow.prepared.constants import write_constant
from workflow.prepared.cursors import count_changed
from workflow.prepared.instants import adapt_instant

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
    """A column of a new row that is given, and how the database takes its value.

    Values of the type `plain` are taken as they are; `save` makes one of any other.
    """

    place: int
    attname: str
    plain: type | None
    save: Callable[..., Any]


@dataclass(frozen=True, eq=False)
class RowsSql:
    """The SQL of new rows around their values."""

    into: str
    #: The whole statement of one row that refers to no other.
    statement: str
    #: How many columns, the first ones, refer to another new row.
    referring: int
    #: What stands for the value of each other column, and which of them are parameters.
    places: str
    parameters: Sequence[int]
    given: Sequence[Column]
    #: The values of a row that gives none, and the fields of which they are not always the same.
    defaults: Sequence[Any]
    made: Mapping[int, "Field[Any, Any]"]

    def list_values(self, values: Mapping[str, Any], connection: BaseDatabaseWrapper) -> list[Any]:
        """Return the parameters of one row, as the database takes them."""
        row = self.list_defaults(connection)
        for each in self.given:
            value = values[each.attname]
            if value is not None and type(value) is not each.plain:
                value = each.save(value, connection)
            row[each.place] = value
        return [row[place] for place in self.parameters]

    def list_defaults(self, connection: BaseDatabaseWrapper) -> list[Any]:
        """Return the values of all columns of a row that gives none."""
        row = list(self.defaults)
        for place, field in self.made.items():
            row[place] = _save_default(field, connection)
        return row


def insert_row(model: type[Model], values: Mapping[str, Any]) -> None:
    """Write one new row, of which nothing that the database fills in is read."""
    write_row(model, values, connections["default"])


def write_row(
    model: type[Model], values: Mapping[str, Any], connection: BaseDatabaseWrapper
) -> None:
    """Write one new row on a connection that is known: to find it takes a while."""
    rows = compile_rows(values, model, connection)
    count_changed(connection, rows.statement, rows.list_values(values, connection))


def compile_rows(
    values: Iterable[str],
    model: type[Model],
    connection: BaseDatabaseWrapper,
    refers_by: str = "",
) -> RowsSql:
    """Return the SQL of rows that give these values, built once for what they give.

    Raises:
        LookupError: the model has no such attribute.
        TypeError: a column is only known when an instance is saved.
    """
    return _compile(model, connection.vendor, tuple(values), refers_by)


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
    for each in fields:
        _check_known(each)
    first = [own[refers_by]] if refers_by else []
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(each.column)) for each in (*first, *fields))
    left = {place: each for place, each in enumerate(fields) if each.attname not in given}
    made = {place: each for place, each in left.items() if _is_made_anew(each)}
    defaults = [
        _save_default(each, connection) if place in left and place not in made else None
        for place, each in enumerate(fields)
    ]
    # What every row says alike is no parameter: each takes a while on its way to the server.
    texts = [
        write_constant(default, connection) if place in left and place not in made else None
        for place, default in enumerate(defaults)
    ]
    into = f"INSERT INTO {quote(model._meta.db_table)} ({names})"
    places = ", ".join("%s" if text is None else text for text in texts)
    return RowsSql(
        into=into,
        statement=f"{into} VALUES ({places})",
        referring=len(first),
        places=places,
        parameters=[place for place, text in enumerate(texts) if text is None],
        given=[
            Column(place, each.attname, _find_plain_type(each, connection), _find_save(each))
            for place, each in enumerate(fields)
            if place not in left
        ],
        defaults=defaults,
        made=made,
    )


def _check_known(field: "Field[Any, Any]") -> None:
    """Do nothing when the value of the field is known before an instance is saved.

    Raises:
        TypeError: it is not.
    """
    at_saving = ("auto_now", "auto_now_add")
    if isinstance(field, FileField) or any(getattr(field, name, False) for name in at_saving):
        message = f"{field} is only known when an instance is saved"
        raise TypeError(message)


def _is_made_anew(field: "Field[Any, Any]") -> bool:
    return field.has_default() and callable(field.default)


def _is_left_to_the_database(field: "Field[Any, Any]") -> bool:
    has_other_default = field.has_db_default() and not field.has_default()
    return field.primary_key or has_other_default


def _save_default(field: "Field[Any, Any]", connection: BaseDatabaseWrapper) -> Any:
    return field.get_db_prep_save(field.get_default(), connection)


def _find_save(field: "Field[Any, Any]") -> Callable[..., Any]:
    """Return what makes of a value what the database takes."""
    if type(field) is not DateTimeField:
        return field.get_db_prep_save

    def save(value: Any, connection: BaseDatabaseWrapper) -> Any:
        if type(value) is datetime and value.tzinfo is not None:
            return adapt_instant(value, connection)
        return field.get_db_prep_save(value, connection)

    return save


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
