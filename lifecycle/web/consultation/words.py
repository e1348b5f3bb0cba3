"""The words and marks of consultations and contributions."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lifecycle.models import Consultation, Contribution
from lifecycle.selectors.consultations import label_state
from lifecycle.selectors.plan_versions import format_number
from lifecycle.vocabulary import AnswerEffect, ConsultationState, Moderation

#: The kind of badge of each state (a key of `look.STATE_ICONS`).
KINDS: dict[str, str] = {
    ConsultationState.DRAFT.value: "quiet",
    ConsultationState.SCHEDULED.value: "waiting",
    ConsultationState.OPEN.value: "ok",
    ConsultationState.CLOSED.value: "due",
    ConsultationState.ANSWERED.value: "due",
    ConsultationState.PUBLISHED.value: "done",
    ConsultationState.CANCELLED.value: "blocked",
}
MODERATION_KINDS: dict[str, str] = {
    Moderation.WAITING.value: "waiting",
    Moderation.PUBLISHED.value: "ok",
    Moderation.WITHHELD.value: "blocked",
}


def describe_state(consultation: Consultation) -> dict[str, str]:
    """Return the state of a consultation as a badge."""
    return {"kind": KINDS[consultation.state], "words": label_state(consultation)}


def describe_days(consultation: Consultation) -> str:
    """Return from when to when it is open, in a sentence; empty while a day is not set."""
    if consultation.opens_on is None or consultation.closes_on is None:
        return ""
    return _("From %(opens_on)s to %(closes_on)s, both days included.") % {
        "opens_on": date_format(consultation.opens_on, "DATE_FORMAT"),
        "closes_on": date_format(consultation.closes_on, "DATE_FORMAT"),
    }


def describe_contribution(row: Contribution, *, tells_answer: bool) -> dict[str, Any]:
    """Return a contribution as a page draws it; the answer only when it is told."""
    return {
        "row": row,
        "author": row.shown_name or _("Without a name"),
        "line": format_number(row.proposal.plan_number) if row.proposal else "",
        "about": format_number(row.proposal.plan_number) if row.proposal else _("the whole plan"),
        "moderation": {
            "kind": MODERATION_KINDS[row.moderation],
            "words": str(Moderation(row.moderation).label),
        },
        "effect": str(AnswerEffect(row.effect).label) if row.effect and tells_answer else "",
        "answer": row.answer if tells_answer else "",
        "proposed_effect": (
            str(AnswerEffect(row.proposed_effect).label) if row.proposed_effect else ""
        ),
    }
