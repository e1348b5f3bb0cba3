"""Escalations: a rung of a ladder says what is due, late, undated or awaited, to whom it is for."""

from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy

from lifecycle.models import PeriodRecord
from lifecycle.selectors.activities import read_awaited
from lifecycle.selectors.open_items import OpenItem, read_open_items
from lifecycle.selectors.rung_history import find_spoken
from lifecycle.selectors.tasks import name_task
from lifecycle.services.mail_answers import make_token, may_answer
from lifecycle.topics.audience import list_escalated
from lifecycle.topics.groups import ESCALATIONS
from lifecycle.topics.words import get_ministry_name, make_url
from lifecycle.vocabulary import AwaitedTask, PeriodRole, ReplanningCause
from notifications.topics import Recipient, Topic
from workflow.clock import current_clock
from workflow.ladders import RungForm
from workflow.models import Announcement, RoundKind, User, WorkItem

#: The answers that an activity can be given from a message, by the word in their address.
ANSWERS = {
    "done": gettext_lazy("It is done"),
    "new-date": gettext_lazy("It needs a new date"),
    "blocked": gettext_lazy("It is blocked by somebody"),
}


class Moment(StrEnum):
    """Where the reader stands when they are told: each has its sentence."""

    BEFORE = "before"
    TODAY = "today"
    #: Its due day has passed, its period has not: it is not late yet.
    DUE = "due"
    LATE = "late"
    UNDATED = "undated"
    AWAITED = "awaited"


def describe_escalation(announcement: Announcement, recipient: Recipient) -> dict[str, Any]:
    """Return what is asked, of what, by when, how late it is, what slipped and who is awaited."""
    escalation = announcement.escalation
    if escalation is None:
        return {}
    today = current_clock().today()
    (item,) = read_open_items(WorkItem.objects.filter(pk=escalation.work_item_id), today=today)
    is_listed = _find_form(announcement) == RungForm.LIST
    return {
        "task": name_task(item.subject_kind, item.kind, round_kind=item.round_kind),
        "name": item.reference or item.title,
        "title": item.title if item.reference else "",
        "language": item.language,
        "institution": item.institution or "",
        "moment": str(find_moment(item, on=today)),
        # Whoever reads the list of what is late has it to read, and not to do by that day.
        "due_on": None if is_listed else item.due_on,
        "was_due_on": item.due_on,
        "since": escalation.work_item.anchor_on,
        "days": _count_days(item, escalation.work_item.anchor_on, on=today),
        "slips": count_slips(item.subject_id),
        "awaited": [each.who for each in read_awaited([item.subject_id]).get(item.subject_id, ())],
        "is_listed": is_listed,
        "url": _find_page(item),
        "ministry": get_ministry_name(),
        "actions": list_answers(escalation.work_item, recipient),
    }


def list_answers(item: WorkItem, recipient: Recipient) -> list[tuple[str, str]]:
    """Return what can be answered at once, each with its link; nothing to whoever may not."""
    if not isinstance(recipient, User) or not may_answer(recipient, item):
        return []
    token = make_token(recipient, item)
    return [(str(words), make_url("mail_answer", token, what)) for what, words in ANSWERS.items()]


def find_moment(item: OpenItem, *, on: date) -> Moment:
    """Return where the item stands `on` that day."""
    if item.due_on is None:
        is_awaited = item.kind in {str(each) for each in AwaitedTask}
        return Moment.AWAITED if is_awaited else Moment.UNDATED
    if item.is_late(on=on):
        return Moment.LATE
    if item.due_on == on:
        return Moment.TODAY
    return Moment.BEFORE if item.due_on > on else Moment.DUE


def count_slips(subject_id: int) -> int:
    """Return how often the period of a subject was replaced; settling its words is no slip."""
    moved = PeriodRecord.objects.filter(subject=subject_id).exclude(
        Q(role=PeriodRole.BASELINE.value) | Q(cause__in=("", ReplanningCause.SETTLED.value))
    )
    return moved.count()


def is_at_once(announcement: Announcement) -> bool:
    """Return whether the rung speaks at once; one of which nothing is known can wait."""
    return _find_form(announcement) == RungForm.AT_ONCE


def _count_days(item: OpenItem, anchor_on: date, *, on: date) -> int:
    """Return by how many civil days it is late, or since how many it is undated or awaited."""
    if item.due_on is None:
        return max((on - anchor_on).days, 0)
    return max((on - max(item.due_on, item.last_day or item.due_on)).days, 0)


def _find_form(announcement: Announcement) -> str:
    escalation = announcement.escalation
    if escalation is None:
        return ""
    rung = find_spoken(escalation)
    return rung.form if rung is not None else ""


def _find_page(item: OpenItem) -> str:
    """Return the address where the item is done, or where its subject is read."""
    if item.round_kind == str(RoundKind.DECIDING):
        return make_url("round", item.round_id)
    if item.subject_kind == "proposal":
        return make_url("proposal", item.subject_id)
    if item.subject_kind == "activity":
        return make_url("activity", item.subject_id)
    if item.plan and item.number is not None:
        return make_url("commitment", item.plan, item.number)
    return make_url("inbox")


ESCALATED = Topic(
    code="work_item.escalated",
    recipients=list_escalated,
    template="lifecycle/mail/escalated",
    context=describe_escalation,
    group=ESCALATIONS.code,
    is_urgent=is_at_once,
)
