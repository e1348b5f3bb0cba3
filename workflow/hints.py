"""Tell the workers that something waits. A hint may be lost: their own look finds the work."""

import logging
import time

from celery import current_app
from django.conf import settings

logger = logging.getLogger(__name__)

#: After a broker failed, requests do not try it again for so long.
SILENT_SECONDS = 15.0
#: One hint stands for all that is written in so short a time, as by a bulk transition.
QUIET_SECONDS = 0.1

_silent_until = 0.0


def hint_work() -> None:
    """Send the hint for every kind of work; never raises, never waits for an absent broker.

    For `transaction.on_commit(hint_work, robust=True)`: what was saved stays saved, whatever
    becomes of the hint. With the in-memory broker nothing crosses to the worker, so nothing is
    sent.
    """
    global _silent_until
    if settings.CELERY_BROKER_URL.startswith("memory:") or time.monotonic() < _silent_until:
        return
    _silent_until = time.monotonic() + QUIET_SECONDS
    try:
        for _look, task in settings.WORKFLOW_LOOKOUTS:
            current_app.send_task(task, retry=False, expires=60)
    except Exception:
        # Kombu raises what each transport raises.
        _silent_until = time.monotonic() + SILENT_SECONDS
        logger.warning("the broker is away; hints pause for %s s", SILENT_SECONDS, exc_info=True)
