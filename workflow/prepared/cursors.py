"""How a prepared statement goes to the driver: straight, or Django's way when somebody watches."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib import import_module
from itertools import count
from typing import Any, TypeVar, cast

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

_T = TypeVar("_T")
#: A place in a statement; `%%s` is none.
_PLACE = re.compile(r"(?<!%)%s")
#: More statements than are prepared; what is written for many rows has one for each kind of rows.
_KEPT_TEXTS = 1024


def fetch_all(connection: BaseDatabaseWrapper, sql: str, parameters: Sequence[Any]) -> list[Any]:
    """Return the rows of a statement."""
    if _is_watched(connection):
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return list(cursor.fetchall())
    return _go_straight(
        connection, lambda: cast("list[Any]", _execute(connection, sql, parameters).fetchall())
    )


def fetch_together(
    connection: BaseDatabaseWrapper, statements: Sequence[tuple[str, Sequence[Any]]]
) -> list[list[Any]] | None:
    """Return the rows of each of these reads, brought in one journey; None if they cannot be.

    Needs a transaction. On SQLite there are no journeys to spare.
    """
    if not _can_spare(connection):
        return None
    return _go_straight(
        connection,
        lambda: cast(
            "list[list[Any]] | None", _load_journeys().fetch_together(connection, statements)
        ),
    )


def fetch_last(connection: BaseDatabaseWrapper, sql: str, parameters: Sequence[Any]) -> list[Any]:
    """Return the rows of a statement after which nothing is done in the transaction any more.

    What was done may be committed with it then.
    """
    rows = None
    if _can_spare(connection):
        rows = _go_straight(
            connection,
            lambda: cast(
                "list[Any] | None", _load_journeys().fetch_and_commit(connection, sql, parameters)
            ),
        )
    return fetch_all(connection, sql, parameters) if rows is None else rows


def count_changed(connection: BaseDatabaseWrapper, sql: str, parameters: Sequence[Any]) -> int:
    """Execute a statement that returns no rows, and return how many it wrote."""
    if _is_watched(connection):
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return int(cursor.rowcount)
    return _go_straight(connection, lambda: int(_execute(connection, sql, parameters).rowcount))


def spares_journeys() -> bool:
    """Return whether several reads can be one journey: on PostgreSQL, when nobody watches each."""
    return _can_spare(connections["default"])


def _can_spare(connection: BaseDatabaseWrapper) -> bool:
    return connection.vendor == "postgresql" and not _is_watched(connection)


def _load_journeys() -> Any:
    # Named here alone: a site on SQLite need not load what it imports.
    return import_module("workflow.prepared.journeys")


def _go_straight(connection: BaseDatabaseWrapper, do: Callable[[], _T]) -> _T:
    """Do something with the driver's own connection, and raise its errors as Django's."""
    _check_usable(connection)
    try:
        return do()
    except cast("Any", connection).Database.Error:
        with connection.wrap_database_errors:
            raise


def _is_watched(connection: BaseDatabaseWrapper) -> bool:
    """Return whether somebody looks at each statement: a wrapper, or the log of queries.

    Then it goes through Django's own cursor, which asks them; in the log nobody could read what
    was prepared, either.
    """
    return bool(connection.execute_wrappers) or connection.queries_logged


def _check_usable(connection: BaseDatabaseWrapper) -> None:
    """Do what Django's cursor does before each statement.

    Raises:
        TransactionManagementError: the transaction has failed already.
    """
    # Whoever began a transaction has seen to both.
    if connection.connection is None or not connection.in_atomic_block:
        connection.close_if_health_check_failed()
        connection.ensure_connection()
    connection.validate_thread_sharing()
    connection.validate_no_broken_transaction()


def _execute(connection: BaseDatabaseWrapper, sql: str, parameters: Sequence[Any]) -> Any:
    """Execute a statement that is planned once per connection, and return the driver's cursor.

    `prepare_threshold` in the settings of a connection of PostgreSQL says how often psycopg has one
    planned anew first; `plans` says how many are kept. SQLite keeps its statements by itself.
    """
    own = cast("Any", connection)
    if connection.vendor != "postgresql":
        return own.connection.execute(_mark(sql), parameters)
    # Its own marks go to the driver, which would look for them at each call in a statement that is
    # longer than those it remembers. Named here alone: a site on SQLite need not load it.
    return own.Database.RawCursor(own.connection).execute(write_numbers(sql), parameters)


@lru_cache(maxsize=_KEPT_TEXTS)
def _mark(sql: str) -> str:
    """Return a statement with its places as SQLite marks them."""
    return _PLACE.sub("?", sql).replace("%%", "%")


@lru_cache(maxsize=_KEPT_TEXTS)
def write_numbers(sql: str) -> bytes:
    """Return a statement with its places as PostgreSQL marks them."""
    numbers = count(1)
    return _PLACE.sub(lambda _place: f"${next(numbers)}", sql).replace("%%", "%").encode()
