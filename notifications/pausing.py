"""Pausing delivery: messages go on gathering, and none leaves until somebody lets them."""

from django.db import transaction
from django.db.models import Exists, QuerySet
from django.utils.translation import gettext as _

from notifications.models import DeliveryPause
from workflow.clock import current_clock
from workflow.exceptions import InputError, TransitionRefusedError
from workflow.models import User

REASON_MAX_LENGTH = 300


def is_paused() -> Exists:
    """Return the condition, for a query, that nothing leaves now."""
    return Exists(_list_standing())


def find_pause() -> DeliveryPause | None:
    """Return why nothing leaves now, or None when messages leave."""
    return _list_standing().first()


def pause(reason: str) -> DeliveryPause:
    """Let nothing leave from now on; a pause that is on already is returned as it is.

    Raises:
        InputError: no reason is given (422).
    """
    words = reason.strip()
    if not words:
        raise InputError({"reason": [_("Say why nothing leaves.")]})
    found, _created = DeliveryPause.objects.get_or_create(
        resumed_at=None,
        defaults={"reason": words[:REASON_MAX_LENGTH], "paused_at": current_clock().now()},
    )
    return found


def resume(actor: User) -> DeliveryPause:
    """Let messages leave again, what has gathered first; it is kept who did it.

    Raises:
        TransitionRefusedError: nothing is paused (409).
    """
    with transaction.atomic():
        found = _list_standing().select_for_update().first()
        if found is None:
            raise TransitionRefusedError(_("Delivery is not paused."))
        found.resumed_at, found.resumed_by = current_clock().now(), actor
        found.save(update_fields=["resumed_at", "resumed_by"])
    return found


def _list_standing() -> QuerySet[DeliveryPause]:
    return DeliveryPause.objects.filter(resumed_at__isnull=True)
