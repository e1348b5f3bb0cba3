"""What is said from a seat on the page of a round, and what is refused there."""


import pytest

from lifecycle.models import Proposal
from lifecycle.vocabulary.roles import OWNER
from tests.cast import Institutions, make_person
from tests.lifecycle.web.proposals.browsing import read
from tests.lifecycle.web.rounds.sheets import (
    find_seat,
    post_decision,
    submit_sheet,
)
from workflow.models import Decision, User
from workflow.permissions import grant

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner(institutions: Institutions) -> User:
    """Return the owner at the ministry, the partner of the sheet."""
    person = make_person("Nabila")
    grant(OWNER, person, on=institutions.ministry)
    return person


@pytest.fixture
def proposal(institutions: Institutions) -> Proposal:
    """Return a dossier whose sheet is before its owners."""
    return submit_sheet(institutions)


def test_an_owner_approves_exactly_the_text_they_read(
    proposal: Proposal, emna: User, institutions: Institutions
) -> None:
    seat = find_seat(proposal, institutions.archives)

    answer = post_decision(emna, seat, choice="approve")

    assert (answer.status_code, answer.headers["Location"]) == (302, f"/rounds/{seat.round_id}/")
    decision = Decision.objects.get(seat=seat)
    assert (decision.verdict, decision.content_hash) == ("approve", seat.content_hash)
    assert "Approves" in read(emna, answer.headers["Location"])
