"""What tables hold, in one number each: equal digests mean equal rows, in whatever order."""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

#: Rows read at once.
_CHUNK = 2_000
_MODULUS = 1 << 256


class Cursor(Protocol):
    """What is needed of a cursor of either database."""

    def execute(self, sql: str, /) -> object:
        """Run the statement."""

    def fetchmany(self, size: int, /) -> list[Any]:
        """Return the next rows, none when all were read."""


@dataclass(frozen=True)
class TableDigest:
    """How many rows a table has, and the sum of their hashes."""

    rows: int
    digest: str


def digest_tables(
    cursor: Cursor, tables: Sequence[str], report: Callable[[int, int], None] | None = None
) -> dict[str, TableDigest]:
    """Return the digest of each table, by its name.

    The hashes of rows are added, so that no order has to be agreed on; a row that is there twice
    counts twice.
    """
    found = {}
    for number, table in enumerate(tables, start=1):
        cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - a name the database gave
        found[table] = _digest(_read(cursor))
        if report is not None:
            report(number, len(tables))
    return found


def _read(cursor: Cursor) -> Iterable[Sequence[object]]:
    while rows := cursor.fetchmany(_CHUNK):
        yield from rows


def _digest(rows: Iterable[Sequence[object]]) -> TableDigest:
    count, total = 0, 0
    for row in rows:
        content = json.dumps(list(row), default=_render, ensure_ascii=False, sort_keys=True)
        total += int.from_bytes(hashlib.sha256(content.encode()).digest())
        count += 1
    return TableDigest(count, f"{total % _MODULUS:064x}")


def _render(value: object) -> str:
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)
