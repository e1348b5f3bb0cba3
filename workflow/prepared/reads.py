"""Reads: a queryset whose SQL is built at the first call and kept for its shape."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import update_wrapper
from typing import Any, Generic, ParamSpec, TypeVar, cast

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from django.db.models.query import FlatValuesListIterable, ModelIterable, ValuesListIterable
from django.db.transaction import TransactionManagementError

from workflow.prepared.constants import write_constants
from workflow.prepared.cursors import fetch_all, fetch_together
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


class PreparedRead(Generic[P, Row]):
    """A read whose SQL is built once for each shape of its arguments; calling it returns rows."""

    def __init__(self, build: Callable[P, QuerySet[Any, Row]]) -> None:
        update_wrapper(self, build)
        self._build = build
        self._names = list_names(build)
        self._kept = dict[Any, _Read]()

    def __call__(self, *given: P.args, **named: P.kwargs) -> list[Row]:
        """Return the rows.

        Raises:
            ValueError: an argument is None, with which nothing compares.
            TransactionManagementError: it locks rows outside a transaction.
        """
        return self.ask(*given, **named).fetch()

    def ask(self, *given: P.args, **named: P.kwargs) -> "Question[Row]":
        """Return the read with its arguments, to be executed later or along with others.

        Raises:
            ValueError: an argument is None, with which nothing compares.
        """
        arguments = Arguments(self._names, given, named)
        arguments.require_known()
        shape = arguments.shape
        if shape is None:
            return Question(None, (), cast("Any", self._build)(**arguments.values))
        # Every connection of a test or of a process speaks the dialect of its database.
        connection = connections["default"]
        statement = self._kept.get((connection.vendor, shape))
        if statement is None:
            statement = _compile(cast("Any", self._build)(**make_slots(shape)))
            self._kept[connection.vendor, shape] = statement
        return Question(statement, arguments.fill(statement.parameters, connection))


class Question(Generic[Row]):
    """A read with its arguments, before it is executed."""

    __slots__ = ("parameters", "rows", "statement")

    def __init__(
        self,
        statement: _Read | None,
        parameters: Sequence[Any],
        rows: Iterable[Row] = (),
    ) -> None:
        #: None: no SQL is kept for such arguments, and `rows` is the queryset itself.
        self.statement = statement
        self.parameters = parameters
        self.rows = rows

    def fetch(self) -> list[Row]:
        """Return the rows.

        Raises:
            TransactionManagementError: it locks rows outside a transaction.
        """
        rows, _others = self.fetch_along(())
        return rows

    def fetch_along(
        self, more: Sequence["Question[Any]"]
    ) -> tuple[list[Row], list[list[Any]] | None]:
        """Return the rows, and those of each of `more` when they come in the same journey.

        None in their place when they do not: then they were not asked. Only what locks takes others
        along; each of them sees what is committed when its own turn comes, after the lock.

        Raises:
            TransactionManagementError: it locks rows outside a transaction.
        """
        if self.statement is None:
            return list(self.rows), None
        connection = connections["default"]
        if self.statement.locks:
            if not connection.in_atomic_block:
                message = "rows are locked inside a transaction"
                raise TransactionManagementError(message)
            answers = _ask_together([self, *more], connection)
            if answers is not None:
                return answers[0], answers[1:]
        rows = fetch_all(connection, self.statement.sql, self.parameters)
        return _finish(rows, self.statement, connection), None


def prepared(build: Callable[P, QuerySet[Any, Row]]) -> PreparedRead[P, Row]:
    """Let a function that builds a queryset return its rows, its SQL built only once.

    A `values_list` gives values, a queryset of a model instances, with those that it selects.

    The function is called once for each shape of its arguments, with slots in their place: what
    else it reads (a clock, a language) would be built in for ever, so it must be an argument. An
    argument is one value, or a list for `__in`; an empty list, or a very long one, is read by the
    queryset itself.

    The statement is that of the queryset: same SQL, same number, same rights to lock. One that
    locks begins the transaction on PostgreSQL, in the same journey to the server (`journeys`).

    Raises, when it is called:
        TypeError: the function looks at the value of an argument, or builds something else.
        ValueError: an argument is None, with which nothing compares.
        TransactionManagementError: it locks rows outside a transaction.
    """
    return PreparedRead(build)


def _ask_together(
    questions: Sequence[Question[Any]], connection: BaseDatabaseWrapper
) -> list[list[Any]] | None:
    asked = [(each.statement, each.parameters) for each in questions if each.statement is not None]
    if len(asked) < len(questions):
        return None
    answers = fetch_together(connection, [(each.sql, values) for each, values in asked])
    if answers is None:
        return None
    return [
        _finish(rows, statement, connection)
        for rows, (statement, _values) in zip(answers, asked, strict=True)
    ]


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
