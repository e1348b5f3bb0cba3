"""A reader chooses when they are told by mail, save of what must arrive."""

from datetime import datetime

import pytest

from notifications.models import Channel, Choice, Message, MessageState, Preference
from notifications.preferences import choose
from notifications.relay import relay_announcements
from notifications.topics import PreferenceGroup
from tests.notifications.daily.morning import (
    change,
)
from tests.notifications.telling import (
    Telling,
    announce,
    list_letters,
    make_person,
)
from workflow.models import Announcement

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("choice", "is_urgent", "states"),
    [
        ("", True, [MessageState.GATHERING]),
        ("", False, [MessageState.WAITING]),
        (Choice.AT_ONCE, False, [MessageState.GATHERING]),
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
