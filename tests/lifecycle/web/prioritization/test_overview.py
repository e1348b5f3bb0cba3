"""The first page of the assessment, for assessors and for those who follow it."""

import pytest
from django.test import Client

from lifecycle.services.assessments import score
from lifecycle.vocabulary import ProposalState
from tests.factories import make_plan, proposal_in
from workflow.models import Seat, User

pytestmark = pytest.mark.django_db

ASSESSMENT = "/assessment/"


def read(client: Client, person: User, *, language: str = "en") -> str:
    """Return the page as this person reads it."""
    client.force_login(person)
    answer = client.get(ASSESSMENT, headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
@pytest.mark.parametrize("person", ["claire", "ghita"])
def test_the_page_is_read_in_each_language(
    client: Client,
    request: pytest.FixtureRequest,
    ghita: User,
    hamid: User,
    person: str,
    language: str,
) -> None:
    proposal = proposal_in(ProposalState.IN_ASSESSMENT)

    page = read(client, request.getfixturevalue(person), language=language)

    assert f'<html lang="{language}"' in page
    assert proposal.title in page


def test_an_assessor_sees_their_seats_and_nothing_of_the_rounds(
    client: Client, ghita: User, hamid: User
) -> None:
    proposal_in(ProposalState.IN_ASSESSMENT)

    page = read(client, ghita)

    assert "To be scored by you" in page
    assert "Still awaited" not in page
    assert "Hamid" not in page


def test_the_ministry_sees_who_is_awaited_and_can_remind_them(
    client: Client, amina: User, ghita: User, hamid: User
) -> None:
    proposal = proposal_in(ProposalState.IN_ASSESSMENT)
    seat = Seat.objects.get(person=ghita, round__subject=proposal.pk)
    criteria = proposal.plan.criteria.values_list("pk", flat=True)
    score(seat.pk, actor=ghita, points=dict.fromkeys(criteria, 3))

    page = read(client, amina)

    assert "1 of 2" in page
    assert "Hamid" in page
    assert "Ghita" not in page
    assert "Remind" in page


def test_the_committee_reads_and_reminds_nobody(
    client: Client, jalila: User, ghita: User, hamid: User
) -> None:
    proposal_in(ProposalState.IN_ASSESSMENT)

    page = read(client, jalila)

    assert "Still awaited" in page
    assert "Remind" not in page


def test_a_citizen_has_nothing_to_score(client: Client, driss: User) -> None:
    make_plan()

    assert "You have nothing to score." in read(client, driss)


def test_the_bar_leads_those_there_who_were_ever_asked(
    client: Client, ghita: User, hamid: User, driss: User
) -> None:
    proposal_in(ProposalState.IN_ASSESSMENT)

    assert f'href="{ASSESSMENT}"' in read(client, ghita)
    assert f'href="{ASSESSMENT}"' not in read(client, driss)
