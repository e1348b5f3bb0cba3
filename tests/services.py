"""Which outside services this machine offers to the tests.

`python -m tests.services` says what is missing and fails when CI is set;
`python -m tests.services postgresql` prints the address of one service, or fails.
"""

import os
import shutil
import socket
import sys
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from settings.env import parse_database_url

#: No commit waits for the disk, and no short statement is compiled first: it is a test.
_SWIFT = urlencode({"options": "-c synchronous_commit=off -c jit=off"})
POSTGRESQL_URL = os.environ.get(
    "TEST_POSTGRESQL_URL", f"postgres://postgres@127.0.0.1:5432/iltizam_test?{_SWIFT}"
)
RABBITMQ_URL = os.environ.get("TEST_RABBITMQ_URL", "amqp://guest:guest@127.0.0.1:5672//")


def find_postgresql() -> str | None:
    """Return the address of a PostgreSQL that listens, or None."""
    about = parse_database_url(POSTGRESQL_URL)
    folder = Path(str(about["HOST"]))
    listens = (
        (folder / f".s.PGSQL.{about['PORT'] or 5432}").is_socket()
        if folder.is_absolute()
        else _listens(POSTGRESQL_URL, default_port=5432)
    )
    return POSTGRESQL_URL if listens else None


def find_rabbitmq() -> str | None:
    """Return the address of a RabbitMQ that listens, or None."""
    return RABBITMQ_URL if _listens(RABBITMQ_URL, default_port=5672) else None


def find_chromium() -> str | None:
    """Return the path of the system's Chromium, or None."""
    # The first is the same engine without windows, tabs and extensions, which no test looks at.
    names = ("chromium-headless-shell", "chromium", "chromium-browser")
    return next((path for path in map(shutil.which, names) if path), None)


def find_npm() -> str | None:
    """Return the path of npm, by which a judge of BPMN that is written for it comes, or None."""
    return shutil.which("npm")


def find_pg_dump() -> str | None:
    """Return the path of the client of PostgreSQL that backups are made with, or None."""
    return shutil.which("pg_dump")


def _listens(url: str, *, default_port: int) -> bool:
    parts = urlsplit(url)
    try:
        with socket.create_connection(
            (parts.hostname or "127.0.0.1", parts.port or default_port), 2
        ):
            return True
    except OSError:
        return False


SERVICES = {
    "postgresql": find_postgresql,
    "rabbitmq": find_rabbitmq,
    "chromium": find_chromium,
    "npm": find_npm,
    "pg_dump": find_pg_dump,
}


def main(arguments: list[str]) -> int:
    """Print the address of one service, or name those that are missing; return the exit code."""
    if arguments:
        address = SERVICES[arguments[0]]()
        sys.stdout.write(f"{address or ''}\n")
        return 0 if address else 1
    missing = [name for name, find in SERVICES.items() if find() is None]
    for name in missing:
        sys.stderr.write(f"Not found here: {name}; the tests that need it do not run.\n")
    return 1 if missing and os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
