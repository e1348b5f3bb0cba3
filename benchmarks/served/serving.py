"""The site behind gunicorn, as in production, on a free port of this machine alone."""

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from benchmarks.served.processes import list_family, running, wait_until

HOST = "127.0.0.1"
#: Where the site's own commands are run from.
ROOT = Path(__file__).resolve().parents[2]
THREADS = 4
#: A proxy keeps its connections to the site open; gunicorn closes them after two seconds otherwise.
KEPT_OPEN_SECONDS = 75
#: Everybody may read it, whatever there is in the database.
FIRST_PAGE = "/accounts/login/"


@dataclass(frozen=True)
class Server:
    """A gunicorn that answers, with where it writes what went wrong."""

    pid: int
    port: int
    log: Path

    @property
    def workers(self) -> list[int]:
        """Return the numbers of the processes that answer."""
        return list_family(self.pid)[1:]

    def read_log(self) -> str:
        """Return what the server said: nothing when all went well.

        Stale forms are answered, and each is a warning of Django's: they are left out.
        """
        lines = self.log.read_text().splitlines(keepends=True)
        return "".join(line for line in lines if "django.request: Conflict" not in line)


@contextmanager
def bench_folder() -> Iterator[Path]:
    """Make a folder for the files of a site, and throw it away afterwards."""
    with tempfile.TemporaryDirectory(prefix="iltizam-bench-") as folder:
        yield Path(folder)


def make_environment(folder: Path, database: str, *, secret: str) -> dict[str, str]:
    """Return the environment of a site whose files are in `folder`.

    `secret` signs its sessions; who opens some beforehand must use the same.
    """
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "benchmarks.served.settings",
        "DATABASE_URL": database,
        "BENCH_FOLDER": str(folder),
        "SECRET_KEY": secret,
    }


def collect_files(environment: dict[str, str]) -> None:
    """Collect the style sheets and scripts, without which no page can be written."""
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)  # noqa: S603 - our own command.


@contextmanager
def serving(environment: dict[str, str], *, workers: int) -> Iterator[Server]:
    """Start gunicorn with so many workers, and stop it at the end, by its number.

    Raises:
        NotStartedError: it does not answer.
    """
    port = find_free_port()
    log = Path(environment["BENCH_FOLDER"]) / "gunicorn.log"
    command = [sys.executable, "-m", "gunicorn", "benchmarks.served.wsgi"]
    command += ["--config", "python:benchmarks.served.gunicorn_conf", "--bind", f"{HOST}:{port}"]
    command += ["--workers", str(workers), "--threads", str(THREADS), "--no-control-socket"]
    command += ["--keep-alive", str(KEPT_OPEN_SECONDS), "--log-level", "warning"]
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own module.
            command,
            cwd=ROOT,
            env={**environment, "BENCH_PID": str(os.getpid())},
            stdout=output,
            stderr=subprocess.STDOUT,
            # Ctrl+C is for who measures, who then stops the server.
            start_new_session=True,
        )
    with running(process):
        wait_until(lambda: answers(port, FIRST_PAGE), "the site answers", process=process)
        yield Server(process.pid, port, log)


def find_free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.create_server((HOST, 0)) as probe:
        return int(probe.getsockname()[1])


def answers(port: int, path: str) -> bool:
    """Return whether the site answers this address well."""
    connection = HTTPConnection(HOST, port, timeout=20)
    try:
        connection.request("GET", path, headers={"X-Forwarded-Proto": "https"})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
