"""A database of its own for each measurement, made before and thrown away afterwards."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql

DEFAULT_POSTGRESQL = "postgres://postgres@127.0.0.1:5432/postgres"


@contextmanager
def scratch_database(kind: str, *, server: str = DEFAULT_POSTGRESQL) -> Iterator[str]:
    """Make a database and return its address; `kind` is `sqlite` or `postgresql`.

    Both keep every commit: SQLite with synchronous=FULL in a file, PostgreSQL as it is configured.
    """
    if kind == "sqlite":
        with tempfile.TemporaryDirectory(prefix="iltizam-bench-") as folder:
            yield f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        return
    name = f"iltizam_bench_{uuid4().hex[:12]}"
    _run(server, "CREATE DATABASE {}", name)
    try:
        yield f"{server.rpartition('/')[0]}/{name}"
    finally:
        _run(server, "DROP DATABASE {} WITH (FORCE)", name)


def _run(server: str, statement: str, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(sql.Identifier(name)))


def describe_machine() -> dict[str, str | int]:
    """Return what a reader needs to compare figures: processors and Python, no host names."""
    return {"processors": os.cpu_count() or 1, "python": sys.version.split()[0]}
