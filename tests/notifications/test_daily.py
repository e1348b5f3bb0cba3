"""The daily letter: all that waits for one reader in one message, never a flood, nothing lost."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.core import mail
from django.utils.translation import override

from notifications import outcomes
from notifications.claiming import claim_next
from notifications.daily import compose_daily, is_daily_due
from notifications.delivery import deliver_due
from notifications.models import Channel, Choice, Message, MessageState, Preference, Schedule
from notifications.preferences import choose, set_schedule
from notifications.relay import relay_announcements
from notifications.topics import Outsider, PreferenceGroup, forget, register
from tests.notifications.telling import (
    PREFERENCES,
    TOPIC,
    Telling,
    announce,
    list_letters,
    make_person,
)
from workflow.clock import FixedClock, use_clock
from workflow.holidays import decree_holiday
from workflow.models import Announcement, DeliveryClass, User

pytestmark = pytest.mark.django_db

EIGHT = datetime(2026, 11, 26, 8, tzinfo=UTC)
LINK = "https://iltizam.example.org/proposals/7/"


@pytest.fixture
def calm(told: Telling) -> Telling:
    """Return the topic of these tests, which is not urgent."""
    return change(told, is_urgent=False, group="news")


@pytest.fixture
def amina(calm: Telling, db: None) -> User:
    """Return the one person who is told; she reads Arabic."""
    person = make_person("Amina", language="ar")
    calm.recipients = [person]
    return person


def change(told: Telling, **changed: Any) -> Telling:
    """Register the topic anew."""
    forget(TOPIC)
    register(told.make_topic(**changed))
    return told


def announce_some(now: datetime, count: int = 3) -> None:
    """Announce something several times, and relay it."""
    for _number in range(count):
        announce(now)
    relay_announcements(now=now)


def run(now: datetime) -> None:
    """Do what the worker does at `now`."""
    relay_announcements(now=now)
    compose_daily(now=now)
    deliver_due(get_now=lambda: now)


def list_lines() -> list[Message]:
    """Return what is told in daily letters, or waits for one."""
    return list(list_letters().filter(announcement__isnull=False).order_by("pk"))


def get_daily() -> Message:
    """Return the one daily letter."""
    return Message.objects.get(announcement__isnull=True)


def test_what_is_not_urgent_waits_for_the_morning(amina: User, now: datetime) -> None:
    announce_some(now)

    run(now)

    assert mail.outbox == []
    assert {each.state for each in list_lines()} == {MessageState.WAITING}
    assert {each.available_at for each in list_lines()} == {EIGHT}
    assert not is_daily_due(now=EIGHT - timedelta(seconds=1))
    assert is_daily_due(now=EIGHT)


def test_all_that_waits_goes_as_one_letter_in_the_language_of_its_reader(
    calm: Telling, amina: User, now: datetime
) -> None:
    calm.context["url"] = LINK
    announce_some(now)

    with override("en"):
        run(EIGHT)

    (sent,) = mail.outbox
    daily = get_daily()
    assert sent.to == [amina.email]
    assert str(sent.body).count("فبراير") == 3
    assert str(sent.body).count(LINK) == 3
    assert sent.extra_headers["Content-Language"] == "ar"
    assert sent.extra_headers["Message-ID"] == f"<message-{daily.pk}@localhost>"
    assert (daily.state, daily.attempts) == (MessageState.SENT, 1)


def test_each_line_proves_that_it_was_sent_and_with_which_letter(
    amina: User, now: datetime
) -> None:
    announce_some(now)

    run(EIGHT)

    proofs = {(each.state, each.sent_at, each.daily_id, each.language) for each in list_lines()}
    assert proofs == {(MessageState.SENT, EIGHT, get_daily().pk, "ar")}


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


def test_a_line_whose_right_was_lost_is_left_out_and_the_others_flow(
    calm: Telling, amina: User, now: datetime
) -> None:
    announce_some(now, 2)
    lost, kept = (each.announcement_id or 0 for each in list_lines())
    calm.closed = {lost}

    run(EIGHT)

    assert len(mail.outbox) == 1
    assert str(mail.outbox[0].body).count("فبراير") == 1
    states = dict(list_letters().values_list("announcement", "state"))
    assert (states[lost], states[kept]) == (MessageState.WITHHELD, MessageState.SENT)


def test_a_reader_who_may_read_nothing_any_more_gets_no_letter(
    calm: Telling, amina: User, now: datetime
) -> None:
    announce_some(now)
    calm.recipients = []

    run(EIGHT)

    assert mail.outbox == []
    assert get_daily().state == MessageState.WITHHELD
    assert {each.state for each in list_lines()} == {MessageState.WITHHELD}


def test_a_line_that_fails_goes_on_alone_and_dies_alone(
    calm: Telling, amina: User, now: datetime, settings: Any
) -> None:
    announce_some(now, 2)
    poisoned = list_lines()[0]
    calm.poison = {poisoned.announcement_id or 0}

    settings.NOTIFICATIONS_RETRY_AFTER_SECONDS = 0
    for _attempt in range(3):
        run(EIGHT)

    poisoned.refresh_from_db()
    assert len(mail.outbox) == 1
    assert (poisoned.state, poisoned.daily_id, poisoned.attempts) == (MessageState.DEAD, None, 5)
    assert list_lines()[1].state == MessageState.SENT


def test_a_line_that_kills_its_sender_is_found_and_the_others_flow(
    calm: Telling, amina: User, now: datetime, settings: Any
) -> None:
    announce_some(now, 3)
    deadly = list_lines()[1]
    calm.killers = {deadly.announcement_id or 0}
    compose_daily(now=EIGHT)
    moment = EIGHT

    for _death in range(8):
        with suppress(SystemExit):
            deliver_due(get_now=partial(datetime.fromtimestamp, moment.timestamp(), UTC))
        moment += timedelta(seconds=settings.NOTIFICATIONS_LEASE_SECONDS + 1)

    deadly.refresh_from_db()
    states = [each.state for each in list_lines()]
    assert states == [MessageState.SENT, MessageState.DEAD, MessageState.SENT]
    assert len(mail.outbox) == 1


def test_a_letter_that_fails_is_tried_again_with_the_same_identity_and_lines(
    amina: User, now: datetime, settings: Any
) -> None:
    announce_some(now)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    run(EIGHT)
    before = (get_daily().state, {each.state for each in list_lines()})
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    run(EIGHT + timedelta(minutes=2))

    assert before == (MessageState.PENDING, {MessageState.BUNDLED})
    assert len(mail.outbox) == 1
    assert mail.outbox[0].extra_headers["Message-ID"] == f"<message-{get_daily().pk}@localhost>"
    assert {each.state for each in list_lines()} == {MessageState.SENT}


def test_in_doubt_a_strict_line_waits_for_a_person_and_the_others_for_the_next_letter(
    amina: User, now: datetime, settings: Any
) -> None:
    announce(now, delivery_class=DeliveryClass.STRICT)
    announce(now)
    relay_announcements(now=now)
    compose_daily(now=EIGHT)
    claim_next(now=EIGHT)
    later = EIGHT + timedelta(seconds=settings.NOTIFICATIONS_LEASE_SECONDS + 1)

    outcomes.release_abandoned(now=later)
    run(later)

    states = [each.state for each in list_lines()]
    assert get_daily().state == MessageState.IN_DOUBT
    assert states == [MessageState.IN_DOUBT, MessageState.WAITING]
    run(EIGHT + timedelta(days=1))
    assert [each.state for each in list_lines()] == [MessageState.IN_DOUBT, MessageState.SENT]
    assert len(mail.outbox) == 1


def test_somebody_without_an_account_has_a_daily_letter_too(calm: Telling, now: datetime) -> None:
    calm.recipients = [Outsider("follower:7", "zineb@example.org", "ar", f"{LINK}stop/")]
    announce_some(now)

    run(EIGHT)

    (sent,) = mail.outbox
    assert sent.to == ["zineb@example.org"]
    assert sent.extra_headers["List-Unsubscribe"] == f"<{LINK}stop/>"


def test_the_urgent_comes_first_then_what_is_due_first(
    calm: Telling, amina: User, now: datetime
) -> None:
    days = {1: None, 2: date(2026, 12, 24), 3: date(2026, 12, 3)}
    made = [announce(now).pk for _number in range(3)]
    calm.templates["told.subject.txt"] = "n{{ rank }}"
    calm.describe = lambda announcement: {
        "rank": made.index(announcement.pk) + 1,
        "due_on": days[made.index(announcement.pk) + 1],
    }
    relay_announcements(now=now)
    list_letters().filter(announcement=made[0]).update(is_urgent=True)

    run(EIGHT)

    body = str(mail.outbox[0].body)
    assert sorted(("n1", "n2", "n3"), key=body.rindex) == ["n1", "n3", "n2"]
    assert str(mail.outbox[0].subject).startswith("n1")


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_the_letter_is_written_in_each_language(
    calm: Telling, amina: User, now: datetime, language: str
) -> None:
    amina.language = language
    calm.context |= {"url": LINK, "due_on": date(2026, 12, 3), "actions": [("A", f"{LINK}a/")]}
    announce_some(now)

    run(EIGHT)

    (sent,) = mail.outbox
    assert isinstance(sent, mail.EmailMultiAlternatives)
    html = str(sent.alternatives[0][0])
    assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in html
    assert f'href="{PREFERENCES}"' in html
    assert PREFERENCES in str(sent.body)
    assert (html.count(f'href="{LINK}"'), str(sent.body).count(f"A: {LINK}a/")) == (3, 3)
    assert "{{" not in str(sent.body) + html


@pytest.mark.parametrize(
    ("choice", "is_urgent", "states"),
    [
        ("", True, [MessageState.PENDING]),
        ("", False, [MessageState.WAITING]),
        (Choice.AT_ONCE, False, [MessageState.PENDING]),
        (Choice.DIGEST, True, [MessageState.WAITING]),
        (Choice.OFF, True, []),
    ],
)
def test_a_reader_chooses_when_they_are_told(
    told: Telling, now: datetime, choice: str, is_urgent: bool, states: list[MessageState]
) -> None:
    amina = make_person("Amina")
    told.recipients = [amina]
    change(told, is_urgent=is_urgent, group="news")
    choose(amina, group="news", channel="email", choice=str(choice))
    announce(now)

    relay_announcements(now=now)

    assert list(list_letters().values_list("state", flat=True)) == states
    assert Message.objects.filter(channel=Channel.IN_APP.value).count() == 1


def test_what_must_arrive_is_never_off(
    told: Telling, now: datetime, obligatory: PreferenceGroup
) -> None:
    amina = make_person("Amina")
    told.recipients = [amina]
    change(told, group=obligatory.code)
    Preference.objects.create(
        person=amina, group=obligatory.code, channel=Channel.EMAIL.value, choice=Choice.OFF.value
    )
    announce(now)

    relay_announcements(now=now)

    assert list(list_letters().values_list("state", flat=True)) == [MessageState.WAITING]
    assert Announcement.objects.filter(taken_at__isnull=True).count() == 0


@pytest.fixture
def obligatory() -> PreferenceGroup:
    """Return a group that must arrive."""
    return PreferenceGroup("tasks", "", is_obligatory=True)


def test_a_letter_is_the_same_however_often_it_is_composed(amina: User, now: datetime) -> None:
    announce_some(now)

    composed = [compose_daily(now=EIGHT) for _time in range(3)]

    assert composed == [1, 0, 0]
    message = make_message_of_today(now)
    assert compose_daily(now=EIGHT) == 0
    message.refresh_from_db()
    assert message.state == MessageState.WAITING


def make_message_of_today(now: datetime) -> Message:
    """Return one more message for the same reader."""
    announcement = announce(now)
    relay_announcements(now=now)
    return list_letters().get(announcement=announcement)
