"""The configuration of the gunicorn that is measured: it never outlives what started it."""

import os

from workflow.embedded.lifeline import tie_to


def when_ready(server: object) -> None:
    """Die with the process that measures, even when that one is killed without a word."""
    tie_to(int(os.environ["BENCH_PID"]))


def post_fork(server: object, worker: object) -> None:
    """Let each worker die with its master."""
    tie_to(os.getppid())
