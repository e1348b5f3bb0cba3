"""Processes of their own, which may die in the middle of what they do."""

import json
import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, TypeAlias

from django.db import connection, connections

Task: TypeAlias = Callable[[], Any]


def run_children(tasks: Sequence[Task]) -> list[Any]:
    """Run each task in a process of its own, all at once, and return what each returned, by JSON.

    Each child opens its own connection: ours is closed first, because one that was open on both
    sides of a fork breaks on both.

    Raises:
        ChildProcessError: one raised; its traceback is on the error stream.
    """
    connection.close()
    pipes = [_start(task) for task in tasks]
    answers = [_read(reader) for _child, reader in pipes]
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child, _reader in pipes]
    if any(codes):
        message = f"the children ended with {codes}"
        raise ChildProcessError(message)
    return [json.loads(answer) for answer in answers]


def run_to_death(task: Task) -> int:
    """Run the task in a process of its own and return its exit code, whatever it did."""
    connection.close()
    child, reader = _start(task)
    _read(reader)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def start_worker(task: Task) -> int:
    """Start the task in a process of its own and return its id; whoever starts it ends it."""
    connection.close()
    child, reader = _start(task)
    os.close(reader)
    return child


def kill_worker(child: int) -> None:
    """End a worker that had no time to prepare for it; one that is done by itself is done."""
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _start(task: Task) -> tuple[int, int]:
    reader, writer = os.pipe()
    child = os.fork()
    if child:
        os.close(writer)
        return child, reader
    os.close(reader)
    code = 1
    # A test with a browser leaves an event loop running here and none in the child, where Django
    # then finds other connections: that of the test database, not of this test's copy.
    with suppress(AttributeError):
        del connections["default"]
    try:
        answer = json.dumps(task()).encode()
        connection.close()
        os.write(writer, answer)
        code = 0
    except BaseException:  # noqa: BLE001  # a child says whatever ended it
        traceback.print_exc(file=sys.__stderr__)
    finally:
        # No clean-up of what belongs to the parent: not its connections, not its report.
        os._exit(code)


def _read(reader: int) -> bytes:
    with os.fdopen(reader, "rb") as pipe:
        return pipe.read()
