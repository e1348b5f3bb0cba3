"""The words and marks of requests for new dates, and of what they move."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lifecycle.models import Activity
from lifecycle.selectors.late_words import name_activity
from lifecycle.selectors.period_words import describe_with_typed, format_days
from lifecycle.selectors.replanning_simulation import MovedTarget, Simulation
from lifecycle.selectors.replanning_slips import DateMove
from lifecycle.selectors.replanning_targets import Target
from lifecycle.selectors.replannings import ReplanningRead
from lifecycle.vocabulary import ReplanningState
from workflow.periods import Period
from workflow.roles import get_role

#: The kind of badge of each state (a key of `look.STATE_ICONS`).
KINDS: dict[str, str] = {
    ReplanningState.ASKED.value: "waiting",
    ReplanningState.SUBMITTED.value: "waiting",
    ReplanningState.ESCALATED.value: "due",
    ReplanningState.ACCEPTED.value: "done",
    ReplanningState.REFUSED.value: "blocked",
    ReplanningState.WITHDRAWN.value: "quiet",
}


def describe_slip(days: int | None) -> str:
    """Return by how many days a last day moves; nothing when that cannot be counted."""
    if days is None:
        return ""
    if days < 0:
        return ngettext("%(count)d day earlier", "%(count)d days earlier", -days) % {"count": -days}
    return ngettext("%(count)d day later", "%(count)d days later", days) % {"count": days}


def describe_slips(count: int) -> str:
    """Return how many slips there are in words."""
    if not count:
        return _("no slip")
    return ngettext("%(count)d slip", "%(count)d slips", count) % {"count": count}


def describe_read(read: ReplanningRead) -> dict[str, Any]:
    """Return a request as pages draw it."""
    commitment = read.target.commitment
    return {
        "read": read,
        "url": reverse("replanning", args=[read.request.pk]),
        "title": read.target.title,
        "commitment": commitment,
        "commitment_url": reverse("commitment", args=[commitment.plan.code, commitment.number]),
        "badge": {"kind": KINDS[read.request.state], "words": read.state_label},
        "old": describe_dates(read.old),
        "new": describe_dates(read.new),
        "slip": describe_slip(read.slip_days),
        "slips": describe_slips(read.target.slips.slips),
        "cause": read.cause_label,
    }


def describe_dates(period: Period | None) -> dict[str, str]:
    """Return a period in words, and its days."""
    if period is None:
        return {"words": _("No date yet"), "days": ""}
    return {
        "words": describe_with_typed(period),
        "days": format_days(period.earliest, period.latest),
    }


def describe_slipped(target: Target, moves: Iterable[DateMove]) -> dict[str, Any]:
    """Return what slipped too far as its page draws it: the promise, what counts, each move."""
    slips = target.slips
    latest = target.period.latest if target.period is not None else None
    ends_on = target.commitment.plan.ends_on
    past_days = (latest - ends_on).days if latest is not None and ends_on is not None else 0
    return {
        "words": target.title,
        "commitment": target.commitment,
        "promised": date_format(slips.promised_on, "DATE_FORMAT") if slips.promised_on else "",
        "now": describe_dates(target.period),
        "slips": describe_slips(slips.slips),
        "in_all": describe_slip(slips.days) if slips.days else "",
        "past_plan": _describe_past_plan(max(past_days, 0)),
        "date_moves": [
            {
                "old": describe_dates(each.old.period),
                "new": describe_dates(each.new.period),
                "slip": describe_slip(each.slip_days),
                "cause": each.cause_label,
                "reason": each.new.reason,
                "recorded_on": each.new.recorded_on,
            }
            for each in moves
        ],
    }


def describe_simulation(found: Simulation) -> dict[str, Any]:
    """Return what new dates would move, every value in words."""
    return {
        "targets": [_describe_target(each) for each in found.targets],
        "followers": [
            {
                "title": name_activity(each.activity),
                "after": each.after,
                "overlap": ngettext(
                    "would begin %(count)d day too early",
                    "would begin %(count)d days too early",
                    each.overlap_days,
                )
                % {"count": each.overlap_days},
                "foreseen": date_format(each.foreseen_on, "DATE_FORMAT"),
            }
            for each in found.followers
        ],
        "commitments": [
            {
                "number": each.number,
                "title": each.title,
                "old": date_format(each.old_on, "DATE_FORMAT") if each.old_on else "",
                "new": date_format(each.new_on, "DATE_FORMAT") if each.new_on else "",
                "has_moved": each.has_moved,
                "past_plan": _describe_past_plan(each.days_past_plan),
            }
            for each in found.commitments
        ],
    }


def _describe_target(moved: MovedTarget) -> dict[str, Any]:
    return {
        "title": moved.target.title,
        "is_activity": isinstance(moved.target.subject, Activity),
        "commitment": moved.target.commitment,
        "old": describe_dates(moved.target.period),
        "new": describe_dates(moved.new),
        "slip": describe_slip(moved.slip_days),
        "slips": describe_slips(moved.slips),
        "is_beyond": moved.is_beyond,
        "rungs": [
            {
                "roles": _(", ").join(str(get_role(code).label) for code in each.roles),
                "old": date_format(each.old_on, "DATE_FORMAT") if each.old_on else "",
                "new": date_format(each.new_on, "DATE_FORMAT") if each.new_on else "",
            }
            for each in moved.rungs
        ],
    }


def _describe_past_plan(days: int) -> str:
    if not days:
        return ""
    return ngettext(
        "%(count)d day after the end of the plan", "%(count)d days after the end of the plan", days
    ) % {"count": days}
