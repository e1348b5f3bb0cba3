"""The worker child: Celery's threads, its clock and a look at the outbox, in one process.

With the in-memory broker nothing crosses from the web child, so the worker looks at the database
itself; with a real broker the look only finds what a lost hint left behind.
"""

import logging
import os
import threading
import warnings
from collections.abc import Callable
from typing import Any

from celery import Celery, bootsteps
from celery.app import app_or_default
from celery.beat import EmbeddedService
from celery.platforms import SecurityWarning  # type: ignore[attr-defined]  # not in the stubs
from celery.worker import WorkController
from django.conf import settings
from django.db import close_old_connections
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)

CONCURRENCY = 4
#: Seconds between two looks; a message leaves half of that after its row was written, on average.
LOOK_EVERY_SECONDS = 0.5


class ThreadBeat(bootsteps.StartStopStep):
    """Run Celery's beat in a thread: its own way forks, and the in-memory broker stays behind."""

    requires = ("celery.worker.components:Pool",)

    def create(self, worker: WorkController) -> Any:  # noqa: ANN401  # has no type
        """Return the service that the worker starts and stops."""
        # The embedded service does not read `beat_scheduler`: its own default writes a file.
        scheduler = worker.app.conf.beat_scheduler
        self.obj = EmbeddedService(worker.app, thread=True, scheduler_cls=scheduler)
        return self.obj


class Lookout(bootsteps.StartStopStep):
    """Start a thread that asks the database whether work waits, and sends the hint for it."""

    requires = ("celery.worker.components:Pool",)

    def create(self, worker: WorkController) -> "LookoutThread":  # type: ignore[override]  # Celery keeps it
        """Return the thread that the worker starts and stops."""
        self.obj = lookout = LookoutThread(worker.app)
        return lookout


class LookoutThread:
    """Look at every source of work on one connection, until stopped."""

    def __init__(self, app: Celery) -> None:
        self._app = app
        self._over = threading.Event()
        self._sources: list[tuple[Callable[[], bool], str]] = [
            (import_string(path), task) for path, task in settings.WORKFLOW_LOOKOUTS
        ]
        self._thread = threading.Thread(target=self._watch, name="lookout", daemon=True)

    def start(self) -> None:
        """Send one tick of the clock for the time we were away, then look."""
        self._app.send_task("workflow.tick")
        self._thread.start()

    def stop(self) -> None:
        """Return once the thread is over."""
        self._over.set()
        self._thread.join(timeout=2)

    def _watch(self) -> None:
        while not self._over.wait(LOOK_EVERY_SECONDS):
            close_old_connections()
            for is_work_waiting, task in self._sources:
                self._look(is_work_waiting, task)

    def _look(self, is_work_waiting: Callable[[], bool], task: str) -> None:
        try:
            if is_work_waiting():
                # Unanswered for so long means that the worker is busy: the next look repeats it.
                self._app.send_task(task, expires=10)
        except Exception:
            # The database may be away for a while; look again.
            logger.warning("could not look for %s", task, exc_info=True)


def run_worker() -> None:
    """Work until asked to stop."""
    # Only JSON is accepted, so a message cannot run code, whoever the worker runs as.
    warnings.simplefilter("ignore", SecurityWarning)
    # Celery would run Django's checks and throw away what they find. They look at everything there
    # is, of which this process would keep a copy of its own; `./run check` and migrations run them.
    os.environ["CELERY_SKIP_CHECKS"] = "1"
    app = app_or_default()
    app.steps["worker"].add(ThreadBeat)
    app.steps["worker"].add(Lookout)
    app.Worker(
        pool="threads",
        concurrency=CONCURRENCY,
        loglevel="WARNING",
        optimization="fair",
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
        quiet=True,
    ).start()
