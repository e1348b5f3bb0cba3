"""Whether the site does what it owes by itself: what a probe asks, and the doctor."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from workflow.heartbeats import read_ages
from workflow.sweep.sweeping import DUTY


@dataclass(frozen=True)
class Health:
    """How many seconds ago each recurring duty was last done, by its name."""

    ages: Mapping[str, float]

    @property
    def is_fresh(self) -> bool:
        """Return whether what is overdue was looked for a short while ago."""
        age = self.ages.get(DUTY)
        return age is not None and age <= settings.LIFECYCLE_SWEEP_STALE_AFTER_SECONDS


def read_health(*, now: datetime) -> Health:
    """Return when each duty was last done; one statement."""
    return Health(read_ages(now=now))
