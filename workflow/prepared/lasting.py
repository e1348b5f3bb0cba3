"""Lasting plans: PostgreSQL's plans of a connection outlive a transaction that is rolled back.

Nothing but `plans` and `journeys` imports this module, and only for PostgreSQL: a site on SQLite
need not load psycopg.
"""

import re
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from itertools import count
from secrets import token_hex
from typing import Any, TypeAlias, cast

from psycopg import Connection
from psycopg._preparing import Prepare, PrepareManager
from psycopg.pq.abc import PGresult

#: What is planned under a name of our own (`journeys`): a statement, and the types of its values.
PlanKey: TypeAlias = tuple[str, tuple[type, ...]]

#: What may change of which columns the rows of a planned statement are.
_alters = re.compile(rb"(?:CREATE|ALTER|DROP|DISCARD|DEALLOCATE ALL)\b").match


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
        self._named = OrderedDict[PlanKey, bytes]()
        # A pool may hand this connection a server on which others have planned.
        self._prefix = f"iltizam_{token_hex(4)}_"
        self._numbers = count(1)

    def make_name(self) -> bytes:
        """Return a name for a plan that no other has, on this connection or elsewhere."""
        return f"{self._prefix}{next(self._numbers)}".encode()

    def has_name(self, key: PlanKey) -> bool:
        """Return whether this is planned under a name."""
        return key in self._named

    def use_name(self, key: PlanKey) -> bytes:
        """Return the name under which this is planned, and keep it longer than those before."""
        self._named.move_to_end(key)
        return self._named[key]

    def add_names(self, names: Mapping[PlanKey, bytes]) -> None:
        """Note what was planned, and under which name."""
        self._named.update(names)

    def make_room(self, count: int, needed: Collection[PlanKey]) -> list[bytes]:
        """Forget as many as go beyond those that are kept, and return their names.

        The longest unused go first, but none of those that are needed.
        """
        superfluous = max(0, len(self._named) + count - self.prepared_max)
        idle = [key for key in self._named if key not in needed] if superfluous else []
        return [self._named.pop(key) for key in idle[:superfluous]]

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
        self._named.clear()
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
