"""News: whoever follows a proposal or a commitment is told what is decided about it in public."""

from typing import Any

from django.conf import settings
from django.db.models import Q

from lifecycle.models import Follower
from lifecycle.selectors.followed import read_followed
from lifecycle.selectors.history import describe_public
from lifecycle.services.following import is_public, make_stop_token
from lifecycle.topics.groups import NEWS
from lifecycle.topics.new_dates import REPLAN, describe_new_date
from lifecycle.topics.words import get_ministry_name, make_url
from lifecycle.vocabulary.outsiders import FOLLOWER_KEY
from notifications.topics import Echo, Outsider, Recipient, Topic
from workflow.machine.registry import get_machine
from workflow.models import Announcement, DeliveryClass, Event, Subject

#: Said yes, and has not said no since.
CONFIRMED = Q(confirmed_at__isnull=False, ended_at__isnull=True)
#: What is news of each kind of subject: decided, and for everybody to read.
NEWS_OF: dict[str, tuple[str, ...]] = {
    "proposal": (
        "retain",
        "decline",
        "defer",
        "redirect",
        "split",
        "confirm_merge",
        "take_up",
        "fulfil",
        "confirm_porter",
        "no_porter",
        "withdraw_porter",
        "open_consultation",
        "close_consultation",
        "complete_signature",
        "present",
        "adopt",
        "return_from_council",
        "remove",
        "drop",
        "defer_dossier",
        "leave_behind",
        "withdraw",
    ),
    "commitment": (
        "start",
        "declare_complete",
        "confirm_complete",
        "confirm_with_cancellations",
        "contest",
        "committee_confirms",
        "committee_confirms_with_cancellations",
        "committee_contests",
        "suspend",
        "resume",
        "withdraw",
        "carry_over",
        "close_partial",
        "close_not_started",
        "replace_porter",
        "amend",
        "reopen",
        "replan",
    ),
    # What moves a step of it is news of the commitment.
    "activity": ("verify", "committee_verifies", "cancel", "committee_cancels", "reopen", "replan"),
}


def list_followers(announcement: Announcement) -> list[Recipient]:
    """Return who follows the subject, or the commitment it is a step of, while that is public."""
    followed = _get_followed(announcement)
    if not is_public(followed.pk):
        return []
    rows = Follower.objects.filter(CONFIRMED, subject=followed).select_related("person")
    return [each.person or _as_outsider(each) for each in rows.order_by("pk")]


def is_rare(announcement: Announcement) -> bool:
    """Return whether the news leaves at once: steps and dates move by the dozen, on one day."""
    event = announcement.event
    return announcement.subject.kind != "activity" and (event is None or event.name != REPLAN)


def describe_news(announcement: Announcement, recipient: Recipient) -> dict[str, Any]:
    """Return what happened, where it stands now, and what was published with it."""
    event, subject = announcement.event, announcement.subject
    if event is None:
        return {}
    machine, followed = get_machine(subject.kind), read_followed(_get_followed(announcement))
    own = machine.get_model()._default_manager.get(pk=subject.pk)
    return {
        "reference": subject.reference,
        "title": followed.title if subject.kind != "activity" else f"{followed.title} – {own}",
        "happened": machine.transitions[event.name].label,
        "state": machine.states[event.target].label,
        "details": [each for each in describe_public(event) if each.words],
        "moved": _describe_moved_date(event),
        "url": f"{settings.SITE_URL}{followed.path}",
        "stop_url": recipient.unsubscribe_url if isinstance(recipient, Outsider) else "",
        "ministry": get_ministry_name(),
    }


def is_followed(announcement: Announcement) -> bool:
    """Return whether anybody is to be told news of the subject; one statement or two."""
    followed = _get_followed(announcement)
    return Follower.objects.filter(CONFIRMED, subject=followed).exists()


NEWS_TOLD = Topic(
    code="news",
    recipients=list_followers,
    template="lifecycle/mail/news",
    context=describe_news,
    group=NEWS.code,
    is_urgent=is_rare,
)
#: Citizens are never told one thing twice.
NEWS_ECHOES = tuple(
    Echo(f"{kind}.{name}", NEWS_TOLD.code, str(DeliveryClass.STRICT), is_followed)
    for kind, names in NEWS_OF.items()
    for name in names
)


def _describe_moved_date(event: Event) -> dict[str, Any]:
    """Return from which date to which it moves, and why; nothing when it is other news."""
    if event.name != REPLAN or event.cause is None:
        return {}
    return describe_new_date(event.cause.subject_id)


def _get_followed(announcement: Announcement) -> Subject:
    subject = announcement.subject
    if subject.kind == "activity" and subject.parent_id is not None:
        return Subject.objects.get(pk=subject.parent_id)
    return subject


def _as_outsider(follower: Follower) -> Outsider:
    return Outsider(
        key=f"{FOLLOWER_KEY}{follower.pk}",
        email=follower.email,
        language=follower.language,
        unsubscribe_url=make_url("follow_stop", make_stop_token(follower)),
    )
