"""Escalations of a ladder that is shown before it goes: let one go, or hold it back.

Who may is for the caller to know: the engine has not one word of the domain.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from workflow.clock import compute_civil_day, current_clock
from workflow.exceptions import TransitionRefusedError
from workflow.models import Escalation, EscalationStanding, User
from workflow.sweep.batches import Moment, speak


def release(escalation: Escalation, *, actor: User) -> Escalation:
    """Let a proposed rung speak now, as it would have when it fired.

    Raises:
        TransitionRefusedError: somebody settled it before, or what it is about is over (409).
    """
    with transaction.atomic():
        settled = _settle(escalation, EscalationStanding.SPOKEN, actor)
        item = settled.work_item
        if item.closed_at is not None or item.generation != settled.generation:
            raise TransitionRefusedError(
                _("What this was about is done, or has been given another day: hold it back.")
            )
        now = current_clock().now()
        speak([settled.pk], Moment(now, compute_civil_day(now)))
    return settled


def drop(escalation: Escalation, *, actor: User) -> Escalation:
    """Hold a proposed rung back for good; the rungs above it go on.

    Raises:
        TransitionRefusedError: somebody settled it before (409).
    """
    with transaction.atomic():
        return _settle(escalation, EscalationStanding.DROPPED, actor)


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
