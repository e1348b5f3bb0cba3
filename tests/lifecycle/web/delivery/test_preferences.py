"""What somebody is told at once, daily or not at all."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from lifecycle.topics.groups import GROUPS
from notifications.models import Preference
from notifications.preferences import find_rhythm
from workflow.clock import current_clock
from workflow.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_the_page_is_read_in_each_language(
    client: Client, farid: User, language: str, direction: str
) -> None:
    client.force_login(farid)

    page = client.get("/profile/messages/", headers={"accept-language": language})

    assert f'<html lang="{language}" dir="{direction}">' in page.content.decode()


def test_what_is_chosen_is_kept_and_taken_back(client: Client, farid: User) -> None:
    client.force_login(farid)

    client.post("/profile/messages/", {"digest_hour": "17", "news-email": "off"})

    assert find_rhythm(farid).hour == 17
    chosen = Preference.objects.filter(person=farid).values_list("group", "channel", "choice")
    assert list(chosen) == [("news", "email", "off")]
    client.post("/profile/messages/", {"digest_hour": "8"})
    assert not Preference.objects.filter(person=farid).exists()


def test_what_one_is_asked_to_do_cannot_be_switched_off(client: Client, farid: User) -> None:
    client.force_login(farid)

    answer = client.post("/profile/messages/", {"digest_hour": "8", "tasks-email": "off"})

    assert answer.status_code == 422
    assert not Preference.objects.exists()


def test_quiet_days_that_turn_round_are_refused_and_nothing_is_kept(
    client: Client, farid: User
) -> None:
    client.force_login(farid)
    today = current_clock().today()
    quiet = {
        "quiet_from": today.isoformat(),
        "quiet_until": (today - timedelta(days=1)).isoformat(),
    }

    answer = client.post("/profile/messages/", {"digest_hour": "9", "news-email": "off", **quiet})

    assert answer.status_code == 422
    assert find_rhythm(farid).hour == 8
    assert not Preference.objects.exists()


def test_letters_that_would_stop_for_ever_are_refused_near_their_field(
    client: Client, farid: User
) -> None:
    client.force_login(farid)
    today = current_clock().today().isoformat()
    quiet = {"digest_hour": "8", "quiet_from": today, "quiet_until": "9999-12-31"}

    page = client.post("/profile/messages/", quiet, headers={"accept-language": "en"})

    assert page.status_code == 422
    assert "Letters stop for a year at most" in page.content.decode()
    assert find_rhythm(farid).quiet_until is None


def test_each_group_of_messages_has_its_heading_over_its_two_ways(
    client: Client, farid: User
) -> None:
    client.force_login(farid)

    page = client.get("/profile/messages/", headers={"accept-language": "en"}).content.decode()

    headings = re.findall(r"<legend>(.+?)</legend>", page)
    assert headings == [str(group.label) for group in GROUPS]
    assert page.count(">By e-mail</label>") == len(GROUPS)
    assert page.count(">On this site</label>") == len(GROUPS)


def test_the_empty_choice_says_what_comes_and_is_not_called_optional(
    client: Client, farid: User
) -> None:
    client.force_login(farid)

    page = client.get("/profile/messages/", headers={"accept-language": "en"}).content.decode()

    assert "As is usual: at once when it is urgent, else in the daily letter" in page
    assert "---------" not in page
    # Only the days without letters may be left empty.
    assert page.count("(optional)") == 2
