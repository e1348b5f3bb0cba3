"""Updates: a queryset and what changes in its rows, the SQL built at the first call and kept."""

from collections.abc import Callable, Mapping, Sequence
from functools import update_wrapper
from types import MappingProxyType
from typing import Any, Generic, ParamSpec, cast

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from django.db.models.sql import UpdateQuery

from workflow.prepared.constants import write_constants
from workflow.prepared.cursors import count_changed
from workflow.prepared.slots import Arguments, Shape, Written, list_names, make_slots

P = ParamSpec("P")
#: The rows to change, and the new value of each field.
Update = tuple[QuerySet[Any, Any], Mapping[str, Any]]


class PreparedUpdate(Generic[P]):
    """An update whose SQL is built at the first call for its shape; calling it changes the rows."""

    def __init__(self, build: Callable[P, Update]) -> None:
        update_wrapper(self, build)
        self._build, self._names = build, list_names(build)
        self._kept: dict[Any, tuple[str, Sequence[Any]]] = {}

    def __call__(self, *given: P.args, **named: P.kwargs) -> int:
        """Change the rows, and return how many they were."""
        return self._run(Arguments(self._names, given, named), connections["default"])

    def run(self, named: Mapping[str, Any], connection: BaseDatabaseWrapper) -> int:
        """Do what calling does, on a connection that is known: to find it takes a while."""
        return self._run(Arguments(self._names, (), named), connection)

    def _run(self, arguments: Arguments, connection: BaseDatabaseWrapper) -> int:
        if arguments.shape is None:
            rows, values = cast("Any", self._build)(**arguments.values)
            return int(rows.update(**values))
        sql, parameters = self._get_statement(arguments.shape, connection)
        return count_changed(connection, sql, arguments.fill(parameters, connection))

    def render(
        self,
        named: Mapping[str, Any],
        connection: BaseDatabaseWrapper,
        written: Mapping[str, str] = MappingProxyType({}),
    ) -> tuple[str, list[Any]]:
        """Return the SQL and its parameters, to be a part of a longer statement.

        `written` are arguments that have no value but are read by some SQL of that statement.

        Raises:
            ValueError: it is one of those whose SQL is not kept.
        """
        arguments = Arguments(self._names, (), named)
        sql, parameters = self._get_statement(arguments.shape, connection, tuple(written.items()))
        return sql, arguments.fill(parameters, connection)

    def get_template(self, **given: Any) -> tuple[str, Sequence[Any]]:
        """Return the SQL for such arguments, each one value, with a `Place` for each of them.

        Raises:
            ValueError: it is one of those whose SQL is not kept, or one is a list.
        """
        shape = Arguments(self._names, (), given).shape
        if shape is not None and any(size is not None for size in shape[1]):
            message = "a list has no place of its own"
            raise ValueError(message)
        return self._get_statement(shape, connections["default"])

    def _get_statement(
        self,
        shape: Shape | None,
        connection: BaseDatabaseWrapper,
        written: tuple[tuple[str, str], ...] = (),
    ) -> tuple[str, Sequence[Any]]:
        if shape is None:
            message = "no SQL is kept for such arguments"
            raise ValueError(message)
        statement = self._kept.get((connection.vendor, shape, written))
        if statement is None:
            slots = {**make_slots(shape), **{name: Written(name, text) for name, text in written}}
            statement = _compile(*cast("Any", self._build)(**slots))
            self._kept[connection.vendor, shape, written] = statement
        return statement


def prepared_update(build: Callable[P, Update]) -> PreparedUpdate[P]:
    """Let a function that says which rows change, and how, change them; return how many did.

    As with `prepared`, the function is called once for each shape of its arguments; what is
    compared may not be None, what is written may.

    Raises:
        TypeError: the function looks at the value of an argument, or writes an inherited column.
    """
    return PreparedUpdate(build)


def _compile(queryset: QuerySet[Any, Any], values: Mapping[str, Any]) -> tuple[str, Sequence[Any]]:
    query = cast("UpdateQuery", queryset.query.chain(UpdateQuery))
    query.add_update_values(dict(values))
    if query.get_related_updates():
        # Django writes them by statements of their own, which nobody would execute here.
        message = f"{queryset.model.__name__} inherits a column of {sorted(values)}"
        raise TypeError(message)
    query.annotations = {}
    sql, parameters = query.get_compiler("default").as_sql()
    return write_constants(sql, parameters, connections["default"])
