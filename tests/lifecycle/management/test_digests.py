"""The digest of a table: by what is in it, whatever the order."""

from typing import Any

import pytest

from lifecycle.management.backups.digests import TableDigest, digest_tables

pytestmark = pytest.mark.once


class Rows:
    """A cursor over these rows."""

    def __init__(self, *rows: tuple[object, ...]) -> None:
        self.rows = list(rows)

    def execute(self, sql: str, /) -> None:
        """Take any statement."""

    def fetchmany(self, size: int, /) -> list[Any]:
        """Return what is left."""
        found, self.rows = self.rows[:size], self.rows[size:]
        return found


def test_a_digest_tells_other_rows_and_not_another_order() -> None:
    def digest(*rows: tuple[object, ...]) -> object:
        return digest_tables(Rows(*rows), ["one"])["one"]

    one, two = (1, "a", None, b"\x00"), (2, "b", 3.5, b"")

    assert digest(one, two) == digest(two, one)
    assert digest(one, two) != digest(one, one)
    assert digest(one) != digest(one, one)
    assert digest((1, "a")) != digest(("1", "a"))
    assert digest() == TableDigest(0, "0" * 64)
