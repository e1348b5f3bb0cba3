"""Install and verify the triggers of the database in use."""

from types import ModuleType
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from workflow.triggers import postgresql, sqlite


def install(using: str = DEFAULT_DB_ALIAS, **_signal: Any) -> None:
    """Create every trigger anew; safe to repeat. Connected to `post_migrate`."""
    connection = connections[using]
    dialect = _dialect(connection)
    with connection.cursor() as cursor:
        for function in getattr(dialect, "FUNCTIONS", ()):
            cursor.execute(function)
        for name in dialect.TRIGGERS:
            for statement in dialect.list_statements(name):
                cursor.execute(statement)


def drop_all(using: str = DEFAULT_DB_ALIAS) -> None:
    """Remove every trigger, as an administrator of the database could; `install` brings them back.

    For a restore, which writes history as it was, and for the tests that tamper with it.
    """
    connection = connections[using]
    dialect = _dialect(connection)
    with connection.cursor() as cursor:
        for name in dialect.TRIGGERS:
            cursor.execute(dialect.drop(name))


def list_missing(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Return the names of the triggers that should be there and are not."""
    connection = connections[using]
    dialect = _dialect(connection)
    with connection.cursor() as cursor:
        cursor.execute(dialect.LIST_TRIGGERS)
        present = {row[0] for row in cursor.fetchall()}
    return sorted(set(dialect.TRIGGERS) - present)


def _dialect(connection: BaseDatabaseWrapper) -> ModuleType:
    return postgresql if connection.vendor == "postgresql" else sqlite
