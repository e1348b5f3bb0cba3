"""Reminders: a person recalls to another what is waited for, once a day."""

from django.db import transaction
from django.utils.translation import gettext as _

from lifecycle.selectors.readers import REMINDERS
from lifecycle.services.access import access
from lifecycle.services.announcing import announce_reminder
from lifecycle.services.work_items import find_open_item
from workflow.clock import current_clock
from workflow.exceptions import TransitionRefusedError
from workflow.models import Escalation, User, Via, WorkItem


def remind(work_item: WorkItem | int, *, actor: User, via: Via = Via.CODE) -> Escalation:
    """Remind whoever holds the item, by a rung of its ladder that a person fires.

    A reminder is no history: no version moves.

    Raises:
        SubjectNotFoundError: there is no such item, or they may not see its subject (404).
        TransitionForbiddenError: they read it, and have no part in it (403).
        TransitionRefusedError: the item is closed, is their own, or was recalled today (409).
    """
    item = find_open_item(work_item)
    with transaction.atomic():
        entered = access(item.subject_id, actor=actor, roles=REMINDERS)
        item = find_open_item(item, lock=True)
        if item.person_id == actor.pk:
            raise TransitionRefusedError(_("This is your own task: you need no reminder."))
        escalation, created = Escalation.objects.get_or_create(
            work_item=item,
            generation=item.generation,
            rung=f"reminder-{entered.today.isoformat()}",
            defaults={
                "fired_at": current_clock().now(),
                "sent_by": actor,
                "sent_via": str(via),
            },
        )
        if not created:
            # Somebody else, or the same person twice, got there first.
            raise TransitionRefusedError(_("A reminder was already sent today."))
        announce_reminder(escalation)
    return escalation
