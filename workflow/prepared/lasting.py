"""Lasting plans: PostgreSQL's plans of a connection outlive a transaction that is rolled back.

Nothing but `plans` and `journeys` imports this module, and only for PostgreSQL: a site on SQLite
need not load psycopg.
"""

import re
from collections.abc import Sequence
from itertools import count
from typing import Any, cast

from psycopg import Connection
from psycopg._preparing import Prepare, PrepareManager
from psycopg.pq.abc import PGresult

#: What may change of which columns the rows of a planned statement are.
_alters = re.compile(rb"(?:CREATE|ALTER|DROP|DISCARD|DEALLOCATE)\b").match


class LastingPlans(PrepareManager):
    """The plans of a connection, all of them forgotten only when tables may be others.

    Psycopg forgets them at every rollback, be it to a savepoint, for a table may have been made or
    altered in between. A migration does; but a transition that is refused rolls back too, and after
    it each statement was planned anew. PostgreSQL itself keeps its plans, and makes those of a
    table that was altered once more.
    """

    def __init__(self) -> None:
        super().__init__()
        self._is_altered = False
        #: The names of statements that are executed by name (`journeys`), by their text and the
        #: types of their values.
        self.named = dict[tuple[str, tuple[type, ...]], bytes]()
        self._numbers = count(1)

    def make_name(self) -> bytes:
        """Return a name for a statement that no other had on this connection."""
        return b"iltizam_%d" % next(self._numbers)

    def validate(self, key: Any, prep: Prepare, name: bytes, results: Sequence[PGresult]) -> None:
        """Note whether a new statement alters anything, besides what psycopg does."""
        altered = self._is_altered or any(_alters(each.command_status or b"") for each in results)
        self._is_altered = altered
        super().validate(key, prep, name, results)
        # A rollback to a savepoint, which comes by here, does not undo what was altered before it.
        self._is_altered = altered

    def clear(self) -> bool:
        """Forget the plans if anything was altered; psycopg asks for it at each rollback."""
        if not self._is_altered:
            return False
        self._is_altered = False
        self.named.clear()
        return super().clear()


def make_plans_last(connection: Connection[Any], *, kept: int) -> None:
    """Keep so many plans of a connection that is new, through its rollbacks.

    Psycopg offers no public way: `tests/workflow/test_plans.py` fails when this one ends.
    """
    plans = LastingPlans()
    plans.prepare_threshold, plans.prepared_max = connection.prepare_threshold, kept
    connection._prepared = plans  # noqa: SLF001


def find_lasting_plans(connection: Connection[Any]) -> LastingPlans:
    """Return the plans of a connection that keeps them."""
    return cast("LastingPlans", connection._prepared)  # noqa: SLF001
