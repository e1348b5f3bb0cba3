"""Attachments: what enters, what is refused with nothing kept, and who reads what."""

from io import BytesIO
from pathlib import PurePosixPath

import pytest
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils.translation import override
from pytest_django import (
    DjangoAssertNumQueries,
    DjangoCaptureOnCommitCallbacks,
    Settings,
)

from lifecycle.models import Attachment
from lifecycle.selectors.attachments import list_readable
from lifecycle.services.attachments import PER_SUBJECT_MAX, attach, open_attachment, remove
from lifecycle.vocabulary import AttachmentPurpose, ProposalState
from tests.factories import make_plan, proposal_in
from tests.facts import look_at_all
from tests.lifecycle.services import documents
from tests.lifecycle.services.documents import make_upload
from workflow.engine import fire
from workflow.engine.reading import load_case
from workflow.exceptions import (
    InputError,
    StaleSubjectError,
    SubjectNotFoundError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import Event, Subject, User
from workflow.permissions import NOBODY, load_grants

pytestmark = pytest.mark.django_db

SUPPORT = AttachmentPurpose.SUPPORT


def count_files() -> int:
    """Return how many files the store holds."""
    folders, files = default_storage.listdir("")
    waiting, found = list(folders), len(files)
    while waiting:
        folder = waiting.pop()
        inner, files = default_storage.listdir(folder)
        waiting += [f"{folder}/{name}" for name in inner]
        found += len(files)
    return found


def test_a_file_is_kept_under_a_random_name_with_its_digest_in_the_history(driss: User) -> None:
    proposal = proposal_in(ProposalState.DRAFT, author=driss)

    attachment = attach(
        proposal, upload=make_upload("Lettre.pdf", documents.PDF), purpose=SUPPORT, actor=driss
    )

    event = proposal.events.get(name="attached")
    assert attachment.media_type == "application/pdf"
    assert attachment.size_bytes == len(documents.PDF)
    assert attachment.original_name == "Lettre.pdf"
    stored = str(attachment.file.name)
    assert PurePosixPath(stored).suffix == ""
    assert "Lettre" not in stored
    assert attachment.sha256 in event.body.json
    assert attachment.file.read() == documents.PDF


def test_the_history_moves_on_by_one_so_that_the_same_form_can_go_on(driss: User) -> None:
    proposal = proposal_in(ProposalState.DRAFT, author=driss)

    attach(
        proposal,
        upload=make_upload("Lettre.pdf", documents.PDF),
        purpose=SUPPORT,
        actor=driss,
        expect=proposal.version,
    )

    assert Subject.objects.get(pk=proposal.pk).version == proposal.version + 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("lettre.pdf", documents.PNG, ["lettre.pdf", "PDF", "PNG"]),
        ("photo.png", documents.JPEG, ["photo.png", "PNG", "JPEG"]),
        ("photo.png", documents.HTML, ["photo.png", "web page"]),
        ("tableau.csv", documents.PROGRAM, ["tableau.csv", "CSV", "a program"]),
        ("lettre.docx", documents.OLD_WORD, ["lettre.docx", "Word", "old Office"]),
        ("dessin.svg", documents.SVG, ["dessin.svg", ".pdf"]),
        ("programme.exe", documents.PROGRAM, ["programme.exe", ".pdf"]),
        ("lettre", documents.PDF, ["lettre", ".pdf"]),
        ("vide.txt", b"", ["vide.txt", "empty"]),
        (
            "macro.docx",
            documents.make_office(documents.WORD_PART, **{"word/vbaProject.bin": b"macro"}),
            ["macro.docx", "holds macros"],
        ),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_and_nothing_is_kept(
    driss: User, name: str, content: bytes, said: list[str]
) -> None:
    proposal = proposal_in(ProposalState.DRAFT, author=driss)
    files = count_files()

    with override("en"), pytest.raises(InputError) as refusal:
        attach(proposal, upload=make_upload(name, content), purpose=SUPPORT, actor=driss)

    assert list(refusal.value.errors) == ["file"]
    assert [word for word in said if word not in str(refusal.value)] == []
    assert not Attachment.objects.exists()
    assert count_files() == files
    assert Subject.objects.get(pk=proposal.pk).version == proposal.version


def test_a_file_is_measured_by_its_bytes_and_refused_past_the_limit(
    driss: User, settings: Settings
) -> None:
    settings.LIFECYCLE_ATTACHMENT_MAX_BYTES = len(documents.PDF) - 1
    proposal = proposal_in(ProposalState.DRAFT, author=driss)
    lying = make_upload("Lettre.pdf", documents.PDF)
    lying.size = 1

    with pytest.raises(InputError, match="Lettre"):
        attach(proposal, upload=lying, purpose=SUPPORT, actor=driss)

    assert not Attachment.objects.exists()


def test_a_file_just_at_the_limit_is_taken(driss: User, settings: Settings) -> None:
    settings.LIFECYCLE_ATTACHMENT_MAX_BYTES = len(documents.PDF)
    proposal = proposal_in(ProposalState.DRAFT, author=driss)

    attachment = attach(
        proposal, upload=make_upload("Lettre.pdf", documents.PDF), purpose=SUPPORT, actor=driss
    )

    assert attachment.size_bytes == len(documents.PDF)


def test_a_file_without_a_name_is_refused(driss: User) -> None:
    proposal = proposal_in(ProposalState.DRAFT, author=driss)

    with pytest.raises(InputError):
        attach(proposal, upload=File(BytesIO(documents.PDF)), purpose=SUPPORT, actor=driss)


def test_the_eleventh_file_is_refused(driss: User) -> None:
    proposal = proposal_in(ProposalState.DRAFT, author=driss)
    for number in range(PER_SUBJECT_MAX):
        name = f"{number}.txt"
        attach(proposal, upload=make_upload(name, b"words"), purpose=SUPPORT, actor=driss)

    with pytest.raises(InputError) as refusal:
        attach(proposal, upload=make_upload("11.txt", b"words"), purpose=SUPPORT, actor=driss)

    assert str(PER_SUBJECT_MAX) in str(refusal.value)
    assert Attachment.objects.filter(subject=proposal.pk).count() == PER_SUBJECT_MAX


def test_a_stranger_is_told_that_there_is_nothing(driss: User, karim: User) -> None:
    proposal = proposal_in(ProposalState.DRAFT, author=driss)
    files = count_files()

    with pytest.raises(SubjectNotFoundError):
        attach(proposal, upload=make_upload("a.txt", b"words"), purpose=SUPPORT, actor=karim)

    assert count_files() == files


def test_who_only_reads_adds_nothing(driss: User, jalila: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    with pytest.raises(TransitionForbiddenError):
        attach(proposal, upload=make_upload("a.txt", b"words"), purpose=SUPPORT, actor=jalila)


def test_an_author_writes_no_minutes(driss: User) -> None:
    proposal = proposal_in(ProposalState.DRAFT, author=driss)

    with pytest.raises(TransitionForbiddenError):
        attach(
            proposal,
            upload=make_upload("a.txt", b"words"),
            purpose=AttachmentPurpose.MINUTES,
            actor=driss,
        )


def test_an_author_adds_files_while_writing_or_answering_only(driss: User, amina: User) -> None:
    answering = proposal_in(ProposalState.NEEDS_DETAILS, author=driss)
    submitted = proposal_in(ProposalState.SUBMITTED, author=driss)

    attach(answering, upload=make_upload("a.txt", b"words"), purpose=SUPPORT, actor=driss)
    with pytest.raises(TransitionRefusedError):
        attach(submitted, upload=make_upload("a.txt", b"words"), purpose=SUPPORT, actor=driss)
    attach(submitted, upload=make_upload("a.txt", b"words"), purpose=SUPPORT, actor=amina)

    assert Attachment.objects.count() == 2


def test_a_plan_may_take_no_files_from_authors(driss: User) -> None:
    plan = make_plan(accepts_attachments=False)
    proposal = proposal_in(ProposalState.DRAFT, plan=plan, author=driss)

    with pytest.raises(TransitionRefusedError):
        attach(proposal, upload=make_upload("a.txt", b"words"), purpose=SUPPORT, actor=driss)


def test_a_stale_reader_adds_nothing_and_the_file_goes(driss: User) -> None:
    proposal = proposal_in(ProposalState.DRAFT, author=driss)
    files = count_files()

    with pytest.raises(StaleSubjectError):
        attach(
            proposal,
            upload=make_upload("a.txt", b"words"),
            purpose=SUPPORT,
            actor=driss,
            expect=proposal.version - 1,
        )

    assert count_files() == files
    assert not Event.objects.filter(name="attached").exists()


@pytest.fixture
def attachments(amina: User, driss: User) -> dict[str, Attachment]:
    """Return one file of each purpose of a published proposal."""
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=driss)
    purposes = ("support", "receipt", "minutes", "paper_act", "evidence", "source")
    return {
        purpose: attach(
            proposal,
            upload=make_upload(f"{purpose}.txt", b"words"),
            purpose=AttachmentPurpose(purpose),
            actor=amina,
        )
        for purpose in purposes
    }


@pytest.mark.parametrize(
    ("reader", "readable"),
    [
        ("amina", {"support", "receipt", "minutes", "paper_act", "evidence", "source"}),
        ("claire", {"support", "receipt", "minutes", "paper_act", "evidence", "source"}),
        ("jalila", {"support", "minutes", "paper_act", "evidence", "source"}),
        ("karim", {"support", "minutes", "paper_act", "evidence", "source"}),
        ("farid", {"support", "minutes"}),
        ("driss", {"support"}),
        ("lamia", {"support"}),
        (None, {"support"}),
    ],
)
def test_what_a_file_is_for_says_who_reads_it(
    request: pytest.FixtureRequest,
    attachments: dict[str, Attachment],
    reader: str | None,
    readable: set[str],
) -> None:
    grants = load_grants(request.getfixturevalue(reader)) if reader else NOBODY
    subject = attachments["support"].subject
    case = load_case(subject.pk, today=subject.entered_at.date())

    opened = set()
    for purpose, attachment in attachments.items():
        try:
            open_attachment(attachment, grants=grants).close()
            opened.add(purpose)
        except SubjectNotFoundError:
            continue

    assert opened == readable
    assert {each.purpose for each in list_readable(case, grants)} == readable


def test_a_file_of_what_one_does_not_see_does_not_exist(driss: User, claire: User) -> None:
    draft = proposal_in(ProposalState.DRAFT, author=driss)
    attachment = attach(draft, upload=make_upload("a.txt", b"words"), purpose=SUPPORT, actor=driss)

    assert open_attachment(attachment, grants=load_grants(driss)).read() == b"words"
    for grants in (load_grants(claire), NOBODY):
        with pytest.raises(SubjectNotFoundError):
            open_attachment(attachment, grants=grants)


def test_the_list_of_files_is_one_statement(
    attachments: dict[str, Attachment],
    amina: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    subject = attachments["support"].subject
    grants = load_grants(amina)
    case = load_case(subject.pk, today=subject.entered_at.date())
    look_at_all(case.facts)

    with django_assert_num_queries(1):
        assert len(list_readable(case, grants)) == len(attachments)


def attach_letter(proposal: Subject, person: User) -> Attachment:
    """Attach a letter that supports the proposal."""
    upload = make_upload("Lettre.pdf", documents.PDF)
    return attach(proposal, upload=upload, purpose=SUPPORT, actor=person)


def test_an_author_takes_a_file_off_their_draft_with_its_bytes(
    driss: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    proposal = proposal_in(ProposalState.DRAFT, author=driss)
    kept, before = attach_letter(proposal, driss), count_files()

    with django_capture_on_commit_callbacks(execute=True):
        remove(kept.pk, actor=driss)

    assert not Attachment.objects.exists()
    assert count_files() == before - 1
    assert "Lettre.pdf" in proposal.events.get(name="detached").body.json


def test_what_was_submitted_keeps_its_files(driss: User) -> None:
    proposal = proposal_in(ProposalState.DRAFT, author=driss)
    kept = attach_letter(proposal, driss)
    fire(proposal.pk, "submit", actor=driss)

    with pytest.raises(TransitionRefusedError):
        remove(kept.pk, actor=driss)

    assert Attachment.objects.filter(pk=kept.pk).exists()


def test_nobody_takes_a_file_off_the_draft_of_another(
    driss: User, amina: User, claire: User
) -> None:
    kept = attach_letter(proposal_in(ProposalState.DRAFT, author=driss), driss)

    for other in (amina, claire):
        with pytest.raises(SubjectNotFoundError):
            remove(kept.pk, actor=other)
    with pytest.raises(SubjectNotFoundError):
        remove(0, actor=driss)


def test_a_file_is_removed_once_and_on_the_version_that_was_read(driss: User) -> None:
    proposal = proposal_in(ProposalState.DRAFT, author=driss)
    kept = attach_letter(proposal, driss)

    with pytest.raises(StaleSubjectError):
        remove(kept.pk, actor=driss, expect=proposal.version)
    remove(kept.pk, actor=driss, expect=proposal.version + 1)
    with pytest.raises(SubjectNotFoundError):
        remove(kept.pk, actor=driss)
