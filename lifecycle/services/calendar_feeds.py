"""Calendar feeds: somebody makes a private address for their calendar, and takes it back."""

from django.db import transaction

from lifecycle.services.secret_words import compute_digest, make_secret
from notifications.models import CalendarFeed
from workflow.clock import current_clock
from workflow.models import User


def make_feed(person: User) -> str:
    """Return the secret word of a new feed; the one before stops at once. It is shown only now."""
    word, digest = make_secret()
    with transaction.atomic():
        # Two requests at once would leave two feeds open: the second waits here for the first.
        User.objects.select_for_update().get(pk=person.pk)
        revoke_feed(person)
        CalendarFeed.objects.create(person=person, digest=digest, made_at=current_clock().now())
    return word


def revoke_feed(person: User) -> bool:
    """Stop the feed of `person`; return whether there was one."""
    feeds = CalendarFeed.objects.filter(person=person, revoked_at__isnull=True)
    return feeds.update(revoked_at=current_clock().now()) > 0


def find_feed(word: str) -> CalendarFeed | None:
    """Return the feed of this secret word, or None: unknown, revoked, its account closed."""
    return (
        CalendarFeed.objects.filter(
            digest=compute_digest(word), revoked_at__isnull=True, person__is_active=True
        )
        .select_related("person")
        .first()
    )
