"""From announcements to messages: one row for each reader and channel, once."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet

from notifications import endpoints
from notifications.addresses import make_address_key
from notifications.channels import in_app
from notifications.models import Channel, Choice, Message, MessageState
from notifications.preferences import load_choices
from notifications.schedules import (
    IsWorked,
    Rhythm,
    compute_next_letter,
    load_rhythms,
    load_worked_days,
)
from notifications.topics import (
    Outsider,
    Recipient,
    Topic,
    find_group,
    find_topic,
    list_announced_codes,
    list_echoes,
    list_reachable,
    name_recipient,
)
from workflow.clock import compute_civil_day
from workflow.incidents import report_incident
from workflow.models import Announcement, DeliveryClass, User

logger = logging.getLogger(__name__)

#: Announcements relayed in one call.
BATCH = 200
#: How long an announcement waits whose recipients could not be computed: it neither blocks the
#: others nor is lost.
SET_ASIDE_FOR = timedelta(hours=1)


#: How long one relay has for one announcement; then it is taken for dead, and another one tries.
RELAY_LEASE = timedelta(minutes=2)


def is_announcement_waiting(*, now: datetime) -> bool:
    """Return whether an announcement waits: one indexed read."""
    return _list_waiting(now).exists()


def relay_announcements(*, now: datetime) -> int:
    """Write the messages of what waits; return how many announcements were taken.

    Several relays may run at once: each announcement is taken by one of them. Each try is counted
    before it is made, so that an announcement which kills its relay holds up none of the others.
    """
    taken = _take_untold(now)
    waiting = _list_waiting(now).select_related("subject", "event", "escalation")
    for announcement in waiting.order_by("available_at", "id")[:BATCH]:
        if announcement.relays >= settings.NOTIFICATIONS_ATTEMPTS:
            _give_up(announcement, now)
        elif _claim(announcement, now) and _relay(announcement, now):
            taken += 1
    return taken


def _list_waiting(now: datetime) -> QuerySet[Announcement]:
    return Announcement.objects.filter(taken_at__isnull=True, available_at__lte=now)


def _give_up(announcement: Announcement, now: datetime) -> None:
    """Take what failed too often without telling anybody: a person replays it once it can work."""
    taken = Announcement.objects.filter(pk=announcement.pk, taken_at__isnull=True)
    if taken.update(taken_at=now):
        report_incident(
            "dead_announcement",
            f"announcement {announcement.pk} ({announcement.topic}) told nobody; "
            "replay it once its cause is gone",
        )


def _claim(announcement: Announcement, now: datetime) -> bool:
    waiting = _list_waiting(now).filter(pk=announcement.pk)
    # Nothing was updated: another relay got there first.
    return bool(waiting.update(available_at=now + RELAY_LEASE, relays=F("relays") + 1))


def _take_untold(now: datetime) -> int:
    """Take in one statement what nobody is told: thousands at once after a bulk transition."""
    return _list_waiting(now).exclude(topic__in=list_announced_codes()).update(taken_at=now)


def _relay(announcement: Announcement, now: datetime) -> bool:
    topic = find_topic(announcement.topic)
    try:
        # Before the transaction: words may take long, and what fails in them must not break it.
        messages = list(_compose(announcement, topic, now)) if topic is not None else []
        echoes = list(_echo(announcement, now))
        with transaction.atomic():
            waiting = Announcement.objects.filter(pk=announcement.pk, taken_at__isnull=True)
            if not waiting.update(taken_at=now, available_at=announcement.available_at):
                # Nothing was updated: another relay took us for dead, and was quicker.
                return False
            Message.objects.bulk_create(messages, ignore_conflicts=True, batch_size=500)
            Announcement.objects.bulk_create(echoes)
    except Exception as error:
        # Whatever a topic's function raises, the others must flow.
        logger.exception("announcement %s (%s) is set aside", announcement.pk, announcement.topic)
        _set_aside(announcement, error, now)
        return False
    return True


def _set_aside(announcement: Announcement, error: Exception, now: datetime) -> None:
    ours = Announcement.objects.filter(
        pk=announcement.pk, taken_at__isnull=True, relays=announcement.relays + 1
    )
    if not ours.update(available_at=now + SET_ASIDE_FOR):
        # Nothing was updated: another relay took us for dead, and it is for that one to say more.
        return
    report_incident(
        "announcement_set_aside",
        f"announcement {announcement.pk} ({announcement.topic}): {type(error).__name__}",
    )


def _echo(announcement: Announcement, now: datetime) -> Iterator[Announcement]:
    for echo in list_echoes(announcement.topic):
        said = Announcement.objects.filter(
            subject=announcement.subject_id, event=announcement.event_id, topic=echo.topic
        )
        # Asked again after a replay, it has been announced already.
        if echo.is_wanted(announcement) and not said.exists():
            yield Announcement(
                subject_id=announcement.subject_id,
                event_id=announcement.event_id,
                topic=echo.topic,
                delivery_class=echo.delivery_class,
                available_at=now,
            )


def _compose(announcement: Announcement, topic: Topic, now: datetime) -> Iterator[Message]:
    recipients = list_reachable(topic, announcement)
    people = {each.pk: each for each in recipients if isinstance(each, User)}
    choices = load_choices(topic, people)
    is_urgent = topic.is_pressing(announcement)
    yield from (
        in_app.compose(announcement, topic, person, now=now)
        for person in people.values()
        if choices.wants_in_app(person.pk)
    )
    post = _Post(announcement, topic, load_rhythms(people), now, is_urgent=is_urgent)
    for recipient in recipients:
        person_id = recipient.pk if isinstance(recipient, User) else None
        choice = choices.for_email(person_id, is_urgent=is_urgent)
        if choice is not Choice.OFF:
            yield post.address(recipient, choice)
    for endpoint in endpoints.list_told_of(topic.group):
        yield Message(
            announcement=announcement,
            endpoint=endpoint,
            channel=Channel.WEBHOOK.value,
            route=endpoint.route,
            group=topic.group,
            is_urgent=is_urgent,
            dedupe_key=f"{announcement.pk}:endpoint-{endpoint.pk}:{Channel.WEBHOOK.value}",
            # A program tells by the id that it was told before.
            delivery_class=DeliveryClass.MUST_ARRIVE.value,
            available_at=now,
        )


class _Post:
    """What one announcement says by e-mail: at once, or in the daily letter of each reader."""

    def __init__(
        self,
        announcement: Announcement,
        topic: Topic,
        rhythms: dict[int, Rhythm],
        now: datetime,
        *,
        is_urgent: bool,
    ) -> None:
        self._announcement = announcement
        self._topic = topic
        self._rhythms = rhythms
        self._now = now
        self._is_urgent = is_urgent
        group = find_group(topic.group)
        self._gathers = group is not None and group.gathers
        self._worked: IsWorked | None = None

    def address(self, recipient: Recipient, choice: Choice) -> Message:
        """Return the message to this reader; on a quiet day even what is urgent waits."""
        person = recipient if isinstance(recipient, User) else None
        outsider = recipient if isinstance(recipient, Outsider) else None
        rhythm = self._rhythms.get(person.pk, Rhythm()) if person is not None else Rhythm()
        waits = choice is Choice.DIGEST or rhythm.is_quiet(compute_civil_day(self._now))
        at_once = MessageState.GATHERING if self._gathers else MessageState.PENDING
        state = MessageState.WAITING if waits else at_once
        return Message(
            announcement=self._announcement,
            recipient=person,
            outsider=outsider.key if outsider is not None else "",
            address_key=make_address_key(outsider) if outsider is not None else "",
            channel=Channel.EMAIL.value,
            route=Channel.EMAIL.value,
            group=self._topic.group,
            is_urgent=self._is_urgent,
            dedupe_key=(
                f"{self._announcement.pk}:{name_recipient(recipient)}:{Channel.EMAIL.value}"
            ),
            delivery_class=self._announcement.delivery_class,
            state=state.value,
            available_at=self._find_letter(rhythm) if waits else self._now,
        )

    def _find_letter(self, rhythm: Rhythm) -> datetime:
        """Return when the letter leaves; after an outage that may have been days ago: at once."""
        told_at = self._announcement.available_at
        if self._worked is None:
            self._worked = load_worked_days(compute_civil_day(told_at))
        return compute_next_letter(told_at, rhythm, self._worked)
