"""The time of a demonstration: it flows, but starts on a day of the story the data tells.

How far it is from real time is kept in a file beside the database, written when the demonstration
is loaded and read once by each process. Without the file, time is real. A production site has no
such file and cannot have one.
"""

import json
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

NO_SHIFT = timedelta()


def find_shift() -> timedelta:
    """Return what is added to real time: nothing, unless a demonstration was loaded here."""
    path = _find_path()
    return NO_SHIFT if path is None else _read(path)


def is_demonstration() -> bool:
    """Return whether this site lives on another day than ours."""
    return find_shift() != NO_SHIFT


def begin_demonstration(day: date) -> timedelta:
    """Make today `day` for every process started from now on, at this very hour of the day.

    Raises:
        ImproperlyConfigured: the settings keep no demonstration.
    """
    path = _find_path()
    if path is None:
        raise ImproperlyConfigured(
            "These settings keep no demonstration: set WORKFLOW_DEMONSTRATION_FILE."
        )
    now = datetime.now(UTC)
    hour = timezone.localtime(now, timezone.get_default_timezone()).time()
    shift = datetime.combine(day, hour, timezone.get_default_timezone()) - now
    content = {"began_on": day.isoformat(), "shift_seconds": round(shift.total_seconds())}
    path.write_text(json.dumps(content) + "\n")
    _read.cache_clear()
    return find_shift()


def end_demonstration() -> None:
    """Return to real time, for every process started from now on."""
    path = _find_path()
    if path is not None:
        path.unlink(missing_ok=True)
    _read.cache_clear()


def _find_path() -> Path | None:
    configured = getattr(settings, "WORKFLOW_DEMONSTRATION_FILE", None)
    if configured is None:
        return None
    if getattr(settings, "PRODUCTION", False):
        raise ImproperlyConfigured(
            "A demonstration is refused under production settings: every deadline would be wrong. "
            "Remove WORKFLOW_DEMONSTRATION_FILE."
        )
    return Path(configured)


@cache
def _read(path: Path) -> timedelta:
    try:
        content = json.loads(path.read_text())
        return timedelta(seconds=int(content["shift_seconds"]))
    except FileNotFoundError:
        return NO_SHIFT
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ImproperlyConfigured(
            f"{path.name} does not say on which day the demonstration lives: {error!r}. "
            "Type ./run demo reset."
        ) from error
