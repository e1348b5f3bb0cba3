"""Chains: a change, and what else is changed and inserted with it, or nothing of it at all.

PostgreSQL does it in one statement, which spares a journey to the server for each row. SQLite knows
no such statement and has no such journey: there it is one after the other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from workflow.prepared.cursors import fetch_all, fetch_last
from workflow.prepared.rows import Row, RowsSql, compile_rows, write_row
from workflow.prepared.updates import PreparedUpdate

#: The key of the first new row, as the rest of the statement reads it.
_FIRST_KEY = '(SELECT first."id" FROM first)'


@dataclass(frozen=True)
class Change:
    """Rows that are changed: what a prepared update, which says which, does with these arguments.

    `refers_by` is the argument that is given the key of the first new row of a chain.
    """

    update: PreparedUpdate[...]
    given: Mapping[str, Any]
    refers_by: str = ""


def change_and_insert(
    change: Change, first: Row, *others: Row | Change, is_last: bool = False
) -> int | None:
    """Change one row and, when it was there to be changed, insert `first`, then do the `others`.

    Each change is of another table: of two changes of one row PostgreSQL would do only one.

    The others may refer to the first. A row comes after every change before it; else they are
    done in any order, and none looks at what another has written. Return the key `id` the database
    gave to the first; or None, when there was no row to change and nothing is written.

    One that `is_last` may end the transaction, whether it changes anything or not: whoever says so
    does nothing more in it.

    Raises:
        ValueError: on PostgreSQL, two changes are of one table, or no SQL is kept for the arguments
            of one.
    """
    connection = connections["default"]
    if connection.vendor == "postgresql":
        return _in_one_statement(connection, change, (first, *others), is_last=is_last)
    if not change.update.run(change.given, connection):
        return None
    rows = compile_rows(first.values, first.model, connection)
    sql = _return_key_of(rows.statement)
    ((key,),) = fetch_all(connection, sql, rows.list_values(first.values, connection))
    for each in others:
        referring = {each.refers_by: key} if each.refers_by else {}
        if isinstance(each, Row):
            write_row(each.model, {**each.values, **referring}, connection)
        else:
            each.update.run({**each.given, **referring}, connection)
    return int(key)


def _in_one_statement(
    connection: BaseDatabaseWrapper, change: Change, chain: Sequence[Row | Change], *, is_last: bool
) -> int | None:
    sql, parameters = change.update.render(change.given, connection)
    parts = list[RowsSql | str]()
    for each in chain:
        if isinstance(each, Row):
            rows = compile_rows(each.values, each.model, connection, each.refers_by)
            parts.append(rows)
            parameters += rows.list_values(each.values, connection)
        else:
            written = {each.refers_by: _FIRST_KEY} if each.refers_by else {}
            text, values = each.update.render(each.given, connection, written)
            parts.append(text)
            parameters += values
    fetch = fetch_last if is_last else fetch_all
    found = fetch(connection, _chain(sql, tuple(parts)), parameters)
    return int(found[0][0]) if found else None


@cache
def _chain(changing: str, parts: tuple[RowsSql | str, ...]) -> str:
    """Return the statement: no part goes without the first row, nor that without the change.

    It is made of names of our own models, quoted, and of placeholders: of nothing anybody gives.
    """
    updates = [changing, *(part for part in parts if isinstance(part, str))]
    tables = [each.split(" SET ")[0] for each in updates]
    if len(set(tables)) < len(tables):
        message = f"one statement changes each table once: {tables}"
        raise ValueError(message)
    written, changes = [f"changed AS ({changing} RETURNING 1)"], list[str]()
    for number, part in enumerate(parts):
        name = f"part_{number}" if number else "first"
        if isinstance(part, str):
            written.append(f"{name} AS ({part} AND EXISTS (SELECT FROM first) RETURNING 1)")
            changes.append(name)
            continue
        values = ", ".join(['first."id"'] * part.referring + [part.places])
        source = "first" if number else "changed"
        # Whoever counts what was changed waits until it is.
        after = " AND ".join(f"(SELECT count(*) FROM {each}) >= 0" for each in changes)  # noqa: S608
        condition = f" WHERE {after}" if after else ""
        returning = "" if number else ' RETURNING "id"'
        written.append(
            f"{name} AS ({part.into} SELECT {values} FROM {source}{condition}{returning})"  # noqa: S608
        )
    return f'WITH {", ".join(written)} SELECT first."id" FROM first'  # noqa: S608


@cache
def _return_key_of(inserting: str) -> str:
    return f'{inserting} RETURNING "id"'
