"""Journeys: what goes to PostgreSQL in one message, the ends of a transaction among it.

To go to the server and back takes longer than most of what is asked there, and longer still where
it is another machine. Several statements are one message when each is a planned one with its
values written out (ADR 0037). Each has a snapshot of its own, as if it came by itself: what
follows a lock sees what was committed while the lock was waited for. When one fails, those after
it are not done.

Nothing but `cursors` imports this module, and only for PostgreSQL.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, TypeAlias

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import Connection, RawCursor
from psycopg.errors import InvalidSqlStatementName
from psycopg.pq import Escaping, TransactionStatus
from psycopg.types.numeric import Int2, Int4

from workflow.prepared.cursors import write_numbers
from workflow.prepared.lasting import PlanKey, find_lasting_plans

#: A statement and its values.
Statement: TypeAlias = tuple[str, Sequence[Any]]

#: What a value is declared as when a statement is planned; what a text is, the server finds out.
_TYPES: Mapping[type, str] = {
    bool: "boolean",
    int: "bigint",
    Int2: "smallint",
    Int4: "integer",
    str: "unknown",
    date: "date",
    datetime: "timestamptz",
    type(None): "unknown",
}


#: Of the longest number that is declared.
_BITS = 64


class _Lost:
    """Whether plans were lost: a pool hands out another server for each transaction.

    It keeps what the protocol prepares (`max_prepared_statements` of PgBouncer), and knows nothing
    of names. Then each statement is a journey of its own, until the process ends.
    """

    were = False


class _Call(NamedTuple):
    """A statement as it is executed by name, with its values as they are written there."""

    key: PlanKey
    values: bytes


def fetch_together(
    wrapper: BaseDatabaseWrapper, statements: Sequence[Statement]
) -> list[list[Any]] | None:
    """Return the rows of each of these; None if that spares no journey, or one cannot be written.

    A transaction that was not begun yet begins with them.

    Raises:
        psycopg.Error: one failed; the transaction must end.
    """
    connection: Connection[Any] = wrapper.connection
    begins = connection.pgconn.transaction_status == TransactionStatus.IDLE
    if _Lost.were or not (_begins_plainly(wrapper) if begins else len(statements) > 1):
        return None
    calls = _write_calls(connection, statements)
    if calls is None:
        return None
    if not begins:
        return _execute(connection, calls)
    # Or psycopg would begin another before it; it still ends the one that it finds.
    connection.autocommit = True
    try:
        return _execute(connection, calls, first=[b"BEGIN"])
    except InvalidSqlStatementName:
        # Nothing was done yet: it begins another way.
        connection.rollback()
        connection.autocommit = False
        return None


def fetch_and_commit(wrapper: BaseDatabaseWrapper, statement: Statement) -> list[Any] | None:
    """Return the rows of the last statement of a transaction that `fetch_together` began.

    What was done is committed with it. None if it is another's transaction, is not to end yet, or
    the statement cannot be written.

    Raises:
        psycopg.Error: it failed, or the commit did; the transaction must end.
    """
    connection: Connection[Any] = wrapper.connection
    is_outermost = len(wrapper.atomic_blocks) == 1 and not wrapper.needs_rollback
    is_ours = connection.autocommit and wrapper.commit_on_exit
    if _Lost.were or not (is_ours and is_outermost):
        return None
    calls = _write_calls(connection, [statement])
    if calls is None:
        return None
    (rows,) = _execute(connection, calls, last=[b"COMMIT"])
    return rows


def is_over(wrapper: BaseDatabaseWrapper) -> bool:
    """Return whether the transaction that Django holds for open was ended by its last statement."""
    connection: Connection[Any] = wrapper.connection
    is_idle = connection.pgconn.transaction_status == TransactionStatus.IDLE
    return wrapper.in_atomic_block and connection.autocommit and is_idle


def _begins_plainly(wrapper: BaseDatabaseWrapper) -> bool:
    """Return whether nothing is said of how transactions begin, and Django ends this one."""
    own: Connection[Any] = wrapper.connection
    said = (own.isolation_level, own.read_only, own.deferrable)
    return wrapper.commit_on_exit and said == (None, None, None)


def _execute(
    connection: Connection[Any],
    calls: Sequence[_Call],
    *,
    first: Sequence[bytes] = (),
    last: Sequence[bytes] = (),
) -> list[list[Any]]:
    """Execute these, planning those that are not yet, and return the rows of each."""
    plans = find_lasting_plans(connection)
    needed = [key for key, _values in calls]
    new = {key: plans.make_name() for key in needed if not plans.has_name(key)}
    before = [
        *(b"DEALLOCATE %b" % name for name in plans.make_room(len(new), needed)),
        *(_write_plan(name, *key) for key, name in new.items()),
        *first,
    ]
    executed = [
        b"EXECUTE %b%b" % (new[key] if key in new else plans.use_name(key), values)
        for key, values in calls
    ]
    cursor = RawCursor(connection)
    try:
        cursor.execute(b"; ".join([*before, *executed, *last]), prepare=False)
    except InvalidSqlStatementName:
        _Lost.were = True
        raise
    plans.add_names(new)
    return [
        cursor.set_result(place).fetchall()
        for place in range(len(before), len(before) + len(executed))
    ]


def _write_plan(name: bytes, sql: str, types: Sequence[type]) -> bytes:
    declared = ", ".join(_TYPES[each] for each in types).encode()
    head = b"PREPARE %b (%b)" % (name, declared) if declared else b"PREPARE %b" % name
    return b"%b AS %b" % (head, write_numbers(sql))


def _write_calls(
    connection: Connection[Any], statements: Sequence[Statement]
) -> list[_Call] | None:
    """Return each statement with its values written out; None if one value is left to psycopg."""
    escape = Escaping(connection.pgconn).escape_literal
    calls = []
    for sql, values in statements:
        types = tuple(map(type, values))
        if not _TYPES.keys() >= set(types) or not all(map(_has_literal, values)):
            return None
        written = b", ".join([_write(value, escape) for value in values])
        calls.append(_Call((sql, types), b" (%b)" % written if written else b""))
    return calls


def _has_literal(value: Any) -> bool:
    """Return whether a value can be written: some fit into no column, which psycopg deals with."""
    kind = type(value)
    if kind is int:
        return bool(value.bit_length() < _BITS)
    if kind is str:
        return "\0" not in value
    return kind is not datetime or value.tzinfo is not None


def _write(value: Any, escape: Callable[[bytes], Any]) -> bytes:
    """Return a value as PostgreSQL reads it in a statement."""
    kind = type(value)
    if kind is str:
        return bytes(escape(value.encode()))
    if value is None:
        return b"NULL"
    if kind is date or kind is datetime:
        return b"'%b'" % value.isoformat().encode()
    return str(value).encode() if kind is bool else b"%d" % value
