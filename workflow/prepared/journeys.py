"""Journeys: several reads in one message to PostgreSQL, which begins the transaction too.

To go to the server and back takes longer than most of what is asked there. Several statements in
one message are what `BEGIN` and reads of planned statements can be: each has its own snapshot, as
if it came by itself, so what follows a lock sees what was committed while the lock was waited for.

Nothing but `cursors` imports this module, and only for PostgreSQL.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import Connection, RawCursor
from psycopg.pq import TransactionStatus
from psycopg.sql import Literal
from psycopg.types.numeric import Int2, Int4

from workflow.prepared.cursors import write_numbers
from workflow.prepared.lasting import find_lasting_plans

#: What a value is declared as when a statement is planned; what a text is, the server finds out.
_TYPES: Mapping[type, str] = {
    bool: "boolean",
    int: "bigint",
    Int2: "smallint",
    Int4: "integer",
    str: "unknown",
    date: "date",
    datetime: "timestamptz",
}


def fetch_together(
    wrapper: BaseDatabaseWrapper, statements: Sequence[tuple[str, Sequence[Any]]]
) -> list[list[Any]] | None:
    """Return the rows of each of these reads; None if no journey is spared, or they must go alone.

    A transaction that was not begun yet begins with them.

    Raises:
        psycopg.Error: one failed; the transaction must end.
    """
    connection: Connection[Any] = wrapper.connection
    begins = connection.pgconn.transaction_status == TransactionStatus.IDLE
    if not (_begins_plainly(wrapper) if begins else len(statements) > 1):
        return None
    keys = [(sql, tuple(map(type, values))) for sql, values in statements]
    if not all(_TYPES.keys() >= set(types) for _sql, types in keys):
        return None
    lasting = find_lasting_plans(connection)
    new = {key: lasting.make_name() for key in keys if key not in lasting.named}
    message = [_write_plan(name, *key) for key, name in new.items()]
    if begins:
        message.append(b"BEGIN")
        # Or psycopg would begin another before it; it still ends the one that it finds.
        connection.autocommit = True
    skipped = len(message)
    for key, (_sql, values) in zip(keys, statements, strict=True):
        name = new.get(key) or lasting.named[key]
        given = b", ".join(_write(value, connection) for value in values)
        message.append(b"EXECUTE %b (%b)" % (name, given) if given else b"EXECUTE %b" % name)
    cursor = RawCursor(connection).execute(b"; ".join(message), prepare=False)
    lasting.named.update(new)
    for _plan_or_beginning in range(skipped):
        cursor.nextset()
    answers = [cursor.fetchall()]
    while cursor.nextset():
        answers.append(cursor.fetchall())
    return answers


def _begins_plainly(wrapper: BaseDatabaseWrapper) -> bool:
    """Return whether nothing is said of how transactions begin, and Django ends this one."""
    own: Connection[Any] = wrapper.connection
    said = (own.isolation_level, own.read_only, own.deferrable)
    return wrapper.commit_on_exit and said == (None, None, None)


def _write_plan(name: bytes, sql: str, types: Sequence[type]) -> bytes:
    declared = ", ".join(_TYPES[each] for each in types).encode()
    return b"PREPARE %b%b AS %b" % (
        name,
        b" (%b)" % declared if declared else b"",
        write_numbers(sql),
    )


def _write(value: Any, connection: Connection[Any]) -> bytes:
    # Nearly every one is a key.
    return b"%d" % value if type(value) is int else Literal(value).as_bytes(connection)
