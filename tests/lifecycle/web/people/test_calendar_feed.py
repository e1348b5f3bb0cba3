"""The private address at which a calendar reads what somebody has to do."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from lifecycle.models import Proposal
from lifecycle.vocabulary import ProposalState
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from notifications.models import CalendarFeed
from tests.factories import proposal_in
from tests.lifecycle.api.clients import client_of
from workflow.engine import fire
from workflow.models import User, WorkItem
from workflow.permissions import revoke

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(amina: User) -> Proposal:
    """Return a proposal that waits for the ministry team."""
    return proposal_in(ProposalState.SUBMITTED)


def make_address(client: Client, person: User) -> str:
    """Make a feed on the page and return its path."""
    client.force_login(person)
    page = client.post(reverse("calendar_feed_renew"))
    return str(page.context["address"]).removeprefix("http://127.0.0.1:8000")


def read(client: Client, address: str) -> Any:
    """Return the feed as a calendar reads it, without signing in."""
    client.logout()
    answer = client.get(address)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(answer.content)


def test_a_calendar_reads_what_is_due_and_when(
    client: Client, amina: User, proposal: Proposal
) -> None:
    address = make_address(client, amina)

    (event,) = read(client, address).walk("VEVENT")

    item = WorkItem.objects.get(subject=proposal.pk, closed_at=None)
    assert event["DTSTART"].dt == item.due_on
    assert proposal.reference in event["SUMMARY"]
    assert event["URL"].endswith(reverse("proposal", args=[proposal.pk]))


def test_an_entry_keeps_its_name_and_counts_its_changes(
    client: Client, amina: User, proposal: Proposal
) -> None:
    address = make_address(client, amina)
    (first,) = read(client, address).walk("VEVENT")
    (same,) = read(client, address).walk("VEVENT")
    item = WorkItem.objects.get(subject=proposal.pk, closed_at=None)
    WorkItem.objects.filter(pk=item.pk).update(due_on=item.anchor_on)

    (moved,) = read(client, address).walk("VEVENT")

    assert first["UID"] == same["UID"] == moved["UID"]
    assert (first["SEQUENCE"], same["SEQUENCE"], moved["SEQUENCE"]) == (0, 0, 1)


def test_what_is_done_leaves_the_calendar(client: Client, amina: User, proposal: Proposal) -> None:
    address = make_address(client, amina)
    inputs = {"question": "Quelles données ?"}

    fire(proposal, "request_details", actor=amina, inputs=inputs)

    assert read(client, address).walk("VEVENT") == []


def test_a_right_lost_empties_the_feed_at_once(
    client: Client, amina: User, proposal: Proposal
) -> None:
    address = make_address(client, amina)
    assert len(read(client, address).walk("VEVENT")) == 1

    revoke(MINISTRY_TEAM, amina)

    assert read(client, address).walk("VEVENT") == []


def test_an_address_taken_back_or_replaced_answers_no_more(client: Client, amina: User) -> None:
    first = make_address(client, amina)
    second = make_address(client, amina)
    client.post(reverse("calendar_feed_end"))

    assert [client.get(address).status_code for address in (first, second)] == [404, 404]


def test_a_closed_account_has_no_feed(client: Client, amina: User) -> None:
    address = make_address(client, amina)

    User.objects.filter(pk=amina.pk).update(is_active=False)

    assert client.get(address).status_code == 404


def test_words_of_others_cannot_write_lines_of_their_own(client: Client, amina: User) -> None:
    proposal_in(ProposalState.SUBMITTED, title="Registre; a,b\\n ATTENDEE:mailto:x@example.org")
    address = make_address(client, amina)

    (event,) = read(client, address).walk("VEVENT")

    assert "ATTENDEE" not in event


def test_the_database_does_not_know_the_address(client: Client, amina: User) -> None:
    address = make_address(client, amina)

    feed = CalendarFeed.objects.get(person=amina)

    assert feed.digest not in address


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_the_page_is_read_in_each_language(
    client: Client, amina: User, language: str, direction: str
) -> None:
    client.force_login(amina)

    page = client.get("/profile/calendar/", headers={"accept-language": language})

    assert f'<html lang="{language}" dir="{direction}">' in page.content.decode()


def test_nobody_makes_a_feed_without_an_account(client: Client) -> None:
    answer = client.post(reverse("calendar_feed_renew"))

    assert answer.headers["Location"].startswith("/accounts/login/")


def test_a_program_makes_a_feed_sees_it_and_takes_it_back(amina: User) -> None:
    program = client_of(amina)

    made = program.post("/api/v1/calendar-feed/")
    in_use = program.get("/api/v1/calendar-feed/").json()["made_at"]
    ended = program.delete("/api/v1/calendar-feed/")

    assert (made.status_code, ended.status_code) == (201, 204)
    assert made.json()["address"].endswith(".ics")
    assert in_use is not None
    assert program.get("/api/v1/calendar-feed/").json() == {"made_at": None}
