"""The words and marks of plans: situations as badges, states, percentages."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from lifecycle.vocabulary import PlanState
from lifecycle.vocabulary.situations import Situation
from workflow.machine.registry import get_machine

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
