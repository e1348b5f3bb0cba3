"""Constants: what a statement says alike at every call stands in its text.

The planner of SQLite looks at the value of a parameter that is compared with what a partial index
names (`outcome = ''`), and plans the whole statement anew at every call; that took longer than the
statement. On either database, a parameter that is none need not be brought there.
"""

import re
from collections.abc import Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

#: A word of our own code. What else there may be stays a parameter, and needs no escape.
_WORD = re.compile(r"[\w.:-]*", re.ASCII)
_PLACE = "%s"


def write_constant(value: object, connection: BaseDatabaseWrapper) -> str | None:
    """Return how a value of our own code is written in a statement; None if it needs a parameter.

    It is for the values of new rows: what is compared is left to `write_constants`.
    """
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).upper() if connection.vendor == "postgresql" else str(int(value))
    if isinstance(value, int):
        # Django's own kinds of integers are integers.
        return str(int(value))
    return _quote(value)


def write_constants(
    sql: str, parameters: Sequence[Any], connection: BaseDatabaseWrapper
) -> tuple[str, Sequence[Any]]:
    """Return a statement with its constant words in its text, and the parameters that are left.

    Other databases plan a statement once, whatever its parameters: there it stays as it is.
    """
    pieces = sql.split(_PLACE)
    # An escaped percent sign before an `s` looks like a place and is none.
    if connection.vendor != "sqlite" or len(pieces) != len(parameters) + 1:
        return sql, parameters
    written, left = [pieces[0]], []
    for parameter, after in zip(parameters, pieces[1:], strict=True):
        text = _quote(parameter)
        if text is not None:
            written += [text, after]
        else:
            written += [_PLACE, after]
            left.append(parameter)
    return "".join(written), left


def _quote(value: object) -> str | None:
    return f"'{value}'" if type(value) is str and _WORD.fullmatch(value) else None
