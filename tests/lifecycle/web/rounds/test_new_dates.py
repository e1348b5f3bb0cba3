"""The round in which the committee decides on a new date speaks of the request, of no text."""

import re

import pytest
from django.urls import reverse

from tests.cast import Institutions
from tests.lifecycle.api.clients import client_of
from tests.lifecycle.machines.replanning_scene import Scene, make_committee
from tests.lifecycle.web.proposals.browsing import browse, read
from tests.lifecycle.web.rounds.sheets import post_decision
from workflow.models import Seat, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def seats(institutions: Institutions, farid: User, emna: User, amina: User) -> list[Seat]:
    """Return the seats of two members of the committee on a request that was sent to it."""
    members = make_committee(2, institutions.rivage)
    request = Scene(institutions, farid, emna).escalated(by=amina)
    assert len(members) == 2
    return list(Seat.objects.filter(round__subject=request.pk).order_by("pk"))


def find_member(seat: Seat) -> User:
    """Return who holds the seat."""
    assert seat.person is not None
    return seat.person


def test_what_is_said_is_about_the_new_date(seats: list[Seat]) -> None:
    page = read(find_member(seats[0]), reverse("round", args=[seats[0].round_id]))

    main = page.split("<main", 1)[1].split("</main>", 1)[0]
    assert "I accept the new date" in main
    assert "I refuse it: the date stays as it is" in main
    assert "Open the request" in main
    assert not re.search(r"\btext\b|\bdossier\b", re.sub(r"<[^>]+>", " ", main))


def test_a_refusal_asks_why_in_the_words_of_the_request(seats: list[Seat]) -> None:
    answer = post_decision(find_member(seats[0]), seats[0], choice="object", comment="")

    assert answer.status_code == 422
    assert "Say why you refuse the new date." in answer.content.decode()


def test_what_a_member_said_is_called_by_what_it_does_to_the_date(seats: list[Seat]) -> None:
    post_decision(find_member(seats[0]), seats[0], choice="object", comment="Trop tard.")

    page = read(find_member(seats[1]), reverse("round", args=[seats[1].round_id]))

    assert "Refuses the new date" in page
    assert "Asks for changes" not in page


def test_an_answer_on_paper_is_recorded_in_the_same_words(seats: list[Seat], amina: User) -> None:
    address = reverse("round_record", args=[seats[0].round_id, seats[0].pk])

    page = browse(amina).get(address).content.decode()

    assert "I accept the new date" in page
    assert "I approve this text" not in page


def test_a_program_is_offered_the_same_words(seats: list[Seat]) -> None:
    answer = client_of(find_member(seats[0])).get(f"/api/v1/rounds/{seats[0].round_id}/")

    labels = [each["label"] for each in answer.json()["choices"]]
    assert labels[0] == "I accept the new date"
    assert not any("text" in label for label in labels)
