"""After slips too many: the lead says whether it is kept, amended or withdrawn."""

import json
from dataclasses import dataclass
from datetime import date

from django.db import models, transaction
from django.utils.translation import gettext as _

from lifecycle.phases.replanning import AFTER_SLIPS
from lifecycle.services.access import access
from lifecycle.services.texts import clean_code, clean_text
from lifecycle.vocabulary import AfterSlips
from lifecycle.vocabulary.roles import MINISTRY_LEAD
from workflow.clock import compute_civil_day
from workflow.engine import record_fact
from workflow.engine.errands import close_errands
from workflow.exceptions import TransitionRefusedError
from workflow.models import Event, Subject, User, Via, WorkItem

#: The fact that is written in the history.
ANSWERED = "replanning.after_slips"
REASON_MAX_LENGTH = 5_000


@dataclass(frozen=True)
class GivenAnswer:
    """What the lead answered, why, and on which day."""

    answer: AfterSlips
    reason: str
    given_on: date


def answer_after_slips(
    subject: Subject | int,
    *,
    answer: str,
    reason: str,
    actor: User,
    expect: int | None = None,
    via: Via = Via.CODE,
) -> Event:
    """Say what becomes of an activity or a commitment whose date slipped too far.

    Kept, the errand is done. An amendment or a withdrawal is a step of the commitment: until it is
    taken there the errand stays, and the lead can still say otherwise.

    Raises:
        SubjectNotFoundError: there is no such subject (404).
        StaleSubjectError: it is not at version `expect` (409).
        TransitionForbiddenError: they are not the ministry lead (403).
        TransitionRefusedError: nothing is asked about it (409).
        InputError: the answer or the reason is missing or wrong (422).
    """
    with transaction.atomic():
        entered = access(subject, actor=actor, roles=[MINISTRY_LEAD], expect=expect)
        subject_id = entered.case.row.id
        if not is_answer_asked(subject_id):
            raise TransitionRefusedError(_("Nothing is to be decided about its slips."))
        chosen = clean_code(answer, field="answer", choices=AfterSlips)
        words = clean_text(
            reason,
            field="reason",
            max_length=REASON_MAX_LENGTH,
            missing=_("Say why; everybody reads it."),
        )
        content = {"answer": chosen, "reason": words}
        event = record_fact(subject_id, ANSWERED, actor=actor, content=content, via=via)
        if chosen == AfterSlips.KEEP:
            close_errands(event, AFTER_SLIPS)
    return event


def is_answer_asked(subject_id: int) -> bool:
    """Return whether the lead is asked what becomes of it."""
    return _list_open(subject_id).exists()


def find_given_answer(subject_id: int) -> GivenAnswer | None:
    """Return what the lead answered to what is asked now, None before; it remains to be done."""
    errand = _list_open(subject_id).select_related("opened_by").first()
    if errand is None:
        return None
    opened = errand.opened_by.seq if errand.opened_by is not None else 0
    answers = Event.objects.filter(subject=subject_id, name=ANSWERED, seq__gt=opened)
    event = answers.select_related("body").order_by("-seq").first()
    return _read_answer(event) if event is not None else None


def _list_open(subject_id: int) -> models.QuerySet[WorkItem]:
    return WorkItem.objects.filter(subject=subject_id, kind=AFTER_SLIPS, closed_at__isnull=True)


def _read_answer(event: Event) -> GivenAnswer | None:
    body = getattr(event, "body", None)
    if body is None:
        # It was erased.
        return None
    content = json.loads(body.json)
    given_on = compute_civil_day(event.recorded_at)
    return GivenAnswer(AfterSlips(content["answer"]), content["reason"], given_on)
