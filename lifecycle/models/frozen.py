"""Database triggers: what no code path, not even a shell, may do to a frozen version of a plan."""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

# ruff: noqa: S608 - the names in the statements are the constants below
_VERSION, _LINE = "lifecycle_planversion", "lifecycle_planversionline"
_MESSAGE = "a frozen version of a plan never changes"
_FUNCTION = f"""
    CREATE OR REPLACE FUNCTION lifecycle_refuse_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '{_MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
    END $$
"""
_FUNCTION_OF_LINES = f"""
    CREATE OR REPLACE FUNCTION lifecycle_check_frozen_line() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP <> 'INSERT' AND EXISTS (
            SELECT 1 FROM {_VERSION} WHERE id = OLD.version_id AND frozen_at IS NOT NULL
        ) OR TG_OP <> 'DELETE' AND EXISTS (
            SELECT 1 FROM {_VERSION} WHERE id = NEW.version_id AND frozen_at IS NOT NULL
        ) THEN
            RAISE EXCEPTION '{_MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END $$
"""


def install(using: str = DEFAULT_DB_ALIAS, **_signal: Any) -> None:
    """Create the triggers anew; safe to repeat. Connected to `post_migrate`."""
    connection = connections[using]
    with connection.cursor() as cursor:
        # Another app may have been migrated before our tables exist.
        if _LINE not in connection.introspection.table_names(cursor):
            return
        statements = _list_postgresql() if connection.vendor == "postgresql" else _list_sqlite()
        for statement in statements:
            cursor.execute(statement)


def _list_postgresql() -> list[str]:
    statements = [_FUNCTION, _FUNCTION_OF_LINES]
    for verb in ("UPDATE", "DELETE"):
        name = f"lifecycle_planversion_no_{verb.lower()}"
        statements += [
            f"DROP TRIGGER IF EXISTS {name} ON {_VERSION}",
            f"CREATE TRIGGER {name} BEFORE {verb} ON {_VERSION} FOR EACH ROW "
            "WHEN (OLD.frozen_at IS NOT NULL) EXECUTE FUNCTION lifecycle_refuse_frozen()",
        ]
    name = "lifecycle_planversionline_frozen"
    return [
        *statements,
        f"DROP TRIGGER IF EXISTS {name} ON {_LINE}",
        f"CREATE TRIGGER {name} BEFORE INSERT OR UPDATE OR DELETE ON {_LINE} FOR EACH ROW "
        "EXECUTE FUNCTION lifecycle_check_frozen_line()",
    ]


def _list_sqlite() -> list[str]:
    statements = []
    for verb in ("UPDATE", "DELETE"):
        name = f"lifecycle_planversion_no_{verb.lower()}"
        statements += [
            f"DROP TRIGGER IF EXISTS {name}",
            f"CREATE TRIGGER {name} BEFORE {verb} ON {_VERSION} WHEN OLD.frozen_at IS NOT NULL "
            f"BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END",
        ]
    for verb, rows in (("INSERT", ("NEW",)), ("UPDATE", ("OLD", "NEW")), ("DELETE", ("OLD",))):
        name = f"lifecycle_planversionline_no_{verb.lower()}"
        keys = ", ".join(f"{row}.version_id" for row in rows)
        statements += [
            f"DROP TRIGGER IF EXISTS {name}",
            f"CREATE TRIGGER {name} BEFORE {verb} ON {_LINE} WHEN EXISTS (SELECT 1 FROM {_VERSION} "
            f"WHERE id IN ({keys}) AND frozen_at IS NOT NULL) "
            f"BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END",
        ]
    return statements
