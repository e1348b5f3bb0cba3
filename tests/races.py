"""Races: several people do something at the same instant, each on a connection of their own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

from workflow.exceptions import WorkflowError

#: Long enough for a thread that waits for the other's lock; a test that hangs must fail.
PATIENCE_SECONDS = 30


def run_at_once(actions: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run the actions at once and return what each returned, or the error that refused it.

    Needs `cloned_database`: what threads write is committed. Any other error is raised.
    """
    start = Barrier(len(actions))

    def run(action: Callable[[], Any]) -> Any:
        try:
            start.wait(PATIENCE_SECONDS)
            return action()
        except WorkflowError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        running = [pool.submit(run, action) for action in actions]
        return [each.result(PATIENCE_SECONDS) for each in running]
