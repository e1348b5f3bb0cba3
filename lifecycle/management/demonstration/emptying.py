"""Empty a database of its tables, so that the demonstration can begin again."""

import shutil
from pathlib import Path

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection


def begin_again() -> None:
    """Drop every table, forget every attachment, and migrate.

    History is append-only: rows cannot be deleted one by one, and a table can be dropped. The
    database itself stays, so that a site which runs on it goes on.
    """
    if connection.vendor == "sqlite":
        _drop_sqlite_tables()
    else:
        _drop_schema()
    shutil.rmtree(Path(settings.MEDIA_ROOT), ignore_errors=True)
    # This process may remember the numbers its rows had.
    ContentType.objects.clear_cache()
    call_command("migrate", verbosity=0, interactive=False)


def _drop_sqlite_tables() -> None:
    # Dropping a table fires no trigger, but it would look for rows that point here.
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(name)}")


def _drop_schema() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        (schema,) = cursor.fetchone()
        name = connection.ops.quote_name(schema)
        cursor.execute(f"DROP SCHEMA {name} CASCADE")
        cursor.execute(f"CREATE SCHEMA {name}")
