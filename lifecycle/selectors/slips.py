"""Slips: by how much a day that was promised has moved, in months when these are whole, else days.

What was promised at first never moves; the slip is measured from it.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from django.utils.translation import ngettext

from lifecycle.models import ActionPlan
from lifecycle.vocabulary import StageCode


@dataclass(frozen=True)
class Slip:
    """A last day promised at first, and the one that counts now."""

    planned_on: date
    now_on: date

    @property
    def days(self) -> int:
        """Return by how many days it is later, negative when it is earlier."""
        return (self.now_on - self.planned_on).days

    @property
    def months(self) -> int | None:
        """Return the same in months, None when it is not a whole number of them."""
        both_end = _ends_a_month(self.planned_on) and _ends_a_month(self.now_on)
        if not both_end and self.planned_on.day != self.now_on.day:
            return None
        years = self.now_on.year - self.planned_on.year
        return 12 * years + self.now_on.month - self.planned_on.month

    @property
    def words(self) -> str:
        """Return it in the reader's language, empty when nothing moved."""
        count = self.months
        if not self.days:
            return ""
        if count is None:
            return _say_days(self.days)
        return _say_months(count)


def find_publication_slip(plan: ActionPlan) -> Slip | None:
    """Return how late the plan itself is: its publication, as planned at first and now.

    None while the two days are not known, or when the day has not moved. Reads the prefetch.
    """
    for stage in plan.stages.all():
        if stage.code != StageCode.PUBLICATION.value:
            continue
        if stage.baseline_closes_on and stage.closes_on:
            slip = Slip(stage.baseline_closes_on, stage.closes_on)
            return slip if slip.days else None
    return None


def _say_days(days: int) -> str:
    if days > 0:
        return ngettext("%(count)d day later", "%(count)d days later", days) % {"count": days}
    return ngettext("%(count)d day earlier", "%(count)d days earlier", -days) % {"count": -days}


def _say_months(months: int) -> str:
    if months > 0:
        return ngettext("%(count)d month later", "%(count)d months later", months) % {
            "count": months
        }
    return ngettext("%(count)d month earlier", "%(count)d months earlier", -months) % {
        "count": -months
    }


def _ends_a_month(day: date) -> bool:
    return day.day == monthrange(day.year, day.month)[1]
