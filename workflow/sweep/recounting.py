"""Recount: the calendar or a ladder was changed; what has fired stands, the rest counts anew."""

from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from workflow.engine.rescheduling import recount_due_days
from workflow.models import Ladder, Subject, WorkItem


@transaction.atomic
def recount(*, today: date, ladder: Ladder | None = None) -> int:
    """Have the next rung of open items counted anew, in their generation; return of how many.

    With a `ladder` that was changed, of those that climb it. Without one the calendar was changed:
    the due days that follow it are computed anew, and every open item is counted again. The next
    sweep counts them, in batches.
    """
    still_open = WorkItem.objects.filter(closed_at__isnull=True)
    if ladder is None:
        _lock_subjects(still_open)
        recount_due_days(today=today)
        items = still_open.filter(ladder__isnull=False)
    else:
        items = still_open.filter(ladder=ladder)
        _lock_subjects(items)
    return items.update(next_rung="", next_rung_on=None)


def _lock_subjects(items: QuerySet[WorkItem]) -> None:
    """Lock what these items are about, in ascending id, as whoever acts on it does.

    An act that has begun is waited for, so that what it opens by the old calendar is counted by
    the new one; an act that begins meanwhile waits. Nobody holds an item that the other needs.
    """
    about = Subject.objects.filter(Exists(items.filter(subject=OuterRef("pk"))))
    list(about.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
