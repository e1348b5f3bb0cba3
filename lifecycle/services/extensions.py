"""Extensions: the ministry lead gives an open item another day, for a reason."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from lifecycle.services.access import Access, access
from lifecycle.services.pauses import require_no_confirmation
from lifecycle.services.texts import clean_text
from lifecycle.services.work_items import find_open_item
from lifecycle.vocabulary.roles import MINISTRY_LEAD
from workflow.engine import record_fact
from workflow.engine.extending import extend, find_extended_ladder
from workflow.exceptions import InputError, TransitionRefusedError
from workflow.holidays import list_seeded_years
from workflow.ladders import CountedFrom
from workflow.models import Ladder, User, Via, WorkItem

#: The fact that is written in the history.
EXTENDED = "work_item.extended"
REASON_MAX_LENGTH = 1_000
#: They give another day, whoever the item waits for.
EXTENDERS = (MINISTRY_LEAD,)


def extend_item(
    work_item: WorkItem | int,
    *,
    due_on: date,
    reason: str,
    actor: User,
    expect: int | None = None,
    via: Via = Via.CODE,
) -> WorkItem:
    """Let an open item be due on another day, from which its rungs count anew.

    Raises:
        SubjectNotFoundError: there is no such item, or they may not see its subject (404).
        StaleSubjectError: its subject is not at version `expect` (409).
        TransitionForbiddenError: they are no ministry lead (403).
        TransitionRefusedError: it is closed, ages without a day, follows another item, or is a
            confirmation (409).
        InputError: the day has come, is the one it has or lies in a year whose days off are not
            known, or no reason is given (422).
    """
    item = find_open_item(work_item)
    with transaction.atomic():
        entered = access(item.subject_id, actor=actor, roles=EXTENDERS, expect=expect)
        item = find_open_item(item, lock=True)
        _require_day_of_its_own(item, due_on, entered)
        words = _clean(item, due_on, reason, today=entered.today)
        content = {
            "task": item.kind,
            "role": item.role,
            "was_due_on": item.due_on.isoformat() if item.due_on else None,
            "due_on": due_on.isoformat(),
            "reason": words,
        }

        def write() -> None:
            extend(item, due_on=due_on, today=entered.today)

        record_fact(item.subject_id, EXTENDED, actor=actor, content=content, write=write, via=via)
    return item


def _require_day_of_its_own(item: WorkItem, due_on: date, entered: Access) -> None:
    require_no_confirmation(item)
    if item.escalation_id is not None:
        raise TransitionRefusedError(
            _("An escalation put this here: extend the task that it is about.")
        )
    ladder = find_extended_ladder(item, due_on=due_on, today=entered.today)
    counted = Ladder.objects.filter(code=ladder or "", counted_from=str(CountedFrom.OPENING))
    if counted.exists():
        raise TransitionRefusedError(
            _("This ages from the day it was asked, whatever its day: pause it instead.")
        )


def _clean(item: WorkItem, due_on: date, reason: str, *, today: date) -> str:
    """Return the reason; everything that is wrong is said at once."""
    errors: dict[str, list[str]] = {}
    if due_on <= today:
        errors["due_on"] = [_("Choose a day after today.")]
    elif due_on == item.due_on:
        errors["due_on"] = [_("It is due on this day already.")]
    elif due_on.year not in list_seeded_years():
        # Its rungs could not be counted, and nothing would escalate.
        message = _("The days off of %(year)s are not known yet: choose a day before that year.")
        errors["due_on"] = [message % {"year": due_on.year}]
    words = ""
    try:
        words = clean_text(
            reason,
            field="reason",
            max_length=REASON_MAX_LENGTH,
            missing=_("Say why it is given another day."),
        )
    except InputError as error:
        errors |= error.errors
    if errors:
        raise InputError(errors)
    return words
