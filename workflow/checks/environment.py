"""Check what time and states stand on: fresh zone data, one `django_fsm`."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.checks import CheckMessage, Error

#: Morocco left UTC+1 on 20 September 2026: data from before it is wrong by one hour ever since.
CANARY = "Africa/Casablanca"
OFFSETS = {
    datetime(2026, 9, 1, 12): timedelta(hours=1),  # noqa: DTZ001  # civil time of the canary
    datetime(2026, 10, 1, 12): timedelta(0),  # noqa: DTZ001
}
#: The distributions that install a module named `django_fsm`; the second one is ours.
FSM_DISTRIBUTIONS = ("django-fsm", "django-fsm-2")


def check_time_zone_data(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse to start on time zone data older than the last change of Moroccan time."""
    if _zone_data_is_fresh():
        return []
    return [
        Error(
            f"The time zone data in use is older than 2026.3: it does not know the time of "
            f"{CANARY} since 20 September 2026, so days would change at the wrong hour.",
            hint=(
                'Install tzdata>=2026.3 and set PYTHONTZPATH="" so that Python reads it instead of '
                "the operating system's."
            ),
            id="workflow.E010",
        )
    ]


def _zone_data_is_fresh() -> bool:
    try:
        zone = ZoneInfo(CANARY)
    except ZoneInfoNotFoundError:
        return False
    return all(day.replace(tzinfo=zone).utcoffset() == gap for day, gap in OFFSETS.items())


def check_fsm_distribution(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse to start unless `django_fsm` comes from django-fsm-2 and from nothing else."""
    installed = list_installed(FSM_DISTRIBUTIONS)
    if installed == ["django-fsm-2"]:
        return []
    return [
        Error(
            f"The module django_fsm must come from django-fsm-2 alone; installed: "
            f"{', '.join(installed) or 'neither'}.",
            hint="Uninstall django-fsm, then reinstall django-fsm-2: they overwrite each other.",
            id="workflow.E011",
        )
    ]


def list_installed(distributions: Sequence[str]) -> list[str]:
    """Return which of `distributions` are installed."""
    return [name for name in distributions if _is_installed(name)]


def _is_installed(distribution: str) -> bool:
    try:
        version(distribution)
    except PackageNotFoundError:
        return False
    return True
