"""G3 of delivery: wherever a sender dies, nothing is lost and nothing strict comes twice."""

import os
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from notifications.mailbox import BACKEND
from notifications.models import MailboxMessage, MessageState
from tests.databases import Clone
from tests.notifications.daily.morning import change
from tests.notifications.proofs.sending import START, send_once
from tests.notifications.telling import Telling, announce, list_letters, make_person
from tests.workflow.proofs.children import run_to_death
from tests.workflow.proofs.test_crashes import KILLED, interrupted
from workflow.models import DeliveryClass

#: Every so many points of what a sender does; an odd number, so that it meets both sides of them.
STEP = 11


@pytest.fixture
def numbered(cloned_database: Clone, told: Telling, settings: Any) -> Telling:
    """Return a topic whose subjects name the announcement; mails are kept in the database."""
    settings.EMAIL_BACKEND = BACKEND
    told.recipients = [make_person("Amina")]
    told.templates["told.subject.txt"] = "n{{ announcement.pk }}"
    settings.TEMPLATES = [told.template_engine]
    return told


def die() -> None:
    os._exit(KILLED)


def send_until(at: int, now: datetime) -> int:
    """Send what waits, and die at one point of it; return how many points were passed."""
    with interrupted(at, die) as passed:
        send_once(lambda: now)
    return passed[0]


def count_mails(announcement_id: int) -> int:
    """Return how often it was told."""
    return MailboxMessage.objects.filter(subject=f"n{announcement_id}").count()


def test_wherever_a_sender_dies_nothing_is_lost_and_nothing_strict_comes_twice(
    numbered: Telling,
) -> None:
    at, code, doubts = 0, KILLED, 0
    while code == KILLED:
        at += STEP
        now = START + timedelta(hours=at)
        strict = announce(now, delivery_class=DeliveryClass.STRICT).pk
        sure = announce(now).pk

        code = run_to_death(partial(send_until, at, now))
        for minutes in (5, 10):
            send_once(partial(_shift, now, minutes))

        states = dict(
            list_letters()
            .filter(announcement__in=[strict, sure])
            .values_list("announcement", "state")
        )
        doubts += states[strict] == MessageState.IN_DOUBT
        assert states[sure] == MessageState.SENT, at
        assert count_mails(sure) in {1, 2}, at
        assert states[strict] in {MessageState.SENT, MessageState.IN_DOUBT}, at
        assert count_mails(strict) <= 1, at
        assert states[strict] != MessageState.SENT or count_mails(strict) == 1, at

    assert at > 50
    assert 0 < doubts < at // STEP // 2


def test_wherever_a_sender_dies_what_leaves_together_is_neither_lost_nor_doubled(
    numbered: Telling,
) -> None:
    change(numbered, is_urgent=True, group="tasks")
    numbered.templates["told.txt"] = "[n{{ announcement.pk }}]"
    at, code = 0, KILLED
    while code == KILLED:
        at += STEP
        now = START + timedelta(hours=at)
        strict = [announce(now, delivery_class=DeliveryClass.STRICT).pk for _number in range(2)]
        sure = [announce(now).pk for _number in range(2)]

        code = run_to_death(partial(send_until, at, now))
        for minutes in (5, 10):
            send_once(partial(_shift, now, minutes))

        told = list_letters().filter(announcement__in=[*strict, *sure])
        states = dict(told.values_list("announcement", "state"))
        assert {states[each] for each in sure} == {MessageState.SENT}, at
        assert all(count_letters_with(each) in {1, 2} for each in sure), at
        # They are one letter: both arrived, or both wait for a person.
        assert len({states[each] for each in strict}) == 1, at
        assert {states[each] for each in strict} <= {MessageState.SENT, MessageState.IN_DOUBT}, at
        assert all(count_letters_with(each) <= 1 for each in strict), at

    assert at > 50


def test_wherever_a_sender_dies_while_nobody_is_reached_all_leaves_once_somebody_is(
    numbered: Telling, settings: Any
) -> None:
    change(numbered, is_urgent=True, group="tasks")
    numbered.templates["told.txt"] = "[n{{ announcement.pk }}]"
    at, code, joined = 0, KILLED, 0
    while code == KILLED:
        at += STEP
        now = START + timedelta(hours=at)
        strict = [announce(now, delivery_class=DeliveryClass.STRICT).pk for _number in range(2)]
        sure = [announce(now).pk for _number in range(2)]

        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
        code = run_to_death(partial(send_until, at, now))
        settings.EMAIL_BACKEND = BACKEND
        sure.append(announce(_shift(now, 5)).pk)
        for minutes in (5, 10):
            send_once(partial(_shift, now, minutes))

        told = list_letters().filter(announcement__in=[*strict, *sure])
        states = dict(told.values_list("announcement", "state"))
        letters = {each.daily_id for each in told.filter(announcement__in=sure)}
        joined += len(letters) == 1
        assert {states[each] for each in sure} == {MessageState.SENT}, at
        # Nobody was reached before: nothing arrives twice, whoever died.
        assert all(count_letters_with(each) == 1 for each in sure), at
        assert len({states[each] for each in strict}) == 1, at
        assert {states[each] for each in strict} <= {MessageState.SENT, MessageState.IN_DOUBT}, at
        sent = states[strict[0]] == MessageState.SENT
        assert all(count_letters_with(each) == sent for each in strict), at

    assert at > 50
    # Nobody died at last: what failed before and what came since was one letter.
    assert len(letters) == 1
    assert joined > 1


def count_letters_with(announcement_id: int) -> int:
    """Return in how many letters it was told, alone or with others."""
    return MailboxMessage.objects.filter(body__contains=f"[n{announcement_id}]").count()


def _shift(now: datetime, minutes: int) -> datetime:
    return now + timedelta(minutes=minutes)
