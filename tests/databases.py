"""A private copy of the test database, for tests that commit from several threads or processes.

History is append-only in the database itself, so the usual flush between such tests is refused.
A copy made from the freshly migrated database is faster, and is thrown away whole.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote
from uuid import uuid4

from django.db import connection, connections


@dataclass(frozen=True)
class Clone:
    """A copy that `connections["default"]` of every thread reaches; `url` is for processes."""

    name: str
    url: str


def make_template(folder: Path) -> str:
    """Copy the test database as it is after the migrations; return the copy's name.

    Nothing may be connected to the test database meanwhile, so the connection is closed.

    Raises:
        RuntimeError: a transaction is open: what it wrote would be in every copy.
    """
    if connection.in_atomic_block:
        raise RuntimeError("no copy of the database is taken while a shared scene stands")
    if connection.vendor == "sqlite":
        return _copy_sqlite_to(folder / "template.sqlite3")
    template = f"{connection.settings_dict['NAME']}_template"
    connection.close()
    _run_beside(f'DROP DATABASE IF EXISTS "{template}"')
    _run_beside(f'CREATE DATABASE "{template}" TEMPLATE "{connection.settings_dict["NAME"]}"')
    return template


def drop_template(template: str) -> None:
    """Throw the copy away; a file goes with its folder."""
    if connection.vendor == "postgresql":
        _run_beside(f'DROP DATABASE IF EXISTS "{template}" WITH (FORCE)')


@contextmanager
def use_clone(template: str, folder: Path) -> Iterator[Clone]:
    """Move every new connection of this process to a fresh copy of `template`, then back."""
    make, drop = _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL
    name = make(template, folder)
    try:
        with _moved_to(name):
            yield Clone(name=name, url=_get_url(name))
    finally:
        drop(name)


@contextmanager
def empty_database(folder: Path) -> Iterator[str]:
    """Return the address of a new database without any table, thrown away afterwards."""
    if connection.vendor == "sqlite":
        yield _get_url(str(folder / f"{uuid4().hex}.sqlite3"))
        return
    name = f"iltizam_empty_{uuid4().hex[:16]}"
    _run_beside(f'CREATE DATABASE "{name}"')
    try:
        yield _get_url(name)
    finally:
        _drop_postgresql(name)


@contextmanager
def _moved_to(name: str) -> Iterator[None]:
    # The connection of the test database stays open and untouched: in memory, it is the database.
    stashed = connections["default"]
    shared = connections.settings["default"]
    original = shared["NAME"]
    del connections["default"]
    shared["NAME"] = name
    try:
        yield
    finally:
        connections["default"].close()
        shared["NAME"] = original
        connections["default"] = stashed


def _make_sqlite(template: str, folder: Path) -> str:
    path = folder / f"{uuid4().hex}.sqlite3"
    path.write_bytes(Path(template).read_bytes())
    return str(path)


def _drop_sqlite(name: str) -> None:
    for path in Path(name).parent.glob(f"{Path(name).name}*"):
        path.unlink()


def _make_postgresql(template: str, _folder: Path) -> str:
    name = f"iltizam_clone_{uuid4().hex[:16]}"
    _run_beside(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return name


def _drop_postgresql(name: str) -> None:
    # FORCE, because a process that the test killed may still be connected.
    _run_beside(f'DROP DATABASE "{name}" WITH (FORCE)')


_SQLITE = (_make_sqlite, _drop_sqlite)
_POSTGRESQL = (_make_postgresql, _drop_postgresql)


def _copy_sqlite_to(path: Path) -> str:
    connection.ensure_connection()
    target = sqlite3.connect(path)
    with target:
        cast("sqlite3.Connection", connection.connection).backup(target)
    target.execute("PRAGMA journal_mode=DELETE")
    target.close()
    return str(path)


def _run_beside(statement: str) -> None:
    wrapper = cast("Any", connection)
    with wrapper._nodb_cursor() as cursor:
        cursor.execute(statement)


def _get_url(name: str) -> str:
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    about = connection.settings_dict
    secret = f":{about['PASSWORD']}" if about["PASSWORD"] else ""
    host = quote(about["HOST"], safe="")
    return f"postgres://{about['USER']}{secret}@{host}:{about['PORT']}/{name}"
