"""Who hears of what the council said: authors, porters and who runs the dossier, of their line."""

from collections.abc import Iterator

import pytest
from django.core import mail
from django.utils.translation import override

from lifecycle.models import ProposalAuthor
from lifecycle.vocabulary import ProposalState
from notifications.dispatch import dispatch
from tests.cast import Institutions
from tests.council import MEETS_ON, TODAY, council_in, on
from tests.road import dossier_in
from workflow.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with on(TODAY), override("en"):
        yield


def send() -> None:
    with on(MEETS_ON):
        dispatch()


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("adopted", "Publier le registre des archives"),
        ("returned", "À revoir."),
        ("removed", "À revoir."),
    ],
)
def test_authors_and_owners_hear_what_became_of_their_line(
    outcome: str, words: str, institutions: Institutions, emna: User, driss: User
) -> None:
    dossier = dossier_in(ProposalState.SIGNED, lead=institutions.archives)
    ProposalAuthor.objects.create(proposal=dossier, person=driss)
    state = "adopted" if outcome == "adopted" else "returned"

    council_in(state, [dossier], outcomes=[outcome])
    send()

    bodies = {each.to[0]: each.body for each in mail.outbox if dossier.reference in each.subject}
    assert {emna.email, driss.email} <= set(bodies)
    assert words in bodies[emna.email]


def test_what_is_adopted_leads_to_the_commitment(institutions: Institutions, emna: User) -> None:
    dossier = dossier_in(ProposalState.SIGNED, lead=institutions.archives)

    council_in("adopted", [dossier])
    send()

    [told] = [each for each in mail.outbox if each.to == [emna.email]]
    assert f"/plans/{dossier.plan.code}/commitments/1/" in told.body
