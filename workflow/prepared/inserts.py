"""Inserts: the row of a new instance, the SQL built once for its model."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connections
from django.db.models import Field, Model
from django.db.models.expressions import DatabaseDefault

from workflow.prepared.cursors import open_cursor


@dataclass(frozen=True)
class _Insert:
    """The SQL that inserts these fields into one table and returns what the database fills in."""

    sql: str
    fields: Sequence["Field[Any, Any]"]
    returned: Sequence["Field[Any, Any]"]


def insert(instance: Model) -> None:
    """Write the row of a new instance, those of its parents first, and give it its key.

    This is `save(force_insert=True)` without the detour: no signal is sent, and a method `save` of
    the model is not called.
    """
    _insert_into(type(instance), instance)
    state = instance._state
    state.adding, state.db = False, "default"


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
    statement = _compile(model, connection.vendor, tuple(_list_given(model, instance)))
    values = [
        field.get_db_prep_save(field.pre_save(instance, add=True), connection)
        for field in statement.fields
    ]
    with open_cursor(connection) as cursor:
        cursor.execute(statement.sql, values)
        filled = cursor.fetchone() if statement.returned else ()
    for field, value in zip(statement.returned, filled or (), strict=True):
        setattr(instance, field.attname, value)


def _list_given(model: type[Model], instance: Model) -> list[str]:
    """Return the names of the fields whose value is not left to the database."""
    given = []
    for field in model._meta.local_concrete_fields:
        value = getattr(instance, field.attname)
        if not isinstance(value, DatabaseDefault) and not (field.primary_key and value is None):
            given.append(field.name)
    return given


@cache
def _compile(model: type[Model], vendor: str, given: tuple[str, ...]) -> _Insert:
    ops = connections["default"].ops
    own = model._meta.local_concrete_fields
    fields = [each for each in own if each.name in given]
    returned = [each for each in own if each.name not in given]

    def name(columns: Iterable["Field[Any, Any]"]) -> str:
        return ", ".join(ops.quote_name(str(each.column)) for each in columns)

    table, places = ops.quote_name(model._meta.db_table), ", ".join(["%s"] * len(fields))
    # Names of our own models, quoted, and placeholders: nothing that anybody gives.
    sql = f"INSERT INTO {table} ({name(fields)}) VALUES ({places})"  # noqa: S608
    if returned:
        sql += f" RETURNING {name(returned)}"
    return _Insert(sql, fields, returned)
