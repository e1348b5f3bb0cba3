"""Lasting plans: PostgreSQL's plans of a connection outlive a transaction that is rolled back.

Nothing but `plans` imports this module, and only for PostgreSQL: a site on SQLite need not load
psycopg.
"""

import re
from collections.abc import Sequence
from typing import Any

from psycopg import Connection
from psycopg._preparing import Prepare, PrepareManager
from psycopg._queries import PostgresQuery
from psycopg.pq import ExecStatus
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

    def maybe_add_to_cache(
        self, query: PostgresQuery, prep: Prepare, name: bytes
    ) -> tuple[bytes, tuple[int, ...]] | None:
        """Do what psycopg does, and let what is planned now be looked at once it is answered.

        In a pipeline it may never get there, because of what failed before it; psycopg finds out at
        the rollback, when it forgets everything.
        """
        key = super().maybe_add_to_cache(query, prep, name)
        return self.key(query) if prep is Prepare.SHOULD else key

    def validate(self, key: Any, prep: Prepare, name: bytes, results: Sequence[PGresult]) -> None:
        """Note whether a new statement alters anything, besides what psycopg does."""
        altered = self._is_altered or any(_alters(each.command_status or b"") for each in results)
        self._is_altered = altered
        if prep is Prepare.SHOULD and any(
            each.status == ExecStatus.FATAL_ERROR for each in results
        ):
            # It was planned, and failed only when it was executed.
            return
        super().validate(key, prep, name, results)
        # A rollback to a savepoint, which comes by here, does not undo what was altered before it.
        self._is_altered = altered

    def clear(self) -> bool:
        """Forget the plans if anything was altered; psycopg asks for it at each rollback."""
        if not self._is_altered:
            return False
        self._is_altered = False
        return super().clear()


def make_plans_last(connection: Connection[Any], *, kept: int) -> None:
    """Keep so many plans of a connection that is new, through its rollbacks.

    Psycopg offers no public way: `tests/workflow/test_plans.py` fails when this one ends.
    """
    plans = LastingPlans()
    plans.prepare_threshold, plans.prepared_max = connection.prepare_threshold, kept
    connection._prepared = plans  # noqa: SLF001
