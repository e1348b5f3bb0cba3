"""Confirming and declining what somebody else proposed."""

import pytest
from django.urls import reverse

from lifecycle.models import Attachment, Proposal
from lifecycle.services.attachments import attach
from lifecycle.vocabulary import AttachmentPurpose, ProposalState
from tests.factories import proposal_in
from tests.lifecycle.web.proposals.browsing import browse, fire_on_page, read_dossier
from tests.lifecycle.web.proposals.uploads import make_pdf
from workflow.models import Event, Round, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def refused(amina: User, bilal: User, driss: User) -> Proposal:
    """Return a proposal that Amina proposed to refuse."""
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    fire_on_page(amina, proposal, "refuse", code="out_of_scope", reason="Hors du champ du plan.")
    return proposal


def make_scan(proposal: Proposal, person: User) -> Attachment:
    """Attach the scan of a paper act."""
    purpose = AttachmentPurpose.PAPER_ACT
    return attach(proposal, upload=make_pdf("scan.pdf"), purpose=purpose, actor=person)


def answer_address(proposal: Proposal, name: str) -> str:
    """Return the address at which what waits is answered."""
    return reverse(name, args=[proposal.pk, Round.objects.get(subject=proposal, outcome="").pk])


def test_what_waits_is_shown_to_the_ministry_with_the_buttons_of_the_second_person(
    refused: Proposal, amina: User, bilal: User, claire: User
) -> None:
    confirm = answer_address(refused, "proposal_confirm")

    assert confirm in read_dossier(bilal, refused)
    for other in (amina, claire):
        page = read_dossier(other, refused)
        assert "“Refuse” waits for a second person" in page
        assert "Hors du champ du plan." in page
        assert "Outside the scope of open government" in page
        assert confirm not in page


def test_whoever_proposed_it_is_not_among_those_who_are_waited_for(
    refused: Proposal, amina: User, bilal: User
) -> None:
    asked = "ministry team (you are one of them)"

    # The admissibility waits for either of them, the confirmation for Bilal alone.
    assert read_dossier(bilal, refused).count(asked) == 2
    assert read_dossier(amina, refused).count(asked) == 1


def test_what_waits_is_not_told_to_the_author(refused: Proposal, driss: User) -> None:
    assert "Hors du champ du plan." not in read_dossier(driss, refused)


def test_an_author_confirms_what_was_recorded_for_them_without_reading_who_did(
    amina: User, driss: User
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    scan = make_scan(proposal, amina)
    fire_on_page(
        amina,
        proposal,
        "withdraw",
        paper_number="12",
        paper_on="2026-01-05",
        paper_capacity="Author",
        paper_scan=scan.pk,
    )

    page = read_dossier(driss, proposal)

    assert "“Withdraw” waits for a second person" in page
    assert "Proposed by ministry team" in page
    assert "Amina" not in page
    assert browse(driss).post(answer_address(proposal, "proposal_confirm")).status_code == 302
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.WITHDRAWN


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_confirming_asks_first(refused: Proposal, bilal: User, language: str) -> None:
    answer = browse(bilal, language).get(answer_address(refused, "proposal_confirm"))

    refused.refresh_from_db()
    assert answer.status_code == 200
    assert "Hors du champ du plan." in answer.content.decode()
    assert refused.state == ProposalState.SUBMITTED


def test_a_second_person_confirms_with_both_names_in_the_history(
    refused: Proposal, amina: User, bilal: User
) -> None:
    answer = browse(bilal).post(answer_address(refused, "proposal_confirm"))

    refused.refresh_from_db()
    event = Event.objects.get(subject=refused, name="refuse")
    assert answer.status_code == 302
    assert refused.state == ProposalState.INADMISSIBLE
    assert (event.actor, event.confirmed_by, event.via) == (amina, bilal, "web")
    assert "confirmed by Bilal" in read_dossier(bilal, refused)


def test_who_proposed_it_cannot_confirm_it(refused: Proposal, amina: User) -> None:
    answer = browse(amina).post(answer_address(refused, "proposal_confirm"))

    refused.refresh_from_db()
    assert answer.status_code == 403
    assert refused.state == ProposalState.SUBMITTED


def test_who_holds_no_role_cannot_confirm_it(refused: Proposal, driss: User, claire: User) -> None:
    address = answer_address(refused, "proposal_confirm")

    assert browse(driss).post(address).status_code in {403, 409}
    assert browse(claire).post(address).status_code == 403
    assert browse(None).post(address).status_code == 302


def test_declining_needs_a_reason_and_keeps_what_is_typed(refused: Proposal, bilal: User) -> None:
    answer = browse(bilal).post(answer_address(refused, "proposal_decline"), {"comment": " "})

    assert answer.status_code == 422
    assert "Say why you do not confirm it." in answer.content.decode()


def test_a_second_person_declines_and_the_proposal_stays(refused: Proposal, bilal: User) -> None:
    answer = browse(bilal).post(
        answer_address(refused, "proposal_decline"), {"comment": "C'est bien dans le champ."}
    )

    refused.refresh_from_db()
    assert answer.status_code == 302
    assert refused.state == ProposalState.SUBMITTED
    assert "Not confirmed by a second person: Refuse" in read_dossier(bilal, refused)


def test_what_has_been_answered_can_be_answered_no_more(refused: Proposal, bilal: User) -> None:
    address = answer_address(refused, "proposal_confirm")
    browse(bilal).post(address)

    answer = browse(bilal).post(address)

    assert answer.status_code == 409
    assert "Nothing waits here for your confirmation any more." in answer.content.decode()
