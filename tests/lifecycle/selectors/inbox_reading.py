"""What somebody finds in their inbox, on the day of these tests."""

from datetime import date, timedelta

from lifecycle.selectors.inbox import (
    Filters,
    read_inbox,
)
from lifecycle.selectors.open_items import OpenItem
from workflow.models import User
from workflow.permissions import load_grants

TODAY = date(2026, 3, 11)
ONE_DAY = timedelta(days=1)


def read(person: User, filters: Filters | None = None, *, page: int = 1) -> list[OpenItem]:
    """Return what the person finds in their inbox."""
    grants = load_grants(person)
    return read_inbox(grants, filters or Filters(), today=TODAY, page=page).items
