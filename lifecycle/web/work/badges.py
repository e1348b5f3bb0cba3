"""How the time that is left is shown: colour, icon and words; red is for lateness alone."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

#: From how many days before the due day the badge turns to amber.
AMBER_DAYS = 5


@dataclass(frozen=True)
class Badge:
    """A state as the tag `state` draws it."""

    kind: str
    words: str
    icon: str = ""


def describe_due(due_on: date | None, *, today: date, last_day: date | None = None) -> Badge:
    """Return the badge of something to do; `last_day` is the end of a period that excuses it."""
    if due_on is None:
        return Badge("quiet", _("No date"), "calendar-off")
    days_left = (due_on - today).days
    if days_left < 0:
        return _describe_past(max(due_on, last_day or due_on), today)
    if days_left == 0:
        return Badge("due", _("Due today"))
    if days_left == 1:
        return Badge("due", _("Due tomorrow"))
    words = ngettext("%(count)d day left", "%(count)d days left", days_left) % {"count": days_left}
    return Badge("due" if days_left <= AMBER_DAYS else "ok", words, "clock")


def _describe_past(last_day: date, today: date) -> Badge:
    days_late = (today - last_day).days
    if days_late <= 0:
        return Badge("due", _("Due now"))
    words = ngettext("%(count)d day late", "%(count)d days late", days_late)
    return Badge("late", words % {"count": days_late})
