"""Plans: how many statements PostgreSQL keeps planned for a connection, and for how long."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from django.db.backends.base.base import BaseDatabaseWrapper

#: How many a connection of PostgreSQL keeps planned; psycopg keeps 100 unless it is told. A site
#: has more: for one too many, another is thrown away and planned again the next time.
KEPT_PLANS = 400


def keep_plans(connection: BaseDatabaseWrapper, **_signal: object) -> None:
    """Let a new connection keep its plans. Connected to `connection_created`.

    SQLite keeps its statements by itself (`cached_statements` in the settings of the connection).
    """
    if connection.vendor == "postgresql":
        lasting = import_module("workflow.prepared.lasting")
        lasting.make_plans_last(connection.connection, kept=KEPT_PLANS)


@contextmanager
def planned_anew(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Let PostgreSQL plan what is executed meanwhile for the values it is given.

    A plan for all values takes an array for ten rows. Of thousands, it compares each with all.
    """
    if connection.vendor != "postgresql":
        yield
        return
    connection.ensure_connection()
    own = connection.connection
    threshold, own.prepare_threshold = own.prepare_threshold, None
    try:
        yield
    finally:
        own.prepare_threshold = threshold
