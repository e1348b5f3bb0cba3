"""What somebody finds in the application: what they were told, the newest first, read or not."""

from collections.abc import Collection

from django.db.models import QuerySet

from notifications.models import Channel, Message
from workflow.clock import current_clock
from workflow.models import User

#: A number beyond which nobody counts: the bell says "99+".
COUNTED_AT_MOST = 100


def query_notices(person: User) -> QuerySet[Message]:
    """Return what this person was told in the application, the newest first."""
    told = Message.objects.filter(recipient=person, channel=Channel.IN_APP.value)
    return told.select_related("announcement__subject").order_by("-id")


def list_notices(person: User, *, before: int | None = None, limit: int = 20) -> list[Message]:
    """Return a page of notices, those older than the number `before`; one statement."""
    notices = query_notices(person)
    if before is not None:
        notices = notices.filter(pk__lt=before)
    return list(notices[:limit])


def count_unread(person: User) -> int:
    """Return how many notices they have not read, `COUNTED_AT_MOST` at most; one statement."""
    return _list_unread(person)[:COUNTED_AT_MOST].count()


def open_notice(person: User, notice_id: int) -> Message | None:
    """Return one of their notices, read from now on; None when it is not theirs."""
    notice = query_notices(person).filter(pk=notice_id).first()
    if notice is not None and notice.read_at is None:
        mark_read(person, [notice_id])
        notice.refresh_from_db(fields=["read_at"])
    return notice


def mark_read(person: User, notice_ids: Collection[int]) -> int:
    """Mark these notices of theirs as read; return how many were not."""
    return _list_unread(person).filter(pk__in=notice_ids).update(read_at=current_clock().now())


def mark_all_read(person: User) -> int:
    """Mark everything as read; return how many notices were not."""
    return _list_unread(person).update(read_at=current_clock().now())


def _list_unread(person: User) -> QuerySet[Message]:
    return Message.objects.filter(
        recipient=person, channel=Channel.IN_APP.value, read_at__isnull=True
    )
