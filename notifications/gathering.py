"""What leaves at once leaves together: one letter to a reader, not one for each of a cohort.

1. An urgent message of a group that gathers waits until nothing is being relayed that may go with
   it: seconds, never longer than the lease of a relay.
2. What one reader is told then is one letter, each thing in a section of its own; a single message
   leaves by itself. What must not arrive twice never shares a letter with what must arrive.
3. While the route is down they go on gathering, but for one letter that tries it. What certainly
   was not taken gathers anew with what came since: one letter when the route is back.
4. What may have been taken stays as it is, and keeps its Message-ID.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, Min, Q, QuerySet
from django.db.models.functions import Least

from notifications import breakers, relay
from notifications.claiming import COUNTED_AT_MOST
from notifications.daily import bundle, send_alone
from notifications.models import Channel, DeliveryAttempt, Message, MessageState
from notifications.pausing import is_paused
from notifications.topics import list_gathering_codes, list_gathering_groups
from notifications.tries import is_certainly_unread
from workflow.models import Announcement

#: Readers served in one call.
BATCH = 500
#: Sections of one letter: it must be written within the lease of its sender.
AT_MOST = 100


@dataclass(frozen=True)
class Reader:
    """Whom a letter is for, and whether it may arrive twice."""

    person_id: int | None
    address_key: str
    delivery_class: str


def is_gathering_due(*, now: datetime) -> bool:
    """Return whether something gathered is to leave now."""
    return _list_ready(now).exists() and _count_served(now) > 0 and not _is_more_coming(now)


def gather(*, now: datetime) -> int:
    """Put together what each reader is told at once; return how many letters may leave."""
    if not is_gathering_due(now=now):
        return 0
    columns = ("recipient", "address_key", "delivery_class")
    rows = (
        _list_ready(now)
        .values_list(*columns)
        .annotate(oldest=Min("available_at"))
        .order_by("oldest", *columns)
    )
    return sum(_gather(Reader(*row[:3]), now) for row in rows[: _count_served(now)])


def may_gather_anew(message: Message) -> bool:
    """Return whether a message whose sender reached nobody may leave with what came since.

    It leaves at once with others, and no earlier try of it can have arrived.
    """
    earlier = DeliveryAttempt.objects.exclude(lease_owner=message.lease_owner)
    return _list_joining(earlier).filter(pk=message.pk).exists()


def take_lines_back(letter: Message, *, available_at: datetime, error: str) -> None:
    """Let what a letter told gather anew; its try was one of each line."""
    letter.lines.filter(state=MessageState.BUNDLED.value).update(
        state=MessageState.GATHERING.value,
        daily=None,
        attempts=Least(F("attempts") + 1, COUNTED_AT_MOST),
        available_at=available_at,
        last_error=error,
    )


def take_back(route: str) -> None:
    """Let gather anew what was about to leave by a route that is down, and was not tried."""
    joining = _list_joining(DeliveryAttempt.objects.all()).filter(
        route=route, state=MessageState.PENDING.value
    )
    with transaction.atomic():
        letters = list(joining.filter(announcement=None).values_list("pk", flat=True))
        joining.filter(pk__in=letters).update(state=MessageState.DISSOLVED.value)
        # Not one that was claimed between the two statements.
        dissolved = Message.objects.filter(pk__in=letters, state=MessageState.DISSOLVED.value)
        Message.objects.filter(daily__in=dissolved, state=MessageState.BUNDLED.value).update(
            state=MessageState.GATHERING.value, daily=None
        )
        joining.exclude(announcement=None).update(state=MessageState.GATHERING.value)


def _list_joining(tries: QuerySet[DeliveryAttempt]) -> QuerySet[Message]:
    """Return what leaves at once with others, and was certainly not taken at any of these tries."""
    return Message.objects.filter(
        Q(announcement=None) | Q(group__in=list_gathering_groups()),
        is_certainly_unread(tries),
        channel=Channel.EMAIL.value,
        is_urgent=True,
    )


def _list_ready(now: datetime) -> QuerySet[Message]:
    return Message.objects.filter(
        ~is_paused(), state=MessageState.GATHERING.value, available_at__lte=now
    )


def _count_served(now: datetime) -> int:
    """Return how many readers are served now: while the mail server is down one at most.

    Theirs tries whether it is back, unless another message is about to, or the server rests.
    """
    route = Channel.EMAIL.value
    if route not in breakers.list_open():
        return BATCH
    if breakers.list_resting(now).filter(route=route).exists():
        return 0
    about_to_try = Message.objects.filter(
        route=route, state=MessageState.PENDING.value, available_at__lte=now
    )
    return 0 if about_to_try.exists() else 1


def _is_more_coming(now: datetime) -> bool:
    """Return whether something is being relayed that may go with what has gathered."""
    if _list_ready(now).filter(available_at__lte=now - relay.RELAY_LEASE).exists():
        # Whatever holds the relay up, what is urgent has waited long enough.
        return False
    relayed = Q(available_at__lte=now) | Q(relays__gt=0, available_at__lte=now + relay.RELAY_LEASE)
    return Announcement.objects.filter(
        relayed, taken_at__isnull=True, topic__in=list_gathering_codes()
    ).exists()


def _gather(reader: Reader, now: datetime) -> int:
    ready = Message.objects.filter(
        recipient=reader.person_id,
        address_key=reader.address_key,
        delivery_class=reader.delivery_class,
        state=MessageState.GATHERING.value,
    )
    with transaction.atomic():
        keys = list(ready.order_by("pk").values_list("pk", flat=True)[:AT_MOST])
        chosen = ready.filter(pk__in=keys)
        if len(keys) < 2:
            return send_alone(chosen)
        letter = _open_letter(reader, keys[0], now)
        if letter is None:
            # Another worker gathers the same; or this one left the letter that it had begun.
            return send_alone(chosen.filter(pk=keys[0]))
        taken = bundle(chosen, letter)
        if not taken:
            # Another worker took them between our look and now: no letter without a line.
            transaction.set_rollback(True)
        return min(taken, 1)


def _open_letter(reader: Reader, first: int, now: datetime) -> Message | None:
    """Return the letter that begins with this message, or None when it is on its way or was.

    One that was dissolved is opened again: it goes on counting how often it was tried.
    """
    letter, is_new = Message.objects.get_or_create(
        dedupe_key=f"gathered:{first}",
        defaults={
            "recipient_id": reader.person_id,
            "outsider": reader.address_key,
            "address_key": reader.address_key,
            "channel": Channel.EMAIL.value,
            "route": Channel.EMAIL.value,
            "delivery_class": reader.delivery_class,
            "is_urgent": True,
            "available_at": now,
        },
    )
    dissolved = Message.objects.filter(pk=letter.pk, state=MessageState.DISSOLVED.value)
    is_opened = is_new or dissolved.update(state=MessageState.PENDING.value, available_at=now)
    return letter if is_opened else None
