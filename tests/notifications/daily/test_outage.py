"""While the mail server is away daily letters do not pile up: one is there when it is back."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from notifications.models import AttemptOutcome, DeliveryAttempt, Message, MessageState
from tests.notifications.daily.morning import announce_some, list_lines, run
from workflow.models import DeliveryClass, User

pytestmark = pytest.mark.django_db

#: Monday to the Monday after: a letter is composed on working days only.
WEEK = [timedelta(days=day) for day in (0, 1, 2, 3, 4, 7)]


@pytest.fixture
def away(settings: Any) -> None:
    """Let nobody listen where the mail server was."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1


def come_back(settings: Any) -> None:
    """Take every letter, and keep it in `mail.outbox`."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def list_daily() -> list[Message]:
    """Return the daily letters, the earliest first."""
    return list(Message.objects.filter(announcement=None).order_by("pk"))


@pytest.fixture
def monday() -> datetime:
    """Return the hour at which the first letter of the week leaves."""
    return datetime.fromisoformat("2026-11-23T08:00:00+00:00")


def test_a_week_without_a_server_ends_with_one_letter(
    amina: User, away: None, monday: datetime, settings: Any
) -> None:
    for day in WEEK:
        announce_some(monday + day - timedelta(hours=1), 2)
        for minute in range(3):
            run(monday + day + timedelta(minutes=minute))
    letters = list_daily()
    come_back(settings)

    for hour in range(3):
        run(monday + WEEK[-1] + timedelta(hours=hour + 1))

    assert [each.state for each in letters] == [
        *[MessageState.DISSOLVED] * (len(WEEK) - 1),
        MessageState.PENDING,
    ]
    assert len(mail.outbox) == 1
    assert [each.state for each in list_lines()] == [MessageState.SENT] * 2 * len(WEEK)
    assert {each.daily_id for each in list_lines()} == {letters[-1].pk}


def test_a_letter_that_may_have_arrived_is_not_told_again_in_another(
    amina: User, away: None, monday: datetime, settings: Any
) -> None:
    announce_some(monday - timedelta(hours=1), 1)
    run(monday)
    DeliveryAttempt.objects.update(outcome=AttemptOutcome.ROUTE_DOWN.value)
    come_back(settings)
    (first,) = list_daily()

    announce_some(monday + timedelta(hours=23), 1)
    run(monday + timedelta(days=1))

    first.refresh_from_db()
    assert (first.state, first.lines.count()) == (MessageState.SENT, 1)
    assert len(mail.outbox) == 2


def test_one_line_that_must_not_arrive_twice_makes_the_letter_so_that_takes_it_over(
    amina: User, away: None, monday: datetime
) -> None:
    announce_some(monday - timedelta(hours=1), 1)
    Message.objects.update(delivery_class=DeliveryClass.STRICT.value)
    run(monday)

    announce_some(monday + timedelta(hours=23), 1)
    run(monday + timedelta(days=1))

    first, second = list_daily()
    assert (first.state, second.delivery_class) == (MessageState.DISSOLVED, DeliveryClass.STRICT)
    assert second.lines.count() == 2
