"""Reads: a queryset whose SQL is built at the first call and kept for its shape."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from django.db import connections
from django.db.models import QuerySet
from django.db.models.query import FlatValuesListIterable, ModelIterable, ValuesListIterable
from django.db.transaction import TransactionManagementError

from workflow.prepared.constants import write_constants
from workflow.prepared.cursors import fetch_all
from workflow.prepared.instances import Instances, plan_instances
from workflow.prepared.slots import Arguments, list_names, make_slots

P = ParamSpec("P")
Row = TypeVar("Row")
#: What turns one column as the driver gives it into what its field says: its place, how, of what.
_Converter = tuple[int, Sequence[Callable[..., Any]], Any]


@dataclass(frozen=True)
class _Read:
    """The SQL of a read, where its arguments go, and how its rows come back."""

    sql: str
    parameters: Sequence[Any]
    converters: Sequence[_Converter]
    is_flat: bool
    locks: bool
    #: None: rows come back as they are.
    instances: Instances | None


def prepared(build: Callable[P, QuerySet[Any, Row]]) -> Callable[P, list[Row]]:
    """Let a function that builds a queryset return its rows, its SQL built only once.

    A `values_list` gives values, a queryset of a model instances, with those that it selects.

    The function is called once for each shape of its arguments, with slots in their place: what
    else it reads (a clock, a language) would be built in for ever, so it must be an argument. An
    argument is one value, or a list for `__in`; an empty list, or a very long one, is read by the
    queryset itself.

    The statement is that of the queryset: same SQL, same number, same rights to lock.

    Raises:
        TypeError: the function looks at the value of an argument, or builds something else.
        ValueError: an argument is None, with which nothing compares.
        TransactionManagementError: it locks rows outside a transaction.
    """
    names, kept = list_names(build), dict[Any, _Read]()

    @wraps(build)
    def read(*given: P.args, **named: P.kwargs) -> list[Row]:
        arguments = Arguments(names, given, named)
        arguments.require_known()
        shape = arguments.shape
        if shape is None:
            return list(cast("Any", build)(**arguments.values))
        # Every connection of a test or of a process speaks the dialect of its database.
        connection = connections["default"]
        statement = kept.get((connection.vendor, shape))
        if statement is None:
            statement = _compile(cast("Any", build)(**make_slots(shape)))
            kept[connection.vendor, shape] = statement
        if statement.locks and not connection.in_atomic_block:
            message = "rows are locked inside a transaction"
            raise TransactionManagementError(message)
        parameters = arguments.fill(statement.parameters, connection)
        return _finish(fetch_all(connection, statement.sql, parameters), statement, connection)

    return read


def _compile(queryset: QuerySet[Any, Any]) -> _Read:
    # What the rows would be, which a queryset tells nowhere else.
    kind: type = queryset._iterable_class  # noqa: SLF001
    if not issubclass(kind, ModelIterable | ValuesListIterable | FlatValuesListIterable):
        message = f"a values_list or instances are prepared, not {kind.__name__}"
        raise TypeError(message)
    compiler = queryset.query.get_compiler("default")
    sql, parameters = compiler.as_sql()
    sql, parameters = write_constants(sql, parameters, connections["default"])
    columns = [column for column, _sql, _alias in compiler.select]
    converters = compiler.get_converters(columns)
    return _Read(
        sql=sql,
        parameters=parameters,
        converters=[(place, how, of) for place, (how, of) in converters.items()],
        is_flat=kind is FlatValuesListIterable,
        locks=queryset.query.select_for_update,
        instances=plan_instances(queryset, compiler) if issubclass(kind, ModelIterable) else None,
    )


def _finish(rows: Iterable[Any], statement: _Read, connection: Any) -> list[Any]:
    if statement.is_flat:
        values = [row[0] for row in rows]
        for _place, how, of in statement.converters:
            for convert in how:
                values = [convert(value, of, connection) for value in values]
        return values
    if statement.converters:
        rows = [_convert(list(row), statement.converters, connection) for row in rows]
    return list(rows) if statement.instances is None else statement.instances.make(rows)


def _convert(row: list[Any], converters: Iterable[_Converter], connection: Any) -> tuple[Any, ...]:
    for place, how, of in converters:
        for convert in how:
            row[place] = convert(row[place], of, connection)
    return tuple(row)
