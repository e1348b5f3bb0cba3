"""Chains: a change, and the new rows that are written with it or not at all.

PostgreSQL does it in one statement, which spares a journey to the server for each row. SQLite knows
no such statement and has no such journey: there it is one after the other.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from workflow.prepared.cursors import fetch_all
from workflow.prepared.rows import Row, RowsSql, compile_rows, write_row
from workflow.prepared.updates import PreparedUpdate


def change_and_insert(
    change: PreparedUpdate[...], given: Mapping[str, Any], first: Row, *others: Row
) -> int | None:
    """Change one row and, when it was there to be changed, insert `first`, then the `others`.

    The others may refer to the first, and are written in any order. Return the key `id` the
    database gave to the first; or None, when there was no row to change and nothing is written.
    `given` are the arguments of the change.
    """
    connection = connections["default"]
    if connection.vendor == "postgresql":
        return _in_one_statement(connection, change.render(**given), (first, *others))
    if not change.run(given, connection):
        return None
    rows = compile_rows(first.values, first.model, connection)
    sql = _return_key_of(rows.statement)
    ((key,),) = fetch_all(connection, sql, rows.list_values(first.values, connection))
    for each in others:
        referring = {each.refers_by: key} if each.refers_by else {}
        write_row(each.model, {**each.values, **referring}, connection)
    return int(key)


def _in_one_statement(
    connection: BaseDatabaseWrapper, change: tuple[str, Sequence[Any]], chain: Sequence[Row]
) -> int | None:
    sql, parameters = change
    rows = tuple(
        compile_rows(each.values, each.model, connection, each.refers_by) for each in chain
    )
    values = [
        value
        for each, row in zip(rows, chain, strict=True)
        for value in each.list_values(row.values, connection)
    ]
    written = fetch_all(connection, _chain(sql, rows), [*parameters, *values])
    return int(written[0][0]) if written else None


@cache
def _chain(changing: str, rows: tuple[RowsSql, ...]) -> str:
    """Return the statement: each part reads from the one before, so that none goes without it.

    It is made of names of our own models, quoted, and of placeholders: of nothing anybody gives.
    """
    connection = connections["default"]
    key = connection.ops.quote_name("id")
    parts = [f"changed AS ({changing} RETURNING 1)"]
    for number, row in enumerate(rows):
        source = "row_0" if number else "changed"
        values = ", ".join([f"row_0.{key}"] * row.referring + [row.places])
        returning = "" if number else _return_key(connection)
        parts.append(f"row_{number} AS ({row.into} SELECT {values} FROM {source}{returning})")  # noqa: S608
    return f"WITH {', '.join(parts)} SELECT row_0.{key} FROM row_0"  # noqa: S608


@cache
def _return_key_of(inserting: str) -> str:
    return inserting + _return_key(connections["default"])


def _return_key(connection: BaseDatabaseWrapper) -> str:
    return f" RETURNING {connection.ops.quote_name('id')}"
