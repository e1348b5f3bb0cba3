"""While delivery is paused nothing leaves and nothing is lost; it is kept who let it go on."""

import json
from datetime import datetime
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, transaction

from notifications.delivery import deliver_due
from notifications.dispatch import dispatch, is_work_waiting
from notifications.models import DeliveryPause, Message, MessageState
from notifications.pausing import find_pause, pause, resume
from tests.notifications.telling import Telling, announce, make_message, make_person
from workflow.exceptions import InputError, TransitionRefusedError
from workflow.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina(told: Telling, db: None) -> User:
    """Return the one person who is told."""
    person = make_person("Amina")
    told.recipients = [person]
    return person


def run(*arguments: str) -> Any:
    """Run the command; return what it prints as JSON."""
    out = StringIO()
    call_command("outbox", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_nothing_leaves_while_it_is_paused_and_everything_afterwards(
    told: Telling, amina: User, now: datetime
) -> None:
    message = make_message(told, now)
    pause("Restored from a backup.")

    held = deliver_due(get_now=lambda: now)
    resume(amina)
    sent = deliver_due(get_now=lambda: now)

    assert (held, sent) == (0, 1)
    assert len(mail.outbox) == 1
    message.refresh_from_db()
    assert message.state == MessageState.SENT.value


def test_what_is_announced_meanwhile_gathers(told: Telling, amina: User, now: datetime) -> None:
    pause("Restored from a backup.")
    announce(now)

    dispatch()

    assert mail.outbox == []
    assert Message.objects.get(channel="email").state == MessageState.PENDING.value
    # The worker has nothing to do, and does not ask again and again.
    assert not is_work_waiting()


def test_a_pause_says_why_and_there_is_one(told: Telling, amina: User) -> None:
    with pytest.raises(InputError):
        pause(" ")

    first = pause("Restored from a backup.")

    assert pause("Another reason.") == first
    assert find_pause() == first
    with pytest.raises(IntegrityError), transaction.atomic():
        DeliveryPause.objects.create(reason="Two.", paused_at=first.paused_at)


def test_it_is_kept_who_let_it_go_on(told: Telling, amina: User) -> None:
    pause("Restored from a backup.")

    ended = resume(amina)

    assert (ended.resumed_by, ended.is_on, find_pause()) == (amina, False, None)
    with pytest.raises(TransitionRefusedError):
        resume(amina)


@pytest.mark.usefixtures("in_english")
def test_operators_pause_and_resume_by_hand(told: Telling, amina: User) -> None:
    paused = run("pause", "--reason", "The mail server moves.")
    again = run("resume", "--by", amina.email)

    assert paused[0]["delivery"] == "paused"
    assert (again[0]["delivery"], again[0]["reason"]) == ("resumed", "The mail server moves.")
    with pytest.raises(CommandError, match="not paused"):
        run("resume", "--by", amina.email)
