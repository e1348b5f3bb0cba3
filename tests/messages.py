"""What goes to PostgreSQL and back, as libpq itself writes it down."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection

from tests.races import PATIENCE_SECONDS


@dataclass
class Traffic:
    """What a connection sent and was answered; there is something only once it was watched."""

    lines: list[str] = field(default_factory=list)

    @property
    def waits(self) -> int:
        """Return how often it was sent all and waited until all was answered."""
        return sum("\tSync" in line or "\tQuery\t" in line for line in self.lines)

    @property
    def statements(self) -> list[str]:
        """Return what was answered to each statement: `BEGIN`, `SELECT 1`, `COMMIT`."""
        answers = (line for line in self.lines if "\tCommandComplete\t" in line)
        return [line.split('"')[1] for line in answers]


@contextmanager
def watch_traffic() -> Iterator[Traffic]:
    """Return the traffic of the connection in use, a transaction and its end included.

    No statement is looked at one by one for it, as a wrapper of Django's would.
    """
    connection.ensure_connection()
    traffic, libpq = Traffic(), connection.connection.pgconn
    with tempfile.TemporaryFile("w+") as written:
        libpq.trace(written.fileno())
        try:
            yield traffic
        finally:
            libpq.untrace()
            written.seek(0)
            traffic.lines += written.read().splitlines()


def wait_for_somebody_waiting() -> None:
    """Return once another connection waits for a lock in the same database.

    Raises:
        TimeoutError: nobody does.
    """
    waiting = """SELECT EXISTS (SELECT FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock')"""
    until = time.monotonic() + PATIENCE_SECONDS
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            # Or a transaction sees what there was when it looked first.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return
            time.sleep(0.01)
    raise TimeoutError("nobody waits for a lock")
