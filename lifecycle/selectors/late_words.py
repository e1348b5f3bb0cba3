"""What a list says of an open activity, every value in words: for the page, the files, letters."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lifecycle.models import Activity
from lifecycle.selectors.awaited_words import AwaitedWords, describe_awaited
from lifecycle.selectors.late import Lateness, OpenLine
from lifecycle.selectors.period_words import describe_period, find_typed
from lifecycle.selectors.replanning_slips import SlipCount
from lifecycle.vocabulary import ReplanningCause


@dataclass(frozen=True)
class LateWords:
    """One open activity in words."""

    plan: str
    number: int
    commitment: str
    activity: str
    porters: Sequence[str]
    period: str
    #: What was typed, when the period is said in other words; apart, because it may read the
    #: other way.
    typed: str
    promised: str
    late: str
    cause: str
    reason: str
    slips: str
    awaited: Sequence[AwaitedWords]
    listed: str


def describe_open(line: OpenLine) -> LateWords:
    """Return an open activity in the reader's language."""
    planning = line.line.planning
    return LateWords(
        plan=line.commitment.plan.code,
        number=line.commitment.number,
        commitment=line.commitment.title,
        activity=name_activity(line.activity),
        porters=[str(each) for each in line.porters],
        period=describe_period(planning.current) or _("No date"),
        typed=find_typed(planning.current),
        promised=describe_period(planning.baseline) if planning.has_moved else "",
        late=describe_lateness(line),
        cause=str(ReplanningCause(planning.cause).label) if planning.cause else "",
        reason=planning.reason,
        slips=describe_slips(line.slips),
        awaited=describe_awaited(line.line.awaited),
        listed=_describe_listed(line),
    )


def name_activity(activity: Activity) -> str:
    """Return how people call an activity: its label, which is no rank, its title and its site."""
    title = activity.title
    if activity.label and title:
        title = f"{activity.label}. {title}"
    title = title or _("Activity %(label)s") % {"label": activity.label}
    if not activity.site:
        return title
    return _("%(activity)s (%(site)s)") % {"activity": title, "site": activity.site}


def describe_lateness(line: OpenLine) -> str:
    """Return every reason why it is on the list: late by how much, blocked, without a date."""
    words = []
    if line.line.days_late:
        count = line.line.days_late
        late = ngettext("%(count)d day late", "%(count)d days late", count)
        words.append(late % {"count": count})
    reasons = line.reasons
    if Lateness.BLOCKED in reasons:
        words.append(_("Blocked"))
    if Lateness.UNDATED in reasons:
        words.append(_("No date"))
    return _(", ").join(words)


def describe_slips(slips: SlipCount) -> str:
    """Return how often its last day moved later, and by how much in all; nothing if it did not."""
    if not slips.slips:
        return ""
    words = ngettext("%(count)d slip", "%(count)d slips", slips.slips) % {"count": slips.slips}
    if slips.days <= 0:
        return words
    later = ngettext("%(count)d day later", "%(count)d days later", slips.days)
    return _("%(slips)s, %(later)s") % {"slips": words, "later": later % {"count": slips.days}}


def _describe_listed(line: OpenLine) -> str:
    listed_on = line.climbed.listed_on
    if listed_on is None:
        return ""
    day = date_format(listed_on, "DATE_FORMAT")
    return _("On the committee's list since %(day)s") % {"day": day}
