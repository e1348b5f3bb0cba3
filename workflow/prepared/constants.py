"""Constants: what a statement says alike at every call is written into its text on SQLite.

Its planner looks at the value of a parameter that is compared with what a partial index names
(`outcome = ''`), and plans the whole statement anew at every call; that took longer than the
statement.
"""

import re
from collections.abc import Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

#: A word of our own code. What else there may be stays a parameter, and needs no escape.
_WORD = re.compile(r"[\w.:-]*", re.ASCII)
_PLACE = "%s"


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
        if type(parameter) is str and _WORD.fullmatch(parameter):
            written += [f"'{parameter}'", after]
        else:
            written += [_PLACE, after]
            left.append(parameter)
    return "".join(written), left
