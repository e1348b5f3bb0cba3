"""What is not urgent waits for the letter of its day; what is urgent waits on quiet days alone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail

from notifications.daily import is_daily_due
from notifications.models import Channel, Message, MessageState, Schedule
from notifications.pausing import pause, resume
from notifications.preferences import set_schedule
from notifications.relay import relay_announcements
from tests.notifications.daily.morning import (
    EIGHT,
    announce_some,
    change,
    list_lines,
    run,
)
from tests.notifications.telling import (
    Telling,
    announce,
    list_letters,
    make_person,
)
from workflow.clock import FixedClock, use_clock
from workflow.holidays import decree_holiday
from workflow.models import User

pytestmark = pytest.mark.django_db


def test_what_is_not_urgent_waits_for_the_morning(amina: User, now: datetime) -> None:
    announce_some(now)

    run(now)

    assert mail.outbox == []
    assert {each.state for each in list_lines()} == {MessageState.WAITING}
    assert {each.available_at for each in list_lines()} == {EIGHT}
    assert not is_daily_due(now=EIGHT - timedelta(seconds=1))
    assert is_daily_due(now=EIGHT)


def test_what_is_urgent_does_not_wait(told: Telling, now: datetime) -> None:
    told.recipients = [make_person("Amina")]
    announce_some(now, 2)

    run(now)

    assert len(mail.outbox) == 2


def test_a_topic_may_ask_each_announcement_whether_it_is_urgent(
    told: Telling, now: datetime
) -> None:
    told.recipients = [make_person("Amina")]
    urgent: set[int] = set()
    change(told, is_urgent=lambda announcement: announcement.pk in urgent)
    urgent.add(announce(now).pk)
    announce(now)

    relay_announcements(now=now)

    states = list_letters().order_by("pk").values_list("state", flat=True)
    assert list(states) == [MessageState.PENDING, MessageState.WAITING]


def test_after_a_week_away_there_is_one_letter_and_not_seven(amina: User, now: datetime) -> None:
    for day in range(7):
        announce(now + timedelta(days=day))
    back = now + timedelta(days=7)

    run(back)
    run(back + timedelta(minutes=1))

    assert len(mail.outbox) == 1
    assert {each.state for each in list_lines()} == {MessageState.SENT}
    assert len(list_lines()) == 7


def test_what_comes_after_the_letter_of_the_day_waits_for_the_next_one(
    amina: User, now: datetime
) -> None:
    announce_some(now)
    run(EIGHT)
    announce_some(EIGHT + timedelta(hours=1), 1)

    run(EIGHT + timedelta(hours=2))

    assert len(mail.outbox) == 1
    assert list_lines()[-1].available_at == EIGHT + timedelta(days=1)


def test_a_day_off_decreed_meanwhile_puts_the_letter_off(amina: User, now: datetime) -> None:
    announce_some(now)
    decree_holiday("funeral", EIGHT.date(), name_fr="Deuil", name_ar="حداد", name_en="Mourning")

    run(EIGHT)

    assert mail.outbox == []
    run(EIGHT + timedelta(days=1))
    assert len(mail.outbox) == 1


def test_the_hour_and_the_quiet_days_of_a_reader_are_kept(amina: User, now: datetime) -> None:
    Schedule.objects.create(
        person=amina,
        digest_hour=17,
        quiet_from=date(2026, 11, 26),
        quiet_until=date(2026, 11, 27),
    )
    announce_some(now)

    run(now.replace(hour=17))
    run(EIGHT.replace(hour=18))
    sent_before = len(mail.outbox)
    run(datetime(2026, 11, 30, 17, tzinfo=UTC))

    assert sent_before == 1
    assert len(mail.outbox) == 1


def test_on_quiet_days_even_what_is_urgent_waits(told: Telling, now: datetime) -> None:
    amina = make_person("Amina")
    told.recipients = [amina]
    Schedule.objects.create(person=amina, quiet_from=now.date(), quiet_until=now.date())
    announce_some(now, 1)

    run(now)

    (line,) = list_lines()
    assert (line.state, line.available_at, line.is_urgent) == (MessageState.WAITING, EIGHT, True)
    assert Message.objects.filter(recipient=amina, channel=Channel.IN_APP.value).count() == 1


def test_another_hour_moves_what_waits_already(amina: User, now: datetime) -> None:
    announce_some(now)

    with use_clock(FixedClock(now)):
        set_schedule(amina, digest_hour=10)

    assert {each.available_at for each in list_lines()} == {now.replace(hour=10, minute=0)}


def test_a_pause_of_days_ends_with_one_letter(amina: User, now: datetime) -> None:
    pause("Restored from a backup.")
    for day in range(3):
        announce(now + timedelta(days=day))
        run(EIGHT + timedelta(days=day))
    gathered = list(mail.outbox)
    resume(amina)

    run(EIGHT + timedelta(days=4))

    assert gathered == []
    assert len(mail.outbox) == 1
