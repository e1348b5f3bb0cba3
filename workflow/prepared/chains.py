"""Chains: a change, and the new rows that are written with it or not at all.

PostgreSQL does it in one statement, which spares a journey to the server for each row. SQLite knows
no such statement and has no such journey: there it is one after the other.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import ForeignKey, Model

from workflow.prepared.cursors import open_cursor
from workflow.prepared.inserts import RowSql, compile_row, insert, list_given
from workflow.prepared.updates import PreparedUpdate


def change_and_insert(
    change: PreparedUpdate[...], given: Mapping[str, Any], first: Model, *others: Model
) -> bool:
    """Change one row and, when it was there to be changed, insert `first`, then the `others`.

    The others may refer to the first, whose key `id` the database gives it then. Return whether the
    row was changed; otherwise nothing is written. `given` are the arguments of the change.
    """
    connection = connections["default"]
    if connection.vendor == "postgresql":
        return _in_one_statement(connection, change.render(**given), first, others)
    if not change(**given):
        return False
    insert(first)
    for each in others:
        _settle(each, first)
        insert(each)
    return True


def _in_one_statement(
    connection: BaseDatabaseWrapper,
    change: tuple[str, Sequence[Any]],
    first: Model,
    others: Sequence[Model],
) -> bool:
    sql, parameters = change
    rows = [_compile(each, first, connection.vendor) for each in (first, *others)]
    values = [
        value
        for row, each in zip(rows, (first, *others), strict=True)
        for value in row.list_values(each, connection)
    ]
    with open_cursor(connection) as cursor:
        cursor.execute(_chain(sql, tuple(rows)), [*parameters, *values])
        filled = cursor.fetchone()
    if filled is None:
        return False
    start = 0
    for row, each in zip(rows, (first, *others), strict=True):
        row.take_returned(each, filled[start : start + len(row.returned)])
        start += len(row.returned)
        _settle(each, first)
    return True


def _compile(instance: Model, first: Model, vendor: str) -> RowSql:
    model = type(instance)
    referring = tuple(field.name for field in _list_references(instance, first))
    return compile_row(model, vendor, list_given(model, instance), referring)


def _settle(instance: Model, first: Model) -> None:
    """Give an instance that refers to the first its key."""
    for field in _list_references(instance, first):
        setattr(instance, field.attname, first.pk)


def _list_references(instance: Model, first: Model) -> list["ForeignKey[Any, Any]"]:
    return [
        field
        for field in instance._meta.local_concrete_fields
        if isinstance(field, ForeignKey) and field.get_cached_value(instance, default=None) is first
    ]


@cache
def _chain(changing: str, rows: tuple[RowSql, ...]) -> str:
    """Return the statement: each part reads from the one before, so that none goes without it.

    It is made of names of our own models, quoted, and of placeholders: of nothing anybody gives.
    """
    quote = connections["default"].ops.quote_name
    parts, found = [f"changed AS ({changing} RETURNING 1)"], []
    for number, row in enumerate(rows):
        source = "row_0" if number else "changed"
        values = ", ".join([f"row_0.{quote('id')}"] * row.referring + [row.places])
        parts.append(f"row_{number} AS ({row.into} SELECT {values} FROM {source}{row.returning})")  # noqa: S608
        found += [f"row_{number}.{quote(str(each.column))}" for each in row.returned]
    read_from = ", ".join(f"row_{number}" for number, row in enumerate(rows) if row.returned)
    return f"WITH {', '.join(parts)} SELECT {', '.join(found)} FROM {read_from}"  # noqa: S608
