"""Inserts: the row of a new instance, the SQL built once for its model."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model
from django.db.models.expressions import DatabaseDefault

from workflow.prepared.cursors import count_changed, fetch_all


@dataclass(frozen=True, eq=False)
class _RowSql:
    """The SQL around the values of a new row: into which columns they go, and what comes back."""

    into: str
    fields: Sequence["Field[Any, Any]"]
    places: str
    returning: str
    #: What the database fills in.
    returned: Sequence["Field[Any, Any]"]

    def list_values(self, instance: Model, connection: BaseDatabaseWrapper) -> list[Any]:
        """Return the values of the fields, as the database takes them."""
        return [
            field.get_db_prep_save(field.pre_save(instance, add=True), connection)
            for field in self.fields
        ]

    def take_returned(self, instance: Model, row: Sequence[Any]) -> None:
        """Give the instance what the database filled in."""
        for field, value in zip(self.returned, row, strict=True):
            setattr(instance, field.attname, value)
        instance._state.adding, instance._state.db = False, "default"


def insert(instance: Model) -> None:
    """Write the row of a new instance, those of its parents first, and give it its key.

    This is `save(force_insert=True)` without the detour: no signal is sent, and a method `save` of
    the model is not called.
    """
    _insert_into(type(instance), instance)


def insert_all(instances: Sequence[Model]) -> None:
    """Write the rows of new instances of one model in one statement, and give them their keys."""
    if len(instances) == 1:
        insert(instances[0])
    elif instances:
        type(instances[0])._default_manager.bulk_create(instances)


def _insert_into(model: type[Model], instance: Model) -> None:
    for parent, link in model._meta.parents.items():
        _insert_into(parent, instance)
        if link is not None:
            setattr(instance, link.attname, getattr(instance, parent._meta.pk.attname))
    connection = connections["default"]
    row = _compile_row(model, connection.vendor, _list_given(model, instance))
    sql = f"{row.into} VALUES ({row.places}){row.returning}"
    values = row.list_values(instance, connection)
    if row.returned:
        (filled,) = fetch_all(connection, sql, values)
        row.take_returned(instance, filled)
    else:
        count_changed(connection, sql, values)
        row.take_returned(instance, ())


def _list_given(model: type[Model], instance: Model) -> tuple[str, ...]:
    """Return the names of the fields whose value is not left to the database."""
    given = []
    for field in model._meta.local_concrete_fields:
        value = getattr(instance, field.attname)
        if not isinstance(value, DatabaseDefault) and not (field.primary_key and value is None):
            given.append(field.name)
    return tuple(given)


@cache
def _compile_row(model: type[Model], _vendor: str, given: tuple[str, ...]) -> _RowSql:
    ops = connections["default"].ops
    own = {each.name: each for each in model._meta.local_concrete_fields}
    fields = [each for name, each in own.items() if name in given]
    returned = [each for name, each in own.items() if name not in given]

    def quote(columns: Iterable["Field[Any, Any]"]) -> str:
        return ", ".join(ops.quote_name(str(each.column)) for each in columns)

    return _RowSql(
        into=f"INSERT INTO {ops.quote_name(model._meta.db_table)} ({quote(fields)})",
        fields=fields,
        places=", ".join(["%s"] * len(fields)),
        returning=f" RETURNING {quote(returned)}" if returned else "",
        returned=returned,
    )
