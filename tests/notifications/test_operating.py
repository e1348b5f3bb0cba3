"""Operators see what is stuck and decide about it; each deed says who did it."""

import json
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.core.management.base import CommandError

from notifications.delivery import deliver_due
from notifications.models import Deed, Intervention, Message, MessageState
from notifications.operating import (
    LetterFilter,
    count_letters,
    drop,
    list_letters,
    list_replayed,
    replay,
    retry,
)
from notifications.relay import relay_announcements
from tests.notifications.telling import TOPIC, Telling, announce, make_message, make_person
from workflow.exceptions import InputError
from workflow.models import Announcement, DeliveryClass, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina(told: Telling, db: None) -> User:
    """Return the one person who is told, and who operates."""
    person = make_person("Amina")
    told.recipients = [person]
    return person


def make_stuck(told: Telling, now: datetime, state: MessageState = MessageState.DEAD) -> Message:
    """Return a letter that waits for a person."""
    message = make_message(told, now)
    Message.objects.filter(pk=message.pk).update(
        state=state.value, attempts=5, strikes=5, last_error="no"
    )
    return message


def run(*arguments: str) -> Any:
    """Run the command; return what it prints as JSON."""
    out = StringIO()
    call_command("outbox", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_what_is_stuck_is_listed_and_counted(told: Telling, amina: User, now: datetime) -> None:
    stuck = [
        make_stuck(told, now, state)
        for state in (MessageState.DEAD, MessageState.IN_DOUBT, MessageState.REFUSED)
    ]
    make_message(told, now)

    assert list(list_letters()) == stuck[::-1]
    assert count_letters() == {"dead": 1, "in_doubt": 1, "pending": 1, "refused": 1, "sent": 4}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (LetterFilter(states=["dead"]), 1),
        (LetterFilter(states=["sent"]), 1),
        (LetterFilter(states=["dead"], topic=TOPIC, channel="email", route="email"), 1),
        (LetterFilter(states=["dead"], topic="another"), 0),
        (LetterFilter(states=["dead"], recipient="AMINA@example.org"), 1),
        (LetterFilter(states=["dead"], recipient="bilal@example.org"), 0),
    ],
)
def test_letters_are_found_by_what_is_known_of_them(
    told: Telling, amina: User, now: datetime, wanted: LetterFilter, found: int
) -> None:
    make_stuck(told, now)

    assert list_letters(wanted).count() == found


def test_letters_are_found_by_their_time(told: Telling, amina: User, now: datetime) -> None:
    make_stuck(told, now)
    later = now + timedelta(seconds=1)

    assert list_letters(LetterFilter(since=now, until=later)).count() == 1
    assert list_letters(LetterFilter(since=later)).count() == 0


def test_a_state_that_does_not_exist_is_named() -> None:
    with pytest.raises(InputError, match="asleep"):
        list_letters(LetterFilter(states=["asleep"]))


def test_a_dead_letter_is_tried_anew_and_who_did_it_is_kept(
    told: Telling, amina: User, now: datetime
) -> None:
    dead = make_stuck(told, now)
    sent = make_message(told, now)
    Message.objects.filter(pk=sent.pk).update(state=MessageState.SENT.value, sent_at=now)

    retried = retry([dead.pk, sent.pk], amina, reason="the server is repaired")
    deliver_due(get_now=lambda: now + timedelta(days=3650))

    dead.refresh_from_db()
    assert (retried, dead.state, dead.attempts) == ([dead.pk], MessageState.SENT, 1)
    assert len(mail.outbox) == 1
    deed = Intervention.objects.get()
    assert (deed.deed, deed.message, deed.actor) == (Deed.RETRY, dead, amina)
    assert (deed.state_before, deed.reason) == ("dead", "the server is repaired")


