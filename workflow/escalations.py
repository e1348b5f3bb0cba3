"""Escalations of a ladder that is shown before it goes: let one go, or hold it back.

Who may is for the caller to know: the engine has not one word of the domain.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from workflow.clock import compute_civil_day, current_clock
from workflow.exceptions import TransitionRefusedError
from workflow.models import Escalation, EscalationStanding, LadderRung, User, WorkItem
from workflow.sweep.batches import Moment, speak


def release(escalation: Escalation, *, actor: User) -> Escalation:
    """Let a proposed rung speak now, as it would have when it fired.

    Raises:
        TransitionRefusedError: somebody settled it before, what it is about is over or paused, or
            its ladder has no such rung any more (409).
    """
    with transaction.atomic():
        settled = _settle(escalation, EscalationStanding.SPOKEN, actor)
        _check_speaks(settled)
        now = current_clock().now()
        speak({settled.pk: settled.rung}, Moment(now, compute_civil_day(now)))
    return settled


def drop(escalation: Escalation, *, actor: User) -> Escalation:
    """Hold a proposed rung back for good; the rungs above it go on.

    Raises:
        TransitionRefusedError: somebody settled it before (409).
    """
    with transaction.atomic():
        return _settle(escalation, EscalationStanding.DROPPED, actor)


def _check_speaks(settled: Escalation) -> None:
    """Do nothing when the rung can still speak. The item is locked: nobody pauses it meanwhile."""
    item = WorkItem.objects.select_for_update(no_key=True).get(pk=settled.work_item_id)
    if item.closed_at is not None or item.generation != settled.generation:
        raise TransitionRefusedError(
            _("What this was about is done, or has been given another day: hold it back.")
        )
    if item.paused_at is not None:
        raise TransitionRefusedError(
            _("Another party has the pen: let it go once this is resumed, or hold it back.")
        )
    if not LadderRung.objects.filter(ladder__code=item.ladder_id, code=settled.rung).exists():
        raise TransitionRefusedError(
            _("Its ladder has no such rung any more, so it would speak to nobody: hold it back.")
        )


def _settle(escalation: Escalation, standing: EscalationStanding, actor: User) -> Escalation:
    proposed = Escalation.objects.filter(
        pk=escalation.pk, standing=str(EscalationStanding.PROPOSED)
    )
    if not proposed.update(
        standing=str(standing), settled_at=current_clock().now(), settled_by=actor
    ):
        # Nothing was updated: somebody else got there first.
        raise TransitionRefusedError(_("This has been settled in the meantime."))
    return Escalation.objects.select_related("work_item").get(pk=escalation.pk)
