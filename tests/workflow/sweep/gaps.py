"""A gap: the instant between what one reads and what they write, in which another acts."""

from collections.abc import Callable
from functools import wraps
from pkgutil import resolve_name
from threading import Event
from typing import Any

import pytest

from tests.races import PATIENCE_SECONDS

#: So long the first one leaves the other to act; who waits for the first needs all of it.
OPEN_SECONDS = 1.0


class Gap:
    """One stops in it once, the other acts there unless a lock keeps them out."""

    def __init__(self) -> None:
        self._is_open = Event()
        self._is_done = Event()
        #: The other has acted while the first stood between reading and writing.
        self.was_used = False

    def open_after(self, target: str, patched: pytest.MonkeyPatch) -> None:
        """Let whoever first calls the function at `target` stop in the gap once it has returned."""
        function: Callable[..., Any] = resolve_name(target)

        @wraps(function)
        def run(*arguments: Any, **named: Any) -> Any:
            result = function(*arguments, **named)
            if not self._is_open.is_set():
                self._is_open.set()
                self.was_used = self._is_done.wait(OPEN_SECONDS)
            return result

        patched.setattr(target, run)

    def enter(self, act: Callable[[], Any]) -> Any:
        """Act as soon as somebody stands in the gap."""
        assert self._is_open.wait(PATIENCE_SECONDS)
        try:
            return act()
        finally:
            self._is_done.set()
