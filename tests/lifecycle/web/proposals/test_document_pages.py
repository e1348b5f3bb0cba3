"""Documents: added by those who may, sent to those who may read them, never shown as a page."""

import pytest
from django.http import FileResponse
from django.urls import reverse

from lifecycle.models import Attachment, Proposal
from lifecycle.services.attachments import attach
from lifecycle.vocabulary import AttachmentPurpose, ProposalState
from tests.factories import proposal_in
from tests.lifecycle.web.proposals.browsing import browse, read
from tests.lifecycle.web.proposals.uploads import PDF, make_false_pdf, make_pdf
from workflow.engine import fire
from workflow.models import User

pytestmark = pytest.mark.django_db


def keep(proposal: Proposal, person: User, purpose: AttachmentPurpose, name: str) -> str:
    """Attach a document and return its address."""
    kept = attach(proposal, upload=make_pdf(name), purpose=purpose, actor=person)
    return reverse("attachment", args=[kept.pk])


def test_a_document_is_saved_and_never_opened_as_a_page(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=driss)
    address = keep(proposal, amina, AttachmentPurpose.SUPPORT, "خريطة.pdf")

    answer = browse(None).get(address)

    assert isinstance(answer, FileResponse)
    assert b"".join(answer) == PDF
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_document_of_what_one_may_not_see_does_not_exist(
    amina: User, driss: User, farid: User
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    address = keep(proposal, amina, AttachmentPurpose.SUPPORT, "map.pdf")

    assert browse(None).get(address).status_code == 404
    assert browse(farid).get(address).status_code == 404
    assert browse(driss).get(address).status_code == 200
    assert browse(driss).get(reverse("attachment", args=[10**6])).status_code == 404


def test_the_letter_is_for_the_ministry(amina: User, driss: User, jalila: User) -> None:
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=driss)
    address = keep(proposal, amina, AttachmentPurpose.RECEIPT, "letter.pdf")

    for person in (None, driss, jalila):
        assert browse(person).get(address).status_code == 404
    assert browse(amina).get(address).status_code == 200


def test_who_loses_the_right_reads_it_no_more(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    address = keep(proposal, amina, AttachmentPurpose.RECEIPT, "letter.pdf")
    client = browse(amina)
    assert client.get(address).status_code == 200

    amina.groups.clear()

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_the_form_offers_what_a_document_may_be_for(
    amina: User, driss: User, language: str
) -> None:
    proposal = proposal_in(ProposalState.DRAFT, author=driss)
    submitted = proposal_in(ProposalState.SUBMITTED, author=driss, plan=proposal.plan)

    author_page = read(driss, reverse("proposal_attach", args=[proposal.pk]), language)
    ministry_page = read(amina, reverse("proposal_attach", args=[submitted.pk]), language)

    assert 'value="minutes"' not in author_page
    assert 'value="minutes"' in ministry_page


def test_a_document_is_added(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    answer = browse(amina).post(
        reverse("proposal_attach", args=[proposal.pk]), {"purpose": "minutes", "file": make_pdf()}
    )

    assert answer.status_code == 302
    assert Attachment.objects.get(subject=proposal).purpose == AttachmentPurpose.MINUTES


def test_a_document_that_cannot_be_taken_is_refused_near_its_field(
    amina: User, driss: User
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    address = reverse("proposal_attach", args=[proposal.pk])

    nothing = browse(amina).post(address, {"purpose": "minutes"})
    false = browse(amina).post(address, {"purpose": "minutes", "file": make_false_pdf()})

    for answer in (nothing, false):
        assert answer.status_code == 422
        assert 'id="id_file_error"' in answer.content.decode()
    assert "is not what it says" in false.content.decode()
    assert not Attachment.objects.exists()


def test_an_author_adds_nothing_once_it_is_submitted(driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    answer = browse(driss).post(
        reverse("proposal_attach", args=[proposal.pk]), {"purpose": "support", "file": make_pdf()}
    )

    assert answer.status_code == 409
    assert "You can add files while you write your proposal" in answer.content.decode()


def test_a_purpose_that_was_not_offered_is_refused(driss: User) -> None:
    proposal = proposal_in(ProposalState.DRAFT, author=driss)

    answer = browse(driss).post(
        reverse("proposal_attach", args=[proposal.pk]), {"purpose": "minutes", "file": make_pdf()}
    )

    assert answer.status_code == 422
    assert not Attachment.objects.exists()


def test_an_author_removes_a_document_from_their_draft_and_is_asked_first(driss: User) -> None:
    proposal = proposal_in(ProposalState.DRAFT, author=driss)
    keep(proposal, driss, AttachmentPurpose.SUPPORT, "lettre.pdf")
    address = reverse("attachment_remove", args=[Attachment.objects.get().pk])

    dossier = read(driss, reverse("proposal", args=[proposal.pk]))
    asked = read(driss, address)
    answer = browse(driss).post(address)

    assert address in dossier
    assert "lettre.pdf" in asked
    assert answer.headers["Location"] == reverse("proposal", args=[proposal.pk])
    assert not Attachment.objects.exists()


def test_a_document_of_others_is_removed_by_nobody_else(
    driss: User, farid: User, amina: User
) -> None:
    proposal = proposal_in(ProposalState.DRAFT, author=driss)
    keep(proposal, driss, AttachmentPurpose.SUPPORT, "lettre.pdf")
    address = reverse("attachment_remove", args=[Attachment.objects.get().pk])

    for other in (farid, amina):
        assert browse(other).get(address).status_code == 404
        assert browse(other).post(address).status_code == 404
    assert Attachment.objects.exists()


def test_once_submitted_a_document_can_no_more_be_removed(driss: User) -> None:
    proposal = proposal_in(ProposalState.DRAFT, author=driss)
    keep(proposal, driss, AttachmentPurpose.SUPPORT, "lettre.pdf")
    address = reverse("attachment_remove", args=[Attachment.objects.get().pk])
    fire(proposal.pk, "submit", actor=driss)

    answer = browse(driss).post(address)

    assert answer.status_code == 409
    assert "what was submitted stays as it was" in answer.content.decode()
    assert address not in read(driss, reverse("proposal", args=[proposal.pk]))
