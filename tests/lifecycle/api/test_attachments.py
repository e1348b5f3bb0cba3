"""Files as programs add, list and read them."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from lifecycle.models import Attachment
from lifecycle.vocabulary import AttachmentPurpose, ProposalState
from tests.factories import make_minutes, proposal_in
from tests.lifecycle.api.clients import client_of
from workflow.models import User

PDF = b"%PDF-1.7\n%%EOF\n"


def upload(person: User | None, pk: int, content: bytes = PDF, **values: Any) -> Any:
    """Send a file named as a PDF."""
    form = {"file": SimpleUploadedFile("étude.pdf", content), **values}
    return client_of(person).post(f"/api/v1/proposals/{pk}/attachments/", form, format="multipart")


def test_an_author_adds_a_file_and_reads_it_back(driss: User) -> None:
    proposal = proposal_in(ProposalState.DRAFT, author=driss)

    added = upload(driss, proposal.pk)
    read: Any = client_of(driss).get(f"/api/v1/attachments/{added.json()['id']}/")

    assert (added.status_code, added.json()["media_type"]) == (201, "application/pdf")
    assert b"".join(read.streaming_content) == PDF
    assert read["Content-Disposition"].startswith("attachment")
    assert read["X-Content-Type-Options"] == "nosniff"


def test_a_file_is_what_it_is_whatever_format_is_asked_for(driss: User) -> None:
    proposal = proposal_in(ProposalState.DRAFT, author=driss)
    key = upload(driss, proposal.pk).json()["id"]

    read = client_of(driss).get(f"/api/v1/attachments/{key}/", headers={"accept": "image/png"})

    assert (read.status_code, read["Content-Type"]) == (200, "application/pdf")


def test_a_file_that_is_not_what_it_says_is_refused(driss: User) -> None:
    proposal = proposal_in(ProposalState.DRAFT, author=driss)

    answer = upload(driss, proposal.pk, b"\x89PNG\r\n\x1a\n" + b"0" * 40)

    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["file"])


def test_a_file_that_announces_too_many_bytes_is_not_even_read(driss: User) -> None:
    proposal = proposal_in(ProposalState.DRAFT, author=driss)

    with override_settings(LIFECYCLE_ATTACHMENT_MAX_BYTES=1_000):
        answer = upload(driss, proposal.pk, PDF + b"0" * 100_000)

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_file_comes_in_a_form_and_not_in_json(driss: User) -> None:
    proposal = proposal_in(ProposalState.DRAFT, author=driss)

    answer = client_of(driss).post(
        f"/api/v1/proposals/{proposal.pk}/attachments/", {"file": "text"}, format="json"
    )

    assert answer.status_code == 415


def test_a_form_without_a_file_is_told_so(driss: User) -> None:
    proposal = proposal_in(ProposalState.DRAFT, author=driss)

    answer = client_of(driss).post(
        f"/api/v1/proposals/{proposal.pk}/attachments/", {"file": "text"}, format="multipart"
    )

    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["file"])


def test_each_reader_is_shown_the_files_they_may_read(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=driss)
    minutes = make_minutes(proposal)
    address = f"/api/v1/proposals/{proposal.pk}/attachments/"

    seen = {
        person: [row["purpose"] for row in client_of(person).get(address).json()["results"]]
        for person in (None, amina)
    }

    assert seen == {None: [], amina: [AttachmentPurpose.MINUTES]}
    assert client_of(None).get(f"/api/v1/attachments/{minutes.pk}/").status_code == 404
    assert client_of(amina).get(f"/api/v1/attachments/{minutes.pk}/").status_code == 200


def test_the_public_adds_nothing(driss: User, amina: User) -> None:
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=driss)

    answer = upload(None, proposal.pk)

    assert answer.status_code == 401
    assert not Attachment.objects.exists()


def test_an_author_removes_a_file_from_their_draft_and_nobody_else_does(
    driss: User, amina: User
) -> None:
    proposal = proposal_in(ProposalState.DRAFT, author=driss)
    address = f"/api/v1/attachments/{upload(driss, proposal.pk).json()['id']}/"

    answers = [client_of(who).delete(address).status_code for who in (None, amina, driss, driss)]

    assert answers == [401, 404, 204, 404]
    assert not Attachment.objects.exists()
