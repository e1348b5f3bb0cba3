"""The words and marks of plans: situations as badges, periods as days, percentages."""

from datetime import date

from django.conf import settings
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from lifecycle.vocabulary import PlanState
from lifecycle.vocabulary.situations import Situation
from workflow.machine.registry import get_machine
from workflow.periods import Period, PeriodKind, list_languages

#: The kind of badge of each situation (a key of `look.STATE_ICONS`) and its own icon, if any.
BADGES: dict[Situation, tuple[str, str]] = {
    Situation.LATE: ("late", ""),
    Situation.BLOCKED: ("blocked", ""),
    Situation.DUE: ("due", ""),
    Situation.UNDATED: ("waiting", "calendar-off"),
    Situation.SUSPENDED: ("waiting", "player-pause"),
    Situation.REPORTED: ("waiting", ""),
    Situation.SETTLED: ("waiting", "list-check"),
    Situation.PLANNED: ("ok", ""),
    Situation.RESIDUAL: ("quiet", ""),
    Situation.DONE: ("done", ""),
    Situation.DONE_WITH_CANCELLATIONS: ("done", ""),
    Situation.PARTLY_DONE: ("quiet", ""),
    Situation.NEVER_STARTED: ("quiet", ""),
    Situation.CANCELLED: ("quiet", "ban"),
    Situation.WITHDRAWN: ("quiet", "arrow-back-up"),
    Situation.CARRIED_OVER: ("quiet", "arrow-forward-up"),
}
#: The colours a bar of progress has besides green.
BAR_KINDS = {"late", "blocked", "done"}

#: The kind of badge of each state of a plan.
PLAN_KINDS: dict[str, str] = {
    PlanState.CO_CREATION: "due",
    PlanState.IN_IMPLEMENTATION: "ok",
    PlanState.MIDTERM_REVIEW: "ok",
    PlanState.ENDED: "done",
    PlanState.SELF_ASSESSED: "done",
    PlanState.ARCHIVED: "quiet",
    PlanState.ABANDONED: "quiet",
}

#: What is said of a period nobody put into words.
_WORDLESS: dict[PeriodKind, str | Promise] = {
    PeriodKind.EXTERNAL_DEPENDENCY: gettext_lazy("Depends on somebody else"),
    PeriodKind.AWAITING_RETURN: gettext_lazy("Waits for an answer"),
    PeriodKind.NOT_COMMUNICATED: gettext_lazy("Not communicated yet"),
    PeriodKind.NO_VISIBILITY: gettext_lazy("No date can be given"),
    PeriodKind.CANCELLED: gettext_lazy("Cancelled"),
    PeriodKind.ALL_DONE: gettext_lazy("All done"),
}


def format_days(first: date | None, last: date | None) -> str:
    """Return the days of a span in the reader's language; empty when there is none."""
    if first is None:
        until = _("until %(day)s")
        return until % {"day": date_format(last, "DATE_FORMAT")} if last is not None else ""
    if last is None:
        return _("from %(day)s") % {"day": date_format(first, "DATE_FORMAT")}
    if first == last:
        return date_format(first, "DATE_FORMAT")
    short = "MONTH_DAY_FORMAT" if first.year == last.year else "DATE_FORMAT"
    return _("%(first)s to %(last)s") % {
        "first": date_format(first, short),
        "last": date_format(last, "DATE_FORMAT"),
    }


def describe_period(period: Period | None) -> str:
    """Return a period in the words people used, or in ours for those who do not read theirs."""
    if period is None:
        return ""
    ours = str(_WORDLESS.get(period.kind, "")) or format_days(period.earliest, period.latest)
    return choose_words(period.words, ours)


def choose_words(words: str, ours: str) -> str:
    """Return `words` when they are in the reader's language, else `ours` when there are any."""
    return ours if ours and (not words or _is_foreign(words)) else words


def _is_foreign(words: str) -> bool:
    """Return whether the reader is of another language; numbers belong to all of them."""
    language = (get_language() or settings.LANGUAGE_CODE)[:2]
    known = list_languages(words)
    if known or not any(sign.isalpha() for sign in words):
        return bool(known) and language not in known
    return (language == "ar") != any("\u0600" <= sign <= "\u06ff" for sign in words)


def format_percent(value: float | None) -> str:
    """Return a percentage with at most one decimal, a dash when it is not known."""
    if value is None:
        return "–"
    rounded = round(value, 1)
    number = number_format(int(rounded) if rounded == int(rounded) else rounded)
    return _("%(number)s%%") % {"number": number}


def describe_plan_state(state: str) -> str:
    """Return the state of a plan in the reader's language."""
    return str(get_machine("plan").states[state].label)
