"""Journeys: what goes to PostgreSQL together, the ends of a transaction among it.

To go to the server and back takes longer than most of what is asked there, and longer still where
it is another machine. A pipeline of psycopg sends statements one after the other without waiting;
what they gave is looked at once all are through (ADR 0037). Each has a snapshot of its own, as if
it came by itself: what follows a lock sees what was committed while the lock was waited for. When
one fails, those after it are not done.

Nothing but `cursors` imports this module, and only for PostgreSQL.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import Connection, Pipeline, RawCursor
from psycopg.pq import TransactionStatus

from workflow.prepared.cursors import write_numbers

#: A statement and its values.
Statement: TypeAlias = tuple[str, Sequence[Any]]


def fetch_together(
    wrapper: BaseDatabaseWrapper, statements: Sequence[Statement]
) -> list[list[Any]] | None:
    """Return the rows of each of these; None if that spares no journey.

    A transaction that was not begun yet begins with them.

    Raises:
        psycopg.Error: one failed; the transaction must end.
    """
    connection: Connection[Any] = wrapper.connection
    begins = _is_idle(connection)
    spares = _begins_plainly(wrapper) if begins else len(statements) > 1
    if not (spares and Pipeline.is_supported()):
        return None
    with _sending(connection, begins=begins):
        cursors = [_send(connection, *each) for each in statements]
    return [cursor.fetchall() for cursor in cursors]


def fetch_and_commit(
    wrapper: BaseDatabaseWrapper, sql: str, values: Sequence[Any]
) -> list[Any] | None:
    """Return the rows of the last statement of a transaction that `fetch_together` began.

    What was done is committed with it; what follows all the same is a transaction of its own, which
    Django ends. None if it is another's transaction, or is not to end yet.

    Raises:
        psycopg.Error: it failed, or the commit did; the transaction must end.
    """
    connection: Connection[Any] = wrapper.connection
    if not connection.autocommit or len(wrapper.atomic_blocks) != 1:
        return None
    with _sending(connection):
        cursor = _send(connection, sql, values)
        _send_unplanned(connection, b"COMMIT")
    return cursor.fetchall()


@contextmanager
def _sending(connection: Connection[Any], *, begins: bool = False) -> Iterator[None]:
    """Send what is executed meanwhile without waiting; wait for all of it at the end."""
    if begins:
        # Or psycopg would begin by itself, and wait; it still ends what it finds begun.
        connection.autocommit = True
    try:
        with connection.pipeline():
            if begins:
                _send_unplanned(connection, b"BEGIN")
            yield
    finally:
        # There is no transaction (any more): if anything follows, psycopg begins one as ever.
        if _is_idle(connection):
            connection.autocommit = False


def _send(connection: Connection[Any], sql: str, values: Sequence[Any]) -> RawCursor[Any]:
    return RawCursor(connection).execute(write_numbers(sql), values)


def _send_unplanned(connection: Connection[Any], sql: bytes) -> None:
    RawCursor(connection).execute(sql, prepare=False)


def _is_idle(connection: Connection[Any]) -> bool:
    return connection.pgconn.transaction_status == TransactionStatus.IDLE


def _begins_plainly(wrapper: BaseDatabaseWrapper) -> bool:
    """Return whether nothing is said of how transactions begin, and Django ends this one."""
    own: Connection[Any] = wrapper.connection
    said = (own.isolation_level, own.read_only, own.deferrable)
    return wrapper.commit_on_exit and said == (None, None, None)
