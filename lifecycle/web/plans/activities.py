"""Activities of a commitment as rows of a table and as a drawing of their periods."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lifecycle.models import Activity
from lifecycle.selectors.activities import ActivityLine, Planning
from lifecycle.selectors.awaited_words import AwaitedWords, describe_awaited
from lifecycle.selectors.late_words import name_activity
from lifecycle.selectors.period_words import describe_period, find_typed, format_days
from lifecycle.selectors.standing import compute_delivered
from lifecycle.vocabulary import CancelReason, ReplanningCause
from lifecycle.vocabulary.situations import Situation
from lifecycle.web.plans.cards import Badge, make_badge
from lifecycle.web.plans.chart import Chart, Row, Span, draw
from lifecycle.web.plans.words import format_percent
from workflow.machine.registry import get_machine

#: Beyond it, more was delivered than was planned, and a page says so.
FULL = 100
#: An activity that stands so has no end while it has no date.
_OPEN = frozenset({Situation.BLOCKED, Situation.UNDATED})


@dataclass(frozen=True)
class ActivityRow:
    """One activity, every value in words. `label` is how people call it, no rank."""

    activity: Activity
    badge: Badge
    state: str
    period_words: str
    #: What was typed, when it is said above in other words.
    period_typed: str
    period_days: str
    baseline_words: str
    slip_words: str
    cause: str
    awaited: Sequence[AwaitedWords]
    cancelled_because: str
    done: str
    progress_words: str
    units: str
    indicators: Sequence[str]
    after: str
    is_ambiguous: bool


def list_activity_rows(lines: Iterable[ActivityLine]) -> list[ActivityRow]:
    """Return the activities in their order."""
    return [make_activity_row(line) for line in lines]


def draw_activities(lines: Sequence[ActivityLine], *, today: date, is_bidi: bool) -> Chart | None:
    """Return the periods on one line of time: promised first above, planned now below.

    What has no date is drawn from today on without an end, once anything else has one.
    """
    rows = [_draw(line) for line in lines]
    if not any(row.spans for row in rows):
        return None
    undated = [Span(today, None, "undated")]
    drawn = [
        replace(row, spans=undated) if line.situation in _OPEN and not row.spans else row
        for line, row in zip(lines, rows, strict=True)
    ]
    return draw(drawn, today=today, is_bidi=is_bidi)


def _draw(line: ActivityLine) -> Row:
    return Row(
        name_activity(line.activity),
        _list_spans(line),
        describe_period(line.planning.current),
        badge=make_badge(line.situation, days_late=line.days_late),
        url=reverse("activity", args=[line.activity.pk]),
    )


def describe_units(activity_like: object) -> str:
    """Return what was delivered of what was planned; more may be delivered than planned."""
    planned = getattr(activity_like, "units_planned", None)
    delivered = getattr(activity_like, "units_delivered", None)
    unit = getattr(activity_like, "unit", "")
    if planned is None and delivered is None:
        return ""
    if planned is None:
        return _("%(delivered)d delivered (%(unit)s)") % {"delivered": delivered, "unit": unit}
    words = _("%(delivered)d delivered of %(planned)d planned (%(unit)s)") % {
        "delivered": delivered or 0,
        "planned": planned,
        "unit": unit,
    }
    percent = compute_delivered(planned, delivered)
    if percent is None or percent <= FULL:
        return words
    return _("%(units)s: %(percent)s of what was planned") % {
        "units": words,
        "percent": format_percent(percent),
    }


def make_activity_row(line: ActivityLine) -> ActivityRow:
    """Return one activity in words."""
    activity, planning = line.activity, line.planning
    current = planning.current
    return ActivityRow(
        activity=activity,
        badge=make_badge(line.situation, days_late=line.days_late),
        state=str(get_machine("activity").states[activity.state].label),
        period_words=describe_period(current),
        period_typed=find_typed(current),
        period_days=_list_days(planning),
        baseline_words=describe_period(planning.baseline) if planning.has_moved else "",
        slip_words=_describe_slip(planning),
        cause=str(ReplanningCause(planning.cause).label) if planning.cause else "",
        awaited=describe_awaited(line.awaited),
        cancelled_because=_describe_cancelling(activity),
        done=format_days(activity.done_from or activity.done_on, activity.done_on),
        progress_words="" if activity.progress is None else format_percent(activity.progress),
        units=describe_units(activity),
        indicators=line.indicators,
        after=_(", ").join(name_activity(each) for each in activity.after.all()),
        is_ambiguous=bool(current and current.ambiguous),
    )


def _list_days(planning: Planning) -> str:
    current = planning.current
    return format_days(current.earliest, current.latest) if current else ""


def _describe_slip(planning: Planning) -> str:
    days = planning.slip_days
    if not days or days < 0:
        return ""
    return ngettext("%(count)d day later", "%(count)d days later", days) % {"count": days}


def _describe_cancelling(activity: Activity) -> str:
    if not activity.cancel_reason:
        return ""
    reason = str(CancelReason(activity.cancel_reason).label)
    if not activity.done_by:
        return reason
    return _("%(reason)s: %(body)s") % {"reason": reason, "body": activity.done_by}


def _list_spans(line: ActivityLine) -> list[Span]:
    planning, spans = line.planning, []
    if planning.has_moved and planning.baseline and planning.baseline.earliest:
        spans.append(Span(planning.baseline.earliest, planning.baseline.latest, "baseline"))
    if planning.current and planning.current.earliest:
        kind = {Situation.LATE: "late", Situation.BLOCKED: "blocked", Situation.DONE: "done"}.get(
            line.situation, "current"
        )
        spans.append(Span(planning.current.earliest, planning.current.latest, kind))
    return spans
