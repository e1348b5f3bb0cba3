"""What operators see and do: letters that wait for a person, routes that rest, addresses refused.

Who may, the caller decides; everything done leaves a trace of who did it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from notifications import breakers
from notifications.models import (
    ChannelBreaker,
    Deed,
    Intervention,
    Message,
    MessageState,
    RefusedAddress,
)
from notifications.topics import find_topic
from workflow.clock import current_clock
from workflow.exceptions import InputError
from workflow.models import Announcement, User

#: What waits for a person to decide.
STUCK = (MessageState.DEAD, MessageState.IN_DOUBT, MessageState.REFUSED)
#: What can be tried again: what is stuck, and what somebody dropped by mistake.
RETRIED = (*STUCK, MessageState.DROPPED)
#: What can be dropped: all that is neither on its way nor settled.
DROPPED = (*STUCK, MessageState.PENDING, MessageState.WAITING, MessageState.GATHERING)


@dataclass(frozen=True)
class LetterFilter:
    """Which letters are meant; what is empty leaves the choice open."""

    states: Collection[str] = ()
    channel: str = ""
    topic: str = ""
    route: str = ""
    recipient: str = ""
    subject_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None


def list_letters(wanted: LetterFilter | None = None) -> QuerySet[Message]:
    """Return the letters that are meant, the newest first; by default those that are stuck.

    Raises:
        InputError: there is no such state.
    """
    wanted = wanted or LetterFilter()
    states = list(wanted.states) or [str(state) for state in STUCK]
    unknown = sorted(set(states) - {str(state) for state in MessageState})
    if unknown:
        raise InputError(
            {"state": [_("There is no such state: %(states)s.") % {"states": ", ".join(unknown)}]}
        )
    asked = {
        "channel": wanted.channel,
        "announcement__topic": wanted.topic,
        "route": wanted.route,
        "recipient__email__iexact": wanted.recipient,
        "announcement__subject": wanted.subject_id,
        "available_at__gte": wanted.since,
        "available_at__lt": wanted.until,
    }
    filters = {name: value for name, value in asked.items() if value not in ("", None)}
    return (
        Message.objects.filter(state__in=states, **filters)
        .select_related("announcement__subject", "recipient", "endpoint")
        .order_by("-id")
    )


def count_letters() -> dict[str, int]:
    """Return how many letters stand where; one statement."""
    rows = Message.objects.values_list("state").annotate(count=Count("pk")).order_by("state")
    return dict(rows)


def retry(ids: Iterable[int], actor: User, *, reason: str = "") -> list[int]:
    """Let letters be tried anew, as if never tried; return the numbers of those that will be.

    What is in doubt may arrive a second time: whoever retries it has decided so.
    """
    now = current_clock().now()
    with transaction.atomic():
        letters = _lock(ids, RETRIED)
        for letter in letters:
            Message.objects.filter(pk=letter.pk).update(
                state=MessageState.PENDING.value,
                daily=None,
                strikes=0,
                attempts=0,
                refusal=None,
                available_at=now,
                last_error="",
            )
            if letter.is_bundle:
                letter.lines.filter(state=letter.state).update(state=MessageState.BUNDLED.value)
        _trace(Deed.RETRY, letters, actor, reason, now)
    return [letter.pk for letter in letters]


def drop(ids: Iterable[int], actor: User, reason: str) -> list[int]:
    """Give letters up; return the numbers of those that were.

    Raises:
        InputError: no reason is given.
    """
    if not reason.strip():
        raise InputError({"reason": [_("Say why it is not sent any more.")]})
    now = current_clock().now()
    with transaction.atomic():
        letters = _lock(ids, DROPPED)
        for letter in letters:
            Message.objects.filter(pk=letter.pk).update(state=MessageState.DROPPED.value)
            if letter.is_bundle:
                # Each line is a letter of its own: it follows the one that carried it.
                held = (letter.state, MessageState.BUNDLED.value)
                letter.lines.filter(state__in=held).update(state=MessageState.DROPPED.value)
        _trace(Deed.DROP, letters, actor, reason, now)
    return [letter.pk for letter in letters]


def replay(
    actor: User,
    *,
    topic: str = "",
    subject_id: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    reason: str = "",
) -> list[int]:
    """Ask again whom to tell of what was announced; return the numbers of the announcements.

    Nobody who was told is told twice: only those who were missed are.

    Raises:
        InputError: nothing says which announcements, or there is no such topic.
    """
    chosen = list_replayed(topic=topic, subject_id=subject_id, since=since, until=until)
    now = current_clock().now()
    with transaction.atomic():
        announcements = list(chosen.select_for_update(of=("self",)).order_by("pk"))
        ids = [each.pk for each in announcements]
        Announcement.objects.filter(pk__in=ids).update(taken_at=None, relays=0)
        Intervention.objects.bulk_create(
            Intervention(
                deed=Deed.REPLAY.value, announcement=each, actor=actor, reason=reason, done_at=now
            )
            for each in announcements
        )
    return ids


def list_replayed(
    *,
    topic: str = "",
    subject_id: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> QuerySet[Announcement]:
    """Return the announcements that `replay` would ask about again.

    Raises:
        InputError: nothing says which announcements, or there is no such topic.
    """
    if topic and find_topic(topic) is None:
        raise InputError({"topic": [_("Nobody is told of this.")]})
    asked = {
        "topic": topic or None,
        "subject": subject_id,
        "available_at__gte": since,
        "available_at__lt": until,
    }
    filters = {name: value for name, value in asked.items() if value is not None}
    if not filters:
        raise InputError({"since": [_("Say which announcements: since when, a topic, a subject.")]})
    return Announcement.objects.filter(taken_at__isnull=False, **filters)


def list_refused_addresses() -> QuerySet[RefusedAddress]:
    """Return the addresses to which nothing is sent, the latest first."""
    standing = RefusedAddress.objects.filter(cleared_at__isnull=True)
    return standing.select_related("recipient").order_by("-pk")


def clear_refusal(refusal_id: int, actor: User) -> list[int]:
    """Trust an address again; return the numbers of the letters that are tried anew."""
    now = current_clock().now()
    with transaction.atomic():
        cleared = RefusedAddress.objects.filter(pk=refusal_id, cleared_at__isnull=True)
        if not cleared.update(cleared_at=now, cleared_by=actor):
            # Nothing was updated: somebody else cleared it, or there is none.
            return []
        # One address may be known under several keys and in several languages, even as that of an
        # account: what is held is known by the refusal itself. Lines follow their letter.
        held = Message.objects.filter(refusal=refusal_id, state=MessageState.REFUSED.value)
        return retry(list(held.values_list("pk", flat=True)), actor, reason=str(Deed.CLEAR))


def list_routes() -> QuerySet[ChannelBreaker]:
    """Return how each route fares, those that are down first."""
    return ChannelBreaker.objects.order_by("-failures", "route")


def list_routes_down() -> list[str]:
    """Return the routes whose breaker is open."""
    return sorted(breakers.list_open())


def _lock(ids: Iterable[int], states: Collection[MessageState]) -> list[Message]:
    chosen = Message.objects.select_for_update(of=("self",)).filter(
        pk__in=list(ids), state__in=[str(state) for state in states]
    )
    return list(chosen.order_by("pk"))


def _trace(deed: Deed, letters: Iterable[Message], actor: User, reason: str, now: datetime) -> None:
    Intervention.objects.bulk_create(
        Intervention(
            deed=deed.value,
            message=letter,
            actor=actor,
            reason=reason,
            state_before=letter.state,
            done_at=now,
        )
        for letter in letters
    )
