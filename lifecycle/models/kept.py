"""Database triggers: a version of a sheet, to which approvals are bound, is never rewritten."""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

_TABLE = "lifecycle_sheetversion"
_TRIGGER = "lifecycle_sheetversion_no_update"
_MESSAGE = "a version of a sheet never changes"
_POSTGRESQL = (
    f"""
    CREATE OR REPLACE FUNCTION lifecycle_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '{_MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    f"DROP TRIGGER IF EXISTS {_TRIGGER} ON {_TABLE}",
    f"CREATE TRIGGER {_TRIGGER} BEFORE UPDATE ON {_TABLE} FOR EACH ROW "
    "EXECUTE FUNCTION lifecycle_refuse_rewriting()",
)
_SQLITE = (
    f"DROP TRIGGER IF EXISTS {_TRIGGER}",
    f"CREATE TRIGGER {_TRIGGER} BEFORE UPDATE ON {_TABLE} "
    f"BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END",
)


def install(using: str = DEFAULT_DB_ALIAS, **_signal: Any) -> None:
    """Create the trigger anew; safe to repeat. Connected to `post_migrate`."""
    connection = connections[using]
    with connection.cursor() as cursor:
        # Another app may have been migrated before our tables exist.
        if _TABLE not in connection.introspection.table_names(cursor):
            return
        for statement in _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE:
            cursor.execute(statement)
