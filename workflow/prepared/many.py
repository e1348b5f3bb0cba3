"""Many at once: what a prepared statement does to one row, done to each of many.

PostgreSQL is given a column of values for each placeholder, in one statement. SQLite, which knows
no such columns, runs its statement over them without coming back in between.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import repeat
from operator import attrgetter
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model

from workflow.prepared.cursors import open_cursor
from workflow.prepared.inserts import RowSql, compile_row, list_given
from workflow.prepared.slots import Place
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
    if len(given) <= 1:
        return sum(change(**each) for each in given)
    connection = connections["default"]
    sql, parameters = change.get_template(**given[0])
    values = {name: [each[name] for each in given] for name in given[0]}
    with open_cursor(connection) as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(*_join(sql, parameters, values, connection))
        else:
            columns = [_adapt(each, values, len(given), connection) for each in parameters]
            cursor.executemany(sql, list(zip(*columns, strict=True)))
        return int(cursor.rowcount)


def insert_each(instances: Sequence[Model], *, keyed: bool = False) -> None:
    """Write the rows of new instances of one model, in which the same fields are given.

    With `keyed` each has its key afterwards, in ascending order; without, nothing that the
    database fills in is read.

    Raises:
        ValueError: not all of them give the same fields.
    """
    if not instances:
        return
    connection, model = connections["default"], type(instances[0])
    if keyed:
        for instance, key in zip(instances, _take_keys(model, len(instances)), strict=True):
            instance.pk = key
    given = list_given(model, instances[0])
    if any(list_given(model, each) != given for each in instances[1:]):
        message = f"not every {model.__name__} gives {given}"
        raise ValueError(message)
    row = compile_row(model, connection.vendor, given)
    columns = [_list_column(field, instances, connection) for field in row.fields]
    with open_cursor(connection) as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(*_select(row, columns))
        else:
            rows = list(zip(*columns, strict=True))
            cursor.executemany(f"{row.into} VALUES ({row.places})", rows)
    for instance in instances:
        instance._state.adding, instance._state.db = False, "default"


def _take_keys(model: type[Model], count: int) -> Sequence[int]:
    """Return keys that no row of the table has or will have. Needs a transaction.

    On SQLite it is the only writer since it began, and rows count on behind the last key.
    """
    connection, table = connections["default"], model._meta.db_table
    with open_cursor(connection) as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [table, model._meta.pk.column, count],
            )
            return sorted(key for (key,) in cursor.fetchall())
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = int((cursor.fetchone() or (0,))[0])
        return range(last + 1, last + 1 + count)


def _list_column(
    field: "Field[Any, Any]", instances: Sequence[Model], connection: BaseDatabaseWrapper
) -> Sequence[Any]:
    """Return the values of a field as the database takes them; one that all share is made once."""
    if type(field).pre_save is Field.pre_save:
        values = list(map(attrgetter(field.attname), instances))
    else:
        values = [field.pre_save(each, add=True) for each in instances]
    if values.count(values[0]) == len(values):
        return [field.get_db_prep_save(values[0], connection)] * len(values)
    return [field.get_db_prep_save(value, connection) for value in values]


def _adapt(
    parameter: Any,
    values: Mapping[str, Sequence[Any]],
    count: int,
    connection: BaseDatabaseWrapper,
) -> Iterable[Any]:
    if not isinstance(parameter, Place):
        return repeat(parameter, count)
    return map(connection.ops.adapt_unknown_value, values[parameter.name])


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
    columns = ", ".join(f"%s::{_name_array(values[name])}" for name in names)
    called = ", ".join(map(quote, names))
    joined = f"{setting} FROM unnest({columns}) AS given({called}){where}{condition}"
    return joined, [*texts[0], *(list(values[name]) for name in names), *texts[1]]


def _select(row: RowSql, columns: Sequence[Sequence[Any]]) -> tuple[str, list[Any]]:
    """Return an insert that reads what differs between its rows from columns.

    It is made of names of our own models, quoted, and of placeholders: of nothing anybody gives.
    """
    places, varying, shared = [], list[Sequence[Any]](), list[Any]()
    for column in columns:
        if _is_shared(column):
            places.append("%s")
            shared.append(column[0])
        else:
            places.append(f"given.value_{len(varying)}")
            varying.append(column)
    if not varying:
        # As many rows as there are, with nothing to tell them apart but their keys.
        source, given = "FROM generate_series(1, %s)", [len(columns[0])]
        return f"{row.into} SELECT {', '.join(places)} {source}", [*shared, *given]
    arrays = ", ".join(f"%s::{_name_array(column)}" for column in varying)
    called = ", ".join(f"value_{number}" for number in range(len(varying)))
    source = f"FROM unnest({arrays}) AS given({called})"
    return f"{row.into} SELECT {', '.join(places)} {source}", [*shared, *map(list, varying)]


def _is_shared(column: Sequence[Any]) -> bool:
    return column.count(column[0]) == len(column)


def _name_array(column: Sequence[Any]) -> str:
    return _ARRAYS[next(type(value) for value in column if value is not None)]
