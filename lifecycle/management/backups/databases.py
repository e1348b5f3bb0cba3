"""The database as one file and back: SQLite by its own copy, PostgreSQL by pg_dump, pg_restore."""

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Collection
from contextlib import closing
from pathlib import Path

from django.db import connection, transaction

from lifecycle.management.backups.digests import TableDigest, digest_tables
from lifecycle.management.backups.problems import BackupError

Report = Callable[[int, int], None]

_SQLITE_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
_POSTGRESQL_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"

#: A line of `pg_restore --list`: numbers, what it is, its schema, its name, its owner.
_TABLE_OF_CONTENTS = re.compile(r"^\d+; \d+ \d+ TABLE \S+ (\S+) \S+$", re.MULTILINE)


def dump(path: Path, report: Report | None = None) -> dict[str, TableDigest]:
    """Write the whole database to `path`, as it is at one instant; return what it holds.

    People may go on working meanwhile.

    Raises:
        BackupError: pg_dump is missing or failed.
    """
    if connection.vendor == "postgresql":
        return _dump_postgresql(path, report)
    return _dump_sqlite(path, report)


def restore(path: Path, report: Report | None = None) -> dict[str, TableDigest]:
    """Put the database of `path` in the place of this one, whole or not at all; return its digests.

    A table that this program has added since goes, to be made again.

    Raises:
        BackupError: pg_restore is missing or failed; nothing was changed.
    """
    if connection.vendor == "postgresql":
        _restore_postgresql(path)
        _drop_own_but(_list_dumped(path))
    else:
        _restore_sqlite(path)
    return digest_present(report)


def find_tables(path: Path) -> dict[str, TableDigest] | None:
    """Return what the database of `path` holds; None where only restoring it tells.

    Raises:
        BackupError: it is no database.
    """
    if connection.vendor == "postgresql":
        return None
    try:
        with closing(sqlite3.connect(path)) as kept:
            return _digest_sqlite(kept, None)
    except sqlite3.DatabaseError as error:
        raise BackupError(
            f"This backup is damaged: its database cannot be read: {error}"
        ) from error


def digest_present(report: Report | None = None) -> dict[str, TableDigest]:
    """Return what the database holds now."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_POSTGRESQL_TABLES)
            tables = sorted(str(name) for (name,) in cursor.fetchall())
            return digest_tables(cursor, tables, report)
    # A plain connection reads what is stored; that of Django makes dates of it.
    name = str(connection.get_connection_params()["database"])
    with closing(sqlite3.connect(name, uri=True)) as plain:
        return _digest_sqlite(plain, report)


def is_in_use() -> bool:
    """Return whether the database has anything that a restore would take the place of."""
    present = connection.introspection.table_names()
    with connection.cursor() as cursor:
        for table in ("workflow_user", "workflow_event"):
            if table in present:
                cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")  # noqa: S608 - two names above
                if cursor.fetchone():
                    return True
    return False


def _dump_sqlite(path: Path, report: Report | None) -> dict[str, TableDigest]:
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)
        # The copy travels as one file.
        copy.execute("PRAGMA journal_mode = DELETE")
        return _digest_sqlite(copy, report)


def _restore_sqlite(path: Path) -> None:
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy:
        copy.backup(connection.connection)
    # What the connection knows of the tables is of the database before.
    connection.close()


def _digest_sqlite(opened: sqlite3.Connection, report: Report | None) -> dict[str, TableDigest]:
    with closing(opened.cursor()) as cursor:
        tables = sorted(str(name) for (name,) in cursor.execute(_SQLITE_TABLES).fetchall())
        return digest_tables(cursor, tables, report)


def _dump_postgresql(path: Path, report: Report | None) -> dict[str, TableDigest]:
    """Dump and digest one snapshot, so that both are of the same instant."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone() or ("",)
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--compress=0",
             f"--snapshot={snapshot}", f"--file={path}")  # fmt: skip
        cursor.execute(_POSTGRESQL_TABLES)
        tables = sorted(str(name) for (name,) in cursor.fetchall())
        return digest_tables(cursor, tables, report)


def _restore_postgresql(path: Path) -> None:
    name = str(connection.settings_dict["NAME"])
    # Its own transaction waits for ours to let the tables go.
    connection.close()
    _run("pg_restore", "--clean", "--if-exists", "--no-owner", "--no-privileges",
         "--single-transaction", "--exit-on-error", f"--dbname={name}", str(path))  # fmt: skip


def _list_dumped(path: Path) -> Collection[str]:
    """Return the tables that a dump holds, by its table of contents."""
    return _TABLE_OF_CONTENTS.findall(_run("pg_restore", "--list", str(path)))


def _drop_own_but(kept: Collection[str]) -> None:
    """Take away our tables that pg_restore left, since it only cleans what it brings.

    What is somebody else's stays.
    """
    own = connection.introspection.django_table_names(only_existing=True)
    with transaction.atomic(), connection.cursor() as cursor:
        for name in sorted({*own} - {*kept}):
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(name)} CASCADE")


def _run(program: str, *arguments: str) -> str:
    """Return what a program of PostgreSQL prints.

    Raises:
        BackupError: it is missing or failed.
    """
    found = shutil.which(program)
    if found is None:
        raise BackupError(
            f"{program} is missing. Install the client of PostgreSQL: apt install postgresql-client"
        )
    done = subprocess.run(  # noqa: S603 - a program of PostgreSQL, with arguments of ours
        [found, *arguments], env={**os.environ, **_describe_connection()}, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise BackupError(f"{program} failed: {done.stderr.strip()}")
    return done.stdout


def _describe_connection() -> dict[str, str]:
    """Return how the client of PostgreSQL finds the database; a password is in no argument."""
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD"}
    given = {variable: connection.settings_dict.get(name) for name, variable in names.items()}
    present = {variable: str(value) for variable, value in given.items() if value}
    return {**present, "PGDATABASE": str(connection.settings_dict["NAME"])}