def test_a_letter_is_given_up_for_a_reason_and_never_sent(
    told: Telling, amina: User, now: datetime
) -> None:
    dead, waiting = make_stuck(told, now), make_message(told, now)
    with pytest.raises(InputError):
        drop([dead.pk], amina, " ")

    dropped = drop([dead.pk, waiting.pk], amina, "nobody waits for it any more")
    deliver_due(get_now=lambda: now)

    assert dropped == [dead.pk, waiting.pk]
    assert mail.outbox == []
    assert Intervention.objects.filter(deed=Deed.DROP.value).count() == 2


def test_who_was_missed_is_told_and_nobody_is_told_twice(
    told: Telling, amina: User, now: datetime
) -> None:
    make_message(told, now)
    deliver_due(get_now=lambda: now)
    told.recipients.append(make_person("Bilal"))

    replayed = replay(amina, topic=TOPIC, since=now, reason="Bilal was missed")
    relay_announcements(now=now)
    deliver_due(get_now=lambda: now)

    assert len(replayed) == 1
    assert [each.to for each in mail.outbox] == [["amina@example.org"], ["bilal@example.org"]]
    assert Intervention.objects.get().announcement_id == replayed[0]


def test_not_everything_is_replayed_by_mistake(told: Telling, amina: User, now: datetime) -> None:
    announce(now)

    with pytest.raises(InputError):
        replay(amina)
    with pytest.raises(InputError, match=r"."):
        list_replayed(topic="no.such")


def test_the_command_lists_retries_drops_and_replays(
    told: Telling, amina: User, now: datetime
) -> None:
    first, second = make_stuck(told, now), make_stuck(told, now)

    listed = run("list")
    retried = run("retry", str(first.pk), "--by", amina.email)
    dropped = run("drop", "--state", "dead", "--by", amina.email, "--reason", "late")
    replayed = run("replay", "--topic", TOPIC, "--by", amina.email)

    assert [each["id"] for each in listed] == [second.pk, first.pk]
    assert listed[0] | {"available_at": ""} == {
        "id": second.pk,
        "state": "dead",
        "channel": "email",
        "topic": TOPIC,
        "reference": "",
        "to": "amina@example.org",
        "attempts": 5,
        "available_at": "",
        "error": "no",
    }
    assert [(each["id"], each["state"]) for each in retried] == [(first.pk, "pending")]
    assert [(each["id"], each["state"]) for each in dropped] == [(second.pk, "dropped")]
    assert len(replayed) == 2


def test_a_dry_run_changes_nothing(told: Telling, amina: User, now: datetime) -> None:
    dead = make_stuck(told, now)
    out = StringIO()

    call_command("outbox", "retry", str(dead.pk), "--by", amina.email, "--dry-run", stdout=out)

    dead.refresh_from_db()
    assert dead.state == MessageState.DEAD
    assert "Nothing was changed" in out.getvalue()
    assert not Intervention.objects.exists()
    assert not Announcement.objects.filter(taken_at__isnull=True).exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["retry", "7", "--by", "nobody@example.org"],
        ["drop", "7", "--by", "amina@example.org"],
        ["replay", "--by", "amina@example.org"],
    ],
)
def test_the_command_says_that_it_is_refused(amina: User, arguments: list[str]) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("outbox", *arguments, stdout=StringIO())

    assert refused.value.returncode == 1


def test_the_command_says_that_nothing_was_found(amina: User) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("outbox", "retry", "7", "--by", amina.email, stdout=StringIO())

    assert ended.value.code == 1


def test_the_command_never_means_everything_by_mistake(amina: User) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("outbox", "retry", "--by", amina.email, stdout=StringIO())

    assert refused.value.returncode == 2


def test_what_is_in_doubt_is_only_sent_again_when_a_person_says_so(
    told: Telling, amina: User, now: datetime
) -> None:
    doubtful = make_message(told, now, delivery_class=DeliveryClass.STRICT)
    Message.objects.filter(pk=doubtful.pk).update(state=MessageState.IN_DOUBT.value)
    deliver_due(get_now=lambda: now)
    before = len(mail.outbox)

    retry([doubtful.pk], amina)
    deliver_due(get_now=lambda: now + timedelta(days=3650))

    assert (before, len(mail.outbox)) == (0, 1)
