"""A line that may not go, or fails, is left out of the letter: the others flow, nothing is lost."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.core import mail

from notifications import outcomes
from notifications.claiming import claim_next
from notifications.daily import PUT_OFF_FOR, compose_daily
from notifications.delivery import deliver_due
from notifications.models import MessageState, Schedule
from notifications.relay import relay_announcements
from tests.notifications.daily.morning import (
    EIGHT,
    announce_some,
    get_daily,
    list_lines,
    run,
)
from tests.notifications.telling import (
    Telling,
    announce,
    list_letters,
    make_person,
)
from workflow.models import DeliveryClass, User

pytestmark = pytest.mark.django_db


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


def test_a_letter_that_cannot_be_composed_holds_up_no_other_reader(
    told: Telling, amina: User, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    bilal = make_person("Bilal")
    told.recipients = [amina, bilal]
    announce_some(now)
    # Days that no form accepts: whatever wrote them, no day comes after the last one there is.
    Schedule.objects.create(person=amina, quiet_from=now.date(), quiet_until=date.max)

    run(EIGHT)

    assert [each.to for each in mail.outbox] == [[bilal.email]]
    kept = list_letters().filter(recipient=amina, state=MessageState.WAITING.value)
    assert {each.available_at for each in kept} == {EIGHT + PUT_OFF_FOR}
    assert "daily_put_off" in caplog.text
