"""Work items: somebody takes one from the desk of a group, and puts it back."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lifecycle.vocabulary.roles import MINISTRY_LEAD
from workflow.engine.desks import name_desk
from workflow.exceptions import (
    SubjectNotFoundError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import RoundKind, User, WorkItem
from workflow.permissions import load_grants
from workflow.roles import Held, get_role


def find_open_item(work_item: WorkItem | int, *, lock: bool = False) -> WorkItem:
    """Return the open item of this number as it is now.

    Raises:
        SubjectNotFoundError: there is none (404).
        TransitionRefusedError: it is closed (409).
    """
    items = WorkItem.objects.select_related("round", "person")
    if lock:
        items = items.select_for_update(of=("self",), no_key=True)
    found = items.filter(pk=work_item if isinstance(work_item, int) else work_item.pk).first()
    if found is None:
        raise SubjectNotFoundError(_("There is nothing here under this number."))
    if found.closed_at is not None:
        raise TransitionRefusedError(_("This task is done already; nobody is waited for."))
    return found


def claim(work_item: WorkItem | int, *, actor: User) -> WorkItem:
    """Take an item from the desk of a group or of an institution onto one's own.

    Raises:
        SubjectNotFoundError: there is no such item (404).
        TransitionForbiddenError: it is on no desk of theirs, or is what they proposed (403).
        TransitionRefusedError: somebody took it first, or it is closed (409).
    """
    item = find_open_item(work_item)
    if item.person_id is not None:
        raise _make_taken(item)
    if item.desk not in load_grants(actor).desks:
        raise TransitionForbiddenError(_("This task is on the desk of others."))
    if item.round is not None and _is_own_proposal(item, actor):
        raise TransitionForbiddenError(
            _("You proposed this yourself: somebody else must confirm it.")
        )
    _move(item, desk=name_desk(item.role, actor.pk, None), person=actor)
    return find_open_item(item)


def hand_back(work_item: WorkItem | int, *, actor: User) -> WorkItem:
    """Put an item back on the desk it was taken from.

    Raises:
        SubjectNotFoundError: there is no such item (404).
        TransitionForbiddenError: somebody else holds it (403).
        TransitionRefusedError: nobody took it, it is for this person alone, or it is closed (409).
    """
    item = find_open_item(work_item)
    if item.person_id is None:
        raise TransitionRefusedError(_("Nobody has taken this task."))
    if item.person_id != actor.pk and not load_grants(actor).has_group(MINISTRY_LEAD.code):
        raise TransitionForbiddenError(
            _("Only %(person)s or the ministry lead can hand this task back.")
            % {"person": item.person}
        )
    if not _was_claimed(item):
        raise TransitionRefusedError(_("This task is for one person; no group can take it."))
    _move(item, desk=name_desk(item.role, None, item.institution_id), person=None)
    return find_open_item(item)


def _move(item: WorkItem, *, desk: str, person: User | None) -> None:
    """Move the item by compare-and-set on the desk it was read on; nobody has set it aside there.

    Raises:
        TransitionRefusedError: nothing was updated: somebody else got there first.
    """
    unmoved = WorkItem.objects.filter(pk=item.pk, desk=item.desk, closed_at__isnull=True)
    try:
        with transaction.atomic():
            moved = unmoved.update(desk=desk, person=person, snoozed_until=None)
    except IntegrityError as error:
        raise TransitionRefusedError(
            _("This desk already has the same task for the same file.")
        ) from error
    if not moved:
        raise _make_taken(find_open_item(item))


def _make_taken(item: WorkItem) -> TransitionRefusedError:
    if item.person is None:
        return TransitionRefusedError(_("This task has been handed back in the meantime."))
    return TransitionRefusedError(
        _("%(person)s has already taken this task.") % {"person": item.person}
    )


def _was_claimed(item: WorkItem) -> bool:
    """Return whether the item lay on a common desk before: it was not opened for one person."""
    if item.seat_id is not None and item.seat is not None and item.seat.person_id is not None:
        return False
    return get_role(item.role).held is Held.GROUP or item.institution_id is not None


def _is_own_proposal(item: WorkItem, actor: User) -> bool:
    if item.round is None or item.round.opened_by_id != actor.pk:
        return False
    return item.round.kind in {str(RoundKind.COUNTERSIGN), str(RoundKind.RECORD)}
