"""Tries: what they prove of a message that has not left."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from notifications.models import AttemptOutcome, DeliveryAttempt


def is_certainly_unread(tries: QuerySet[DeliveryAttempt] | None = None) -> Q:
    """Return what is true of messages of which no server read one word at any of these tries."""
    known = DeliveryAttempt.objects.all() if tries is None else tries
    perhaps_taken = known.filter(message=OuterRef("pk")).exclude(
        outcome=AttemptOutcome.UNREACHED.value
    )
    return Q(~Exists(perhaps_taken))
