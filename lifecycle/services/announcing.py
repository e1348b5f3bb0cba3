"""Announcements of what is no Event: a comment, a reminder."""

from django.db import transaction

from workflow.clock import current_clock
from workflow.hints import hint_work
from workflow.machine.facts import SubjectRow
from workflow.models import Announcement, Escalation


def announce(row: SubjectRow, name: str) -> Announcement:
    """Say that something happened to the subject, under the topic of its kind."""
    transaction.on_commit(hint_work, robust=True)
    return Announcement.objects.create(
        subject_id=row.id, topic=f"{row.kind}.{name}", available_at=current_clock().now()
    )


def announce_reminder(escalation: Escalation) -> Announcement:
    """Say that a work item is recalled to whoever holds it."""
    transaction.on_commit(hint_work, robust=True)
    return Announcement.objects.create(
        subject_id=escalation.work_item.subject_id,
        escalation=escalation,
        topic="work_item.reminded",
        available_at=escalation.fired_at,
    )
