"""Processes that a measurement starts: they are found by their numbers, weighed, and ended."""

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

#: How long anything may take to start, or to end when asked, in seconds.
PATIENCE_SECONDS = 600.0
ENDS_WITHIN_SECONDS = 10.0


class NotStartedError(RuntimeError):
    """A process that was to be measured ended, or said nothing for too long."""


@contextmanager
def running(process: "subprocess.Popen[bytes]") -> Iterator["subprocess.Popen[bytes]"]:
    """End `process` and all that it started, whatever happens meanwhile."""
    try:
        yield process
    finally:
        end(process)


def end(process: "subprocess.Popen[bytes]") -> None:
    """Ask the process to end; one that does not is killed, and its children with it."""
    pids = list_family(process.pid)
    process.terminate()
    try:
        process.wait(ENDS_WITHIN_SECONDS)
    except subprocess.TimeoutExpired:
        # Its children are tied to it, so they end as well.
        process.kill()
        process.wait()
    wait_until(lambda: not any(map(_is_alive, pids)), "a process ends", process=None)


def wait_until(
    ask: Callable[[], bool], what: str, *, process: "subprocess.Popen[bytes] | None"
) -> float:
    """Wait until `ask` says yes; return how many seconds it took.

    Raises:
        NotStartedError: `process` ended meanwhile, or patience did.
    """
    started = time.perf_counter()
    while time.perf_counter() - started < PATIENCE_SECONDS:
        if ask():
            return time.perf_counter() - started
        if process is not None and process.poll() is not None:
            raise NotStartedError(f"{what}: ended with {process.returncode} instead")
        time.sleep(0.02)
    raise NotStartedError(f"{what}: not within {PATIENCE_SECONDS:.0f} s")


def list_family(pid: int) -> list[int]:
    """Return the process and everything it started, itself first; what is gone is left out."""
    children: list[int] = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children += map(int, path.read_text().split())
        except OSError:
            continue
    if not Path(f"/proc/{pid}").exists():
        return []
    return [pid, *(each for child in children for each in list_family(child))]


def weigh(pids: list[int]) -> float:
    """Return what the processes hold in memory, in megabytes; a shared page counts once (PSS)."""
    return round(sum(map(_read_pss_kilobytes, pids)) / 1024, 1)


def _read_pss_kilobytes(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    raise LookupError(f"process {pid} does not say how much memory it holds")


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
