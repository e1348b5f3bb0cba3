"""Many at once: what a prepared statement does to one row, done to each of many.

What all rows share stays a parameter; what differs comes as columns, which the statement reads as
it reads a table: from arrays on PostgreSQL, from a text of JSON on SQLite.
"""

import json
from collections.abc import Callable, Mapping, Sequence, Set
from datetime import date, datetime
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from workflow.prepared.arrays import write_array
from workflow.prepared.cursors import count_changed, fetch_all
from workflow.prepared.rows import Column, RowsSql, compile_rows, insert_row
from workflow.prepared.slots import AS_IT_IS, Place
from workflow.prepared.updates import PreparedUpdate

#: What PostgreSQL calls an array of such values. Without lengths: a cast to one cuts silently.
_ARRAYS = {
    bool: "boolean[]",
    int: "bigint[]",
    str: "varchar[]",
    datetime: "timestamptz[]",
    date: "date[]",
}


def change_each(change: PreparedUpdate[...], given: Sequence[Mapping[str, Any]]) -> int:
    """Change the rows that a prepared update says, once for each of these arguments.

    No two of them may change the same row. Return how many rows were changed.

    Raises:
        ValueError: no SQL is kept for such arguments, or one of them is a list.
    """
    connection = connections["default"]
    if len(given) <= 1:
        return sum(change.run(each, connection) for each in given)
    sql, parameters = change.get_template(**given[0])
    adapt = connection.ops.adapt_unknown_value
    values = {name: _prepare([each[name] for each in given], AS_IT_IS, adapt) for name in given[0]}
    return count_changed(connection, *_join(sql, parameters, values, connection))


def insert_rows(model: type[Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Write new rows, which all name the same attributes of `model`; the others have defaults.

    Nothing that the database fills in is read: whoever needs the keys takes them before.
    """
    if len(rows) == 1:
        insert_row(model, rows[0])
    elif rows:
        insert_columns(model, {name: [row[name] for row in rows] for name in rows[0]})


def insert_columns(model: type[Model], given: Mapping[str, Sequence[Any]]) -> None:
    """Write new rows as `insert_rows` does, their values given attribute by attribute.

    There is a value for each row, in the same order, also of what all of them share.
    """
    connection = connections["default"]
    sql = compile_rows(given, model, connection)
    count = len(next(iter(given.values())))
    columns: list[Sequence[Any]] = [[each] * count for each in sql.list_defaults(connection)]
    for each in sql.given:
        columns[each.place] = _list_column(each, given[each.attname], connection)
    count_changed(connection, *_select(sql, columns, connection))


def take_keys(model: type[Model], count: int) -> Sequence[int]:
    """Return keys that no row of the table has or will have. Needs a transaction.

    On SQLite it is the only writer since it began, and rows count on behind the last key.
    """
    connection, table = connections["default"], model._meta.db_table
    if connection.vendor == "postgresql":
        taken = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
        rows = fetch_all(connection, taken, [table, model._meta.pk.column, count])
        return sorted(key for (key,) in rows)
    rows = fetch_all(connection, "SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
    last = int(rows[0][0]) if rows else 0
    return range(last + 1, last + 1 + count)


def _list_column(
    column: Column, values: Sequence[Any], connection: BaseDatabaseWrapper
) -> Sequence[Any]:
    """Return the values of a column as the database takes them."""
    return _prepare(values, {column.plain, type(None)}, lambda each: column.save(each, connection))


def _prepare(
    values: Sequence[Any], plain: Set[type | None], prepare: Callable[[Any], Any]
) -> Sequence[Any]:
    """Return values as the database takes them; one that all share is prepared once.

    Those of a `plain` type are taken as they are.
    """
    if plain >= set(map(type, values)):
        return values
    if _is_shared(values):
        return [prepare(values[0])] * len(values)
    return [each if type(each) in plain else prepare(each) for each in values]


def _join(
    sql: str,
    parameters: Sequence[Any],
    values: Mapping[str, Sequence[Any]],
    connection: BaseDatabaseWrapper,
) -> tuple[str, list[Any]]:
    """Return an update that reads its arguments from columns, and its parameters."""
    quote = connection.ops.quote_name
    names = [name for name, column in values.items() if not _is_shared(column)]
    setting, where, condition = sql.partition(" WHERE ")
    used, texts = iter(parameters), [list[Any](), list[Any]()]

    def fill(text: str, kept: list[Any]) -> str:
        first, *others = text.split("%s")
        filled = [first]
        for after in others:
            parameter = next(used)
            if isinstance(parameter, Place) and parameter.name in names:
                filled += [f"given.{quote(parameter.name)}", after]
            else:
                kept.append(
                    values[parameter.name][0] if isinstance(parameter, Place) else parameter
                )
                filled += ["%s", after]
        return "".join(filled)

    setting, condition = fill(setting, texts[0]), fill(condition, texts[1])
    source, columns = _read_columns({name: values[name] for name in names}, connection)
    return f"{setting} FROM {source}{where}{condition}", [*texts[0], *columns, *texts[1]]


def _select(
    row: RowsSql, columns: Sequence[Sequence[Any]], connection: BaseDatabaseWrapper
) -> tuple[str, list[Any]]:
    """Return an insert that reads what differs between its rows from columns."""
    places, varying, shared = list[str](), dict[str, Sequence[Any]](), list[Any]()
    # Of rows that share everything, one column still says how many they are.
    alike = all(map(_is_shared, columns))
    for number, column in enumerate(columns):
        if _is_shared(column) and (number or not alike):
            places.append("%s")
            shared.append(column[0])
        else:
            varying[f"value_{number}"] = column
            places.append(f"given.value_{number}")
    source, read = _read_columns(varying, connection)
    return f"{row.into} SELECT {', '.join(places)} FROM {source}", [*shared, *read]  # noqa: S608


def _read_columns(
    columns: Mapping[str, Sequence[Any]], connection: BaseDatabaseWrapper
) -> tuple[str, list[Any]]:
    """Return columns of values as a table called `given`, and its parameters.

    It is made of names of our own and of placeholders: of nothing anybody gives.
    """
    names = [connection.ops.quote_name(name) for name in columns]
    if connection.vendor == "postgresql":
        arrays = ", ".join(f"%s::{_name_array(column)}" for column in columns.values())
        texts = [write_array(column) for column in columns.values()]
        return f"unnest({arrays}) AS given({', '.join(names)})", texts
    read = ", ".join(
        f"json_extract(value, '$[{number}]') AS {name}" for number, name in enumerate(names)
    )
    rows = json.dumps(list(zip(*columns.values(), strict=True)))
    return f"(SELECT {read} FROM json_each(%s)) AS given", [rows]  # noqa: S608


def _is_shared(column: Sequence[Any]) -> bool:
    return column.count(column[0]) == len(column)


def _name_array(column: Sequence[Any]) -> str:
    # Django's own kinds of integers are integers.
    kinds = type(next(value for value in column if value is not None)).__mro__
    return next(_ARRAYS[kind] for kind in kinds if kind in _ARRAYS)
