"""What a person's calendar is told: the open items of their desks that have a day."""

from datetime import date

from lifecycle.selectors.open_items import OpenItem, read_open_items
from notifications.models import CalendarFeed
from workflow.models import User, WorkItem
from workflow.permissions.grants import Grants

#: A calendar with more on it tells nobody anything.
AT_MOST = 500


def list_dated_items(grants: Grants, *, today: date) -> list[OpenItem]:
    """Return the dated open items on the desks of the person, the first due first."""
    items = WorkItem.objects.filter(
        desk__in=grants.desks, closed_at__isnull=True, due_on__isnull=False
    ).order_by("due_on", "pk")
    return read_open_items(items[:AT_MOST], today=today)


def find_own_feed(person: User) -> CalendarFeed | None:
    """Return the feed of a person that is in use, or None."""
    return CalendarFeed.objects.filter(person=person, revoked_at__isnull=True).first()
