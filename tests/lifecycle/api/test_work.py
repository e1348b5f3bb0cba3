"""The inbox of whoever asks, and what they do with its items."""

from datetime import timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from lifecycle.vocabulary import ProposalState
from tests.factories import proposal_in
from tests.lifecycle.api.clients import client_of
from workflow.clock import FixedClock, current_clock, use_clock
from workflow.models import Announcement, User, WorkItem

ADDRESS = "/api/v1/inbox/"


def read_inbox(person: User, query: str = "") -> list[dict[str, Any]]:
    """Return the first page of the inbox of `person`."""
    answer = client_of(person).get(f"{ADDRESS}{query}")
    assert answer.status_code == 200
    items: list[dict[str, Any]] = answer.json()["results"]
    return items


def test_everybody_reads_their_own_desks(amina: User, driss: User, karim: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED)
    draft = proposal_in(ProposalState.DRAFT, author=driss)

    (of_the_ministry,) = read_inbox(amina)
    (of_the_author,) = read_inbox(driss)

    assert of_the_ministry["subject"]["id"] == proposal.pk
    assert of_the_ministry["words"] == "Check whether it can be admitted"
    assert of_the_author["subject"]["id"] == draft.pk
    assert read_inbox(karim) == []


def test_the_gravest_stands_first_and_late_is_found_alone(amina: User) -> None:
    proposal_in(ProposalState.SUBMITTED)
    month = current_clock().today() + timedelta(days=30)

    with use_clock(FixedClock.on(month)):
        proposal_in(ProposalState.SUBMITTED)
        urgencies = [item["urgency"] for item in read_inbox(amina)]
        late = read_inbox(amina, "?late=true")

    assert urgencies == ["late", "later"]
    assert len(late) == 1


def test_what_is_asked_for_is_checked(amina: User) -> None:
    answer = client_of(amina).get(f"{ADDRESS}?page=0&whose=nobody&late=perhaps")

    assert (answer.status_code, set(answer.json()["errors"])) == (422, {"page", "whose", "late"})


def test_an_inbox_costs_the_same_however_full_it_is(amina: User) -> None:
    client = client_of(amina)
    proposal_in(ProposalState.SUBMITTED)
    client.get(ADDRESS)
    with CaptureQueriesContext(connection) as before:
        client.get(ADDRESS)

    for _number in range(3):
        proposal_in(ProposalState.SUBMITTED)

    with CaptureQueriesContext(connection) as after:
        client.get(ADDRESS)
    assert len(after) == len(before)


def test_an_item_is_taken_once_and_handed_back(amina: User, bilal: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED)
    item = WorkItem.objects.get(subject=proposal.pk, closed_at__isnull=True)

    taken = client_of(amina).post(f"{ADDRESS}{item.pk}/claim/")
    too_late = client_of(bilal).post(f"{ADDRESS}{item.pk}/claim/")
    back = client_of(amina).post(f"{ADDRESS}{item.pk}/hand-back/")

    assert (taken.status_code, taken.json()["person"]) == (200, "Amina")
    assert (too_late.status_code, too_late.json()["code"]) == (409, "refused")
    assert (back.status_code, back.json()["person"]) == (200, None)


def test_a_reminder_is_sent_once_a_day(claire: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED)
    item = WorkItem.objects.get(subject=proposal.pk, closed_at__isnull=True)
    client = client_of(claire)

    answers = [client.post(f"{ADDRESS}{item.pk}/remind/").status_code for _ in range(2)]

    assert answers == [204, 409]
    assert Announcement.objects.filter(topic="work_item.reminded").count() == 1


def test_an_item_that_is_not_there_is_unknown(amina: User) -> None:
    for what in ("claim", "hand-back", "remind"):
        assert client_of(amina).post(f"{ADDRESS}99/{what}/").status_code == 404
