"""What leaves at once leaves together: one letter to a reader, not one for each of a cohort.

1. An urgent message of a group that gathers waits until nothing is being relayed that may go with
   it: seconds, never longer than the lease of a relay.
2. What one reader is told then is one letter, each thing in a section of its own; a single message
   leaves by itself. What must not arrive twice never shares a letter with what must arrive.
3. While the route is down they go on gathering: one letter when it is back, whatever came since.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from notifications import breakers, relay
from notifications.daily import bundle, send_alone
from notifications.models import Channel, Message, MessageState
from notifications.pausing import is_paused
from notifications.topics import list_gathering_codes
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
    return _list_ready(now).exists() and not _is_held_up() and not _is_more_coming(now)


def gather(*, now: datetime) -> int:
    """Put together what each reader is told at once; return how many letters may leave."""
    if not is_gathering_due(now=now):
        return 0
    columns = ("recipient", "address_key", "delivery_class")
    rows = _list_ready(now).order_by(*columns).values_list(*columns).distinct()
    return sum(_gather(Reader(*row), now) for row in rows[:BATCH])


def _list_ready(now: datetime) -> QuerySet[Message]:
    return Message.objects.filter(
        ~is_paused(), state=MessageState.GATHERING.value, available_at__lte=now
    )


def _is_held_up() -> bool:
    """Return whether the mail server is down, and another message tries whether it is back."""
    if Channel.EMAIL.value not in breakers.list_open():
        return False
    return Message.objects.filter(
        route=Channel.EMAIL.value, state=MessageState.PENDING.value
    ).exists()


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
        letter, is_new = Message.objects.get_or_create(
            dedupe_key=f"gathered:{keys[0]}",
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
        # Not new: another worker gathers the same, and writes the letter.
        return min(bundle(chosen, letter), 1) if is_new else 0
