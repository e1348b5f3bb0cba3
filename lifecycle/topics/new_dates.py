"""What messages say of a request for a new date: about what it is, from which period to which."""

from typing import Any

from lifecycle.models import Activity, Replanning
from lifecycle.selectors.period_words import describe_with_typed
from lifecycle.selectors.replannings import OPEN_STATES, read_requests
from workflow.models import Event, Subject

#: What a decision means for the date; the templates have a sentence for each.
MOVES, STAYS = "moves", "stays"
#: The move of what a request is about, by which its new period counts.
REPLAN = "replan"


def describe_new_date(request_id: int) -> dict[str, Any]:
    """Return what is asked for: of which activity of which commitment, why, and both periods."""
    rows = Replanning.objects.filter(pk=request_id).select_related("replaces", "asked_by")
    (read,) = read_requests(rows)
    is_activity = isinstance(read.target.subject, Activity)
    return {
        "title": read.target.title,
        "activity": read.target.title if is_activity else "",
        "number": read.target.commitment.number,
        "commitment": str(read.target.commitment),
        "old": describe_with_typed(read.old),
        "new": describe_with_typed(read.new),
        "cause": read.cause_label,
        "why": read.request.reason,
        "was_silent": read.request.forwarded_in_silence,
    }


def describe_subject(subject: Subject) -> dict[str, Any]:
    """Return the new date that a subject asks for as templates take it; nothing of any other."""
    if subject.kind != "replanning":
        return {}
    return {**describe_new_date(subject.pk), "is_new_date": True}


def find_outcome(event: Event | None) -> str:
    """Return what the event decided about the date, nothing while nothing is decided.

    What was over by then kept its date, whatever was decided.
    """
    if event is None or event.target in OPEN_STATES:
        return ""
    return MOVES if event.consequences.filter(name=REPLAN).exists() else STAYS
