"""Refused addresses: nothing is tried there any more, until somebody looked at it."""

from datetime import datetime

from django.db import transaction
from django.utils.crypto import salted_hmac

from notifications.models import Message, RefusedAddress
from workflow.incidents import report_incident


def is_refused(address: str) -> bool:
    """Return whether the mail server said that nobody is at this address."""
    return RefusedAddress.objects.filter(
        digest=digest_address(address), cleared_at__isnull=True
    ).exists()


def record_refusal(message: Message, address: str, error: str, *, now: datetime) -> RefusedAddress:
    """Keep that nobody is at this address; the incident names the reader, never the address."""
    with transaction.atomic():
        refusal, is_new = RefusedAddress.objects.get_or_create(
            digest=digest_address(address),
            cleared_at=None,
            defaults={
                "recipient_id": message.recipient_id,
                "outsider": message.outsider,
                "refused_at": now,
                "error": error,
            },
        )
    if is_new:
        reader = message.outsider or f"person {message.recipient_id}"
        report_incident("address_refused", f"the address of {reader} is refused: {error}")
    return refusal


def digest_address(address: str) -> str:
    """Return what stands for an address, from which it cannot be guessed without our key."""
    return salted_hmac(
        "notifications.refusals", address.strip().lower(), algorithm="sha256"
    ).hexdigest()
