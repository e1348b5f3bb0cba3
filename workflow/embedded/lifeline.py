"""Tie a process to the one that started it."""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def tie_to(parent_pid: int) -> None:
    """Make this process die with `parent_pid`, even when that one is killed without a word.

    Dying at once is safe: the database holds the work. Outside Linux only a parent that is dead
    already is noticed.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    # The parent may have died before the kernel knew whom to tell.
    if os.getppid() != parent_pid:
        os._exit(1)
