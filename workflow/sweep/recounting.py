"""Recount: the calendar or a ladder was changed; what has fired stands, the rest counts anew."""

from datetime import date

from django.db import transaction

from workflow.engine.rescheduling import recount_due_days
from workflow.models import Ladder, WorkItem


@transaction.atomic
def recount(*, today: date, ladder: Ladder | None = None) -> int:
    """Have the next rung of open items counted anew, in their generation; return of how many.

    With a `ladder` that was changed, of those that climb it. Without one the calendar was changed:
    the due days that follow it are computed anew, and every open item is counted again. The next
    sweep counts them, in batches.
    """
    items = WorkItem.objects.filter(closed_at__isnull=True, ladder__isnull=False)
    if ladder is None:
        recount_due_days(today=today)
    else:
        items = items.filter(ladder=ladder)
    return items.update(next_rung="", next_rung_on=None)
