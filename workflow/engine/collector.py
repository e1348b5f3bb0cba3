"""The collector of unreachable objects, kept still while many are made that all stay for a while.

Python looks for objects that refer to each other in a circle whenever so many new ones have been
made. Moving five hundred subjects makes thousands that are all needed to the end, and it looked
through them, and through the whole process with them, again and again: nearly half of the time.
What refers to itself in no circle is freed at once, as ever.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_lock = Lock()
#: How many pieces of work keep it still, and whether it was at work before the first of them.
_held, _was_enabled = 0, False


@contextmanager
def collector_held() -> Iterator[None]:
    """Keep the collector still, for a piece of work that takes less than some seconds.

    It is the process's own: other threads go without it meanwhile. Several pieces may overlap;
    the last one to end lets it go on.
    """
    global _held, _was_enabled
    with _lock:
        if not _held:
            _was_enabled = gc.isenabled()
            gc.disable()
        _held += 1
    try:
        yield
    finally:
        with _lock:
            _held -= 1
            if not _held and _was_enabled:
                gc.enable()
