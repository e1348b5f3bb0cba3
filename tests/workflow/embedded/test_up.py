"""The embedded site as people start it: real processes, a real socket, real signals."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest
from django.conf import settings

pytestmark = pytest.mark.once

T = TypeVar("T")
#: How long a slow machine may take for anything here, in seconds.
PATIENCE_SECONDS = 180


@dataclass
class Site:
    """A running `manage.py up`."""

    process: subprocess.Popen[str]
    address: str
    log: Path

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(  # noqa: S310 - our own http address.
                f"{self.address}/accounts/login/", timeout=20
            ) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def list_children(self) -> list[int]:
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in path.read_text().split()] if path.exists() else []


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the address of a database: empty at the first start, as it was left at the next."""
    return f"sqlite:///{tmp_path_factory.mktemp('site') / 'site.sqlite3'}"


@pytest.fixture
def site(database: str, tmp_path: Path) -> Iterator[Site]:
    """Start the site on that database and a free port; stop it whatever happens."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    log = tmp_path / "up.log"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "settings.development",
        "DATABASE_URL": database,
    }
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "up", "--no-demo", "--port", str(port)],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
        )
    try:
        address = wait_until(lambda: _find_address(log), "the address is printed")
        yield Site(process, address, log)
    finally:
        process.kill()
        process.wait(timeout=PATIENCE_SECONDS)


def test_the_site_answers_replaces_a_dead_child_and_stops_when_asked(site: Site) -> None:
    assert wait_until(site.answers, "the site answers")

    victim = site.list_children()[0]
    os.kill(victim, signal.SIGKILL)

    wait_until(lambda: victim not in site.list_children(), "the dead child is gone")
    wait_until(lambda: len(site.list_children()) == 2, "another takes its place")
    assert wait_until(site.answers, "the site answers again")

    site.process.send_signal(signal.SIGTERM)

    assert site.process.wait(timeout=PATIENCE_SECONDS) == 0
    assert not list(Path(settings.BASE_DIR).glob("celerybeat-schedule*"))


def test_children_die_with_a_supervisor_that_is_killed(site: Site) -> None:
    assert wait_until(site.answers, "the site answers")
    children = site.list_children()

    site.process.kill()
    site.process.wait(timeout=PATIENCE_SECONDS)

    assert len(children) == 2
    wait_until(lambda: not any(map(_is_alive, children)), "no orphan is left")


def wait_until(ask: Callable[[], T], what: str) -> T:
    """Return the first true answer of `ask`; fail when patience ends."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        answer = ask()
        if answer:
            return answer
        time.sleep(0.1)
    pytest.fail(f"waited {PATIENCE_SECONDS:.0f} s in vain: {what}")


def _find_address(log: Path) -> str:
    found = re.search(r"http://127\.0\.0\.1:\d+", log.read_text())
    return found.group() if found else ""


def _is_alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] != "Z"
