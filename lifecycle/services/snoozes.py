"""Snoozes: whoever holds an item sets it aside for some days. It goes on escalating."""

from datetime import date

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lifecycle.services.work_items import find_open_item
from workflow.clock import current_clock
from workflow.exceptions import InputError, TransitionForbiddenError, TransitionRefusedError
from workflow.holidays import load_calendar
from workflow.models import User, WorkItem

#: Longer is no snooze: the day itself has to move then.
WORKING_DAYS_AT_MOST = 10
_REACH_DAYS = 60


def snooze(work_item: WorkItem | int, *, until: date, actor: User) -> WorkItem:
    """Hide the item from the inbox of whoever holds it until that day, when it is back.

    A snooze is no history: no version moves, and nobody else is concerned.

    Raises:
        SubjectNotFoundError: there is no such item (404).
        TransitionForbiddenError: it is on no desk of theirs alone (403).
        TransitionRefusedError: it is closed (409).
        InputError: the day has come, or is too far away (422).
    """
    item = find_open_item(work_item)
    with transaction.atomic():
        item = find_open_item(item, lock=True)
        _require_holder(item, actor)
        _check_day(until)
        item.snoozed_until = until
        item.save(update_fields=["snoozed_until"])
    return item


def wake(work_item: WorkItem | int, *, actor: User) -> WorkItem:
    """Show an item again that its holder set aside.

    Raises:
        SubjectNotFoundError: there is no such item (404).
        TransitionForbiddenError: it is on no desk of theirs alone (403).
        TransitionRefusedError: it is closed, or is not set aside (409).
    """
    item = find_open_item(work_item)
    with transaction.atomic():
        item = find_open_item(item, lock=True)
        _require_holder(item, actor)
        if item.snoozed_until is None:
            raise TransitionRefusedError(_("This task is not set aside."))
        item.snoozed_until = None
        item.save(update_fields=["snoozed_until"])
    return item


def find_last_day(today: date) -> date:
    """Return the last day until which an item can be set aside.

    Raises:
        EmptyCalendarError: the calendar ends before (409).
    """
    return load_calendar(today, _REACH_DAYS).add_working_days(today, WORKING_DAYS_AT_MOST)


def _require_holder(item: WorkItem, actor: User) -> None:
    if item.person_id == actor.pk:
        return
    if item.person_id is None:
        raise TransitionForbiddenError(
            _("Only whoever holds a task sets it aside: take it first, it lies on a common desk.")
        )
    raise TransitionForbiddenError(_("Only whoever holds a task sets it aside."))


def _check_day(until: date) -> None:
    today = current_clock().today()
    if until <= today:
        raise InputError({"until": [_("Choose a day after today.")]})
    last = find_last_day(today)
    if until > last:
        message = _("A task is set aside for ten working days at most, until %(day)s.")
        raise InputError({"until": [message % {"day": date_format(last, "DATE_FORMAT")}]})
