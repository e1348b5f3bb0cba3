"""What one day of a replay brought, as plain values: rungs that fired, letters that left."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from lifecycle.selectors.open_items import read_open_items
from lifecycle.selectors.tasks import name_task
from notifications.models import Channel, Message, MessageState
from workflow.models import Escalation, WorkItem
from workflow.roles import get_role


@dataclass(frozen=True)
class Rung:
    """A rung of an item: of what, on whose desk, and whether it spoke or was passed over."""

    rung: str
    standing: str
    item: int
    commitment: int | None
    subject: str
    task: str
    role: str
    institution: str


@dataclass(frozen=True)
class Letter:
    """A message that left by e-mail."""

    to: str
    subject: str


@dataclass(frozen=True)
class Day:
    """One day. `rungs` are in the order in which they fired."""

    day: date
    rungs: tuple[Rung, ...] = ()
    letters: tuple[Letter, ...] = ()


def read_day(day: date) -> Day:
    """Return what that day brought; four statements."""
    start = datetime.combine(day, time.min, timezone.get_default_timezone())
    span = (start, start + timedelta(days=1))
    return Day(day, _read_rungs(day, span), _read_letters(span))


def _read_rungs(day: date, span: tuple[datetime, datetime]) -> tuple[Rung, ...]:
    fired = list(
        Escalation.objects.filter(fired_at__gte=span[0], fired_at__lt=span[1])
        .order_by("pk")
        .values_list("work_item", "rung", "standing")
    )
    if not fired:
        return ()
    items = read_open_items(
        WorkItem.objects.filter(pk__in={item for item, *_rest in fired}), today=day
    )
    known = {item.id: item for item in items}
    return tuple(
        Rung(
            rung=rung,
            standing=standing,
            item=key,
            commitment=known[key].number,
            subject=known[key].title,
            task=name_task(known[key].subject_kind, known[key].kind),
            role=str(get_role(known[key].role).label),
            institution=known[key].institution or "",
        )
        for key, rung, standing in fired
    )


def _read_letters(span: tuple[datetime, datetime]) -> tuple[Letter, ...]:
    sent = Message.objects.filter(
        channel=Channel.EMAIL.value,
        state=MessageState.SENT.value,
        # What was told as a line of the daily letter left with that.
        daily__isnull=True,
        sent_at__gte=span[0],
        sent_at__lt=span[1],
    )
    rows = sent.order_by("pk").values_list("recipient__email", "subject")
    return tuple(Letter(address or "", subject) for address, subject in rows)
