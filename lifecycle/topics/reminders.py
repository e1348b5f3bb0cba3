"""Reminders: a person recalls to another what is waited for."""

from typing import Any

from lifecycle.models import Proposal
from lifecycle.selectors.tasks import name_task
from lifecycle.topics.audience import list_reminded
from lifecycle.topics.groups import ESCALATIONS
from lifecycle.topics.words import get_ministry_name, make_url
from notifications.topics import Recipient, Topic
from workflow.clock import current_clock
from workflow.models import Announcement, RoundKind, WorkItem


def describe_reminder(announcement: Announcement, _recipient: Recipient) -> dict[str, Any]:
    """Return what is to be done, by when, who recalls it, and where to do it."""
    escalation, subject = announcement.escalation, announcement.subject
    if escalation is None:
        return {}
    item = escalation.work_item
    proposal = Proposal.objects.filter(pk=subject.pk).first()
    return {
        "task": name_task(subject.kind, item.kind),
        "reference": subject.reference,
        "title": proposal.title if proposal is not None else "",
        "due_on": item.due_on,
        "is_late": item.due_on is not None and item.due_on < current_clock().today(),
        "sent_by": escalation.sent_by,
        "url": _find_place(item, is_of_proposal=proposal is not None),
        "ministry": get_ministry_name(),
    }


def _find_place(item: WorkItem, *, is_of_proposal: bool) -> str:
    """Return the address where the item is done."""
    if item.round is not None and item.round.kind == str(RoundKind.DECIDING):
        return make_url("round", item.round_id)
    return make_url("proposal", item.subject_id) if is_of_proposal else make_url("inbox")


REMINDER = Topic(
    code="work_item.reminded",
    recipients=list_reminded,
    template="lifecycle/mail/reminder",
    context=describe_reminder,
    group=ESCALATIONS.code,
)
