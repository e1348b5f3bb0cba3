"""Erase the body of an Event, so that a person can be forgotten and the chain stays valid."""

from django.db import transaction

from workflow.history.append import Entry, append
from workflow.machine.facts import SubjectRow
from workflow.models import Event, EventBody, EventKind


def erase_body(row: SubjectRow, event: Event, entry: Entry) -> Event:
    """Write the erasure in the history, then delete the body. The Event itself stays.

    The database lets a body go only when such an erasure names it.

    Raises:
        StaleSubjectError: the subject moved since `row` was read; nothing was erased.
        ValueError: `entry` is no erasure of this event.
    """
    if entry.kind is not EventKind.ERASURE or entry.name != name_erasure(event):
        message = f"the entry must be an erasure named {name_erasure(event)!r}"
        raise ValueError(message)
    with transaction.atomic():
        erasure = append(row, entry)
        EventBody.objects.filter(event=event).delete()
    return erasure


def name_erasure(event: Event) -> str:
    """Return the name under which the erasure of `event` is recorded."""
    return f"seq:{event.seq}"
