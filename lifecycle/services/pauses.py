"""Pauses: while another party has the pen nothing escalates; the day an item is due stands."""

from django.db import transaction
from django.utils.translation import gettext as _

from lifecycle.services.access import access
from lifecycle.services.texts import clean_text
from lifecycle.services.work_items import find_open_item
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM
from workflow.clock import current_clock
from workflow.engine import record_fact
from workflow.exceptions import TransitionRefusedError
from workflow.models import RoundKind, User, Via, WorkItem

#: The facts that are written in the history.
PAUSED = "work_item.paused"
RESUMED = "work_item.resumed"
REASON_MAX_LENGTH = 300
#: They say that another party has the pen, whoever the item waits for.
PAUSERS = (MINISTRY_TEAM, MINISTRY_LEAD)


def pause(
    work_item: WorkItem | int,
    *,
    reason: str,
    actor: User,
    expect: int | None = None,
    via: Via = Via.CODE,
) -> WorkItem:
    """Let nothing of the item escalate until it is resumed, for a reason its people read.

    Raises:
        SubjectNotFoundError: there is no such item, or they may not see its subject (404).
        StaleSubjectError: its subject is not at version `expect` (409).
        TransitionForbiddenError: they are not of the ministry (403).
        TransitionRefusedError: it is closed, paused already, or is a confirmation (409).
        InputError: no reason is given, or it is too long (422).
    """
    item = find_open_item(work_item)
    with transaction.atomic():
        access(item.subject_id, actor=actor, roles=PAUSERS, expect=expect)
        item = find_open_item(item, lock=True)
        words = clean_text(
            reason,
            field="reason",
            max_length=REASON_MAX_LENGTH,
            missing=_("Say who has the pen, and since when."),
        )
        require_no_confirmation(item)
        if item.paused_at is not None:
            raise TransitionRefusedError(_("This task is paused already."))
        item.paused_at, item.pause_reason = current_clock().now(), words
        _write(item, PAUSED, actor=actor, content={"reason": words}, via=via)
    return item


def resume(
    work_item: WorkItem | int,
    *,
    actor: User,
    expect: int | None = None,
    via: Via = Via.CODE,
) -> WorkItem:
    """Let the item escalate again: of what was due meanwhile the highest rung speaks.

    Raises:
        SubjectNotFoundError: there is no such item, or they may not see its subject (404).
        StaleSubjectError: its subject is not at version `expect` (409).
        TransitionForbiddenError: they are not of the ministry (403).
        TransitionRefusedError: it is closed, or is not paused (409).
    """
    item = find_open_item(work_item)
    with transaction.atomic():
        access(item.subject_id, actor=actor, roles=PAUSERS, expect=expect)
        item = find_open_item(item, lock=True)
        if item.paused_at is None:
            raise TransitionRefusedError(_("This task is not paused."))
        item.paused_at, item.pause_reason = None, ""
        _write(item, RESUMED, actor=actor, content={}, via=via)
    return item


def require_no_confirmation(item: WorkItem) -> None:
    """Do nothing unless the item asks a second person, which ends as soon as anything is written.

    Raises:
        TransitionRefusedError: it does (409).
    """
    if item.round is not None and item.round.kind in {RoundKind.COUNTERSIGN, RoundKind.RECORD}:
        raise TransitionRefusedError(
            _("What waits for a second person is confirmed or declined; its day stands.")
        )


def _write(item: WorkItem, fact: str, *, actor: User, content: dict[str, str], via: Via) -> None:
    def write() -> None:
        item.save(update_fields=["paused_at", "pause_reason"])

    told = {"task": item.kind, "role": item.role, **content}
    record_fact(item.subject_id, fact, actor=actor, content=told, write=write, via=via)
