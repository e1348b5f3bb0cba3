"""Updates: a queryset and what changes in its rows, the SQL built at the first call and kept."""

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, ParamSpec, cast

from django.db import connections
from django.db.models import QuerySet
from django.db.models.sql import UpdateQuery

from workflow.prepared.cursors import open_cursor
from workflow.prepared.slots import Arguments, list_names, make_slots

P = ParamSpec("P")
#: The rows to change, and the new value of each field.
Update = tuple[QuerySet[Any, Any], Mapping[str, Any]]


def prepared_update(build: Callable[P, Update]) -> Callable[P, int]:
    """Let a function that says which rows change, and how, change them; return how many did.

    As with `prepared`, the function is called once for each shape of its arguments; what is
    compared may not be None, what is written may.

    Raises:
        TypeError: the function looks at the value of an argument.
    """
    names, kept = list_names(build), dict[Any, tuple[str, Sequence[Any]]]()

    @wraps(build)
    def change(*given: P.args, **named: P.kwargs) -> int:
        arguments = Arguments(names, given, named)
        shape = arguments.shape
        if shape is None:
            rows, values = cast("Any", build)(**arguments.values)
            return int(rows.update(**values))
        connection = connections["default"]
        statement = kept.get((connection.vendor, shape))
        if statement is None:
            statement = kept[connection.vendor, shape] = _compile(
                *cast("Any", build)(**make_slots(shape))
            )
        sql, parameters = statement
        with open_cursor(connection) as cursor:
            cursor.execute(sql, arguments.fill(parameters, connection))
            return int(cursor.rowcount)

    return change


def _compile(queryset: QuerySet[Any, Any], values: Mapping[str, Any]) -> tuple[str, Sequence[Any]]:
    query = cast("UpdateQuery", queryset.query.chain(UpdateQuery))
    query.add_update_values(dict(values))
    query.annotations = {}
    sql, parameters = query.get_compiler("default").as_sql()
    return sql, parameters
