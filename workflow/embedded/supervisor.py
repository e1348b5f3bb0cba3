"""Keep a few programs running in children of this process, and take them down with it.

The supervisor loads everything once and forks: children share its memory, and one that dies is
replaced in a tenth of a second. It does nothing else, so it has little reason to die itself.
"""

import gc
import logging
import os
import select
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

from workflow.embedded.lifeline import tie_to

logger = logging.getLogger(__name__)

#: How long a child that died is left dead, in seconds.
RESTART_AFTER_SECONDS = 0.1
#: The same for one that died young: its trouble is likely to be there still.
RESTART_LATER_SECONDS = 2.0
YOUNG_SECONDS = 5.0
#: How long children may take to finish what they do when asked to stop.
STOP_WITHIN_SECONDS = 4.0


@dataclass
class Program:
    """What one child runs, and where it stands. Instants are of the monotonic clock."""

    name: str
    run: Callable[[], None]
    pid: int = 0
    started_at: float = 0.0
    due_at: float = 0.0


@dataclass
class Supervisor:
    """Run programs until SIGTERM or SIGINT; `run()` returns once every child is gone."""

    programs: Sequence[Program]
    _stopping: bool = field(default=False, init=False)

    def run(self) -> None:
        """Start the programs, replace those that die, stop them all when asked to."""
        wakeups, alarm = os.pipe()
        os.set_blocking(alarm, False)
        os.set_blocking(wakeups, False)
        signal.set_wakeup_fd(alarm, warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        # A signal without a handler wakes nobody.
        signal.signal(signal.SIGCHLD, _ignore)
        # What is loaded so far is shared with the children, and never collected again.
        gc.collect()
        gc.freeze()
        while not self._stopping:
            self._start_due()
            _sleep_until_woken(wakeups, self._seconds_until_due())
            self._reap()
        self._stop(wakeups)

    def _start_due(self) -> None:
        now = time.monotonic()
        for program in self.programs:
            if not program.pid and program.due_at <= now:
                program.started_at = now
                program.pid = _fork(program)

    def _seconds_until_due(self) -> float | None:
        waiting = [program.due_at for program in self.programs if not program.pid]
        return max(0.0, min(waiting) - time.monotonic()) if waiting else None

    def _reap(self) -> None:
        now = time.monotonic()
        for program in self.programs:
            if program.pid and _has_ended(program.pid):
                lived = now - program.started_at
                wait = RESTART_LATER_SECONDS if lived < YOUNG_SECONDS else RESTART_AFTER_SECONDS
                program.pid, program.due_at = 0, now + wait
                if not self._stopping:
                    logger.error(
                        "%s ended after %.1f s; it starts again in %.1f s",
                        program.name,
                        lived,
                        wait,
                    )

    def _stop(self, wakeups: int) -> None:
        self._signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_WITHIN_SECONDS
        while self._has_children() and (left := deadline - time.monotonic()) > 0:
            _sleep_until_woken(wakeups, left)
            self._reap()
        self._signal(signal.SIGKILL)
        while self._has_children():
            time.sleep(0.01)
            self._reap()

    def _has_children(self) -> bool:
        return any(program.pid for program in self.programs)

    def _signal(self, number: signal.Signals) -> None:
        for program in self.programs:
            if program.pid:
                _signal_group(program.pid, number)

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True


def _fork(program: Program) -> int:
    parent_pid = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        # Ctrl+C is for the supervisor alone, which then asks each child in turn.
        os.setpgid(0, 0)
        tie_to(parent_pid)
        _forget_signals()
        program.run()
        status = 0
    except SystemExit as asked:
        status = asked.code if isinstance(asked.code, int) else 1
    except BaseException:
        # A child must never return into the supervisor's loop.
        logger.exception("%s failed", program.name)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _forget_signals() -> None:
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)


def _has_ended(pid: int) -> bool:
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    except ChildProcessError:
        return True


def _signal_group(pid: int, number: signal.Signals) -> None:
    try:
        # SIGKILL takes the children of the child as well; SIGTERM lets it take them down itself.
        if number == signal.SIGKILL:
            os.killpg(pid, number)
        else:
            os.kill(pid, number)
    except ProcessLookupError:
        logger.debug("process %s is gone already", pid)


def _sleep_until_woken(wakeups: int, seconds: float | None) -> None:
    ready, _, _ = select.select([wakeups], [], [], seconds)
    if ready:
        os.read(wakeups, 512)


def _ignore(_number: int, _frame: FrameType | None) -> None:
    """Do nothing: the wake-up is the message."""
