"""Recording what somebody said at an event or sent in a letter."""

import pytest
from django.urls import reverse

from lifecycle.models import Attachment, Proposal
from lifecycle.vocabulary import AttachmentPurpose, ProposalState
from tests.factories import make_plan
from tests.lifecycle.web.proposals.browsing import browse, read
from tests.lifecycle.web.proposals.uploads import make_pdf
from workflow.models import User

pytestmark = pytest.mark.django_db

RECORD = "/proposals/record/"


def written(**values: object) -> dict[str, object]:
    """Return a whole form, but for what a test says otherwise."""
    theme = make_plan().themes.first()
    assert theme is not None
    return {
        "language": "fr",
        "title": "Publier le registre",
        "problem": "Personne ne le trouve.",
        "solution": "Le mettre en ligne.",
        "theme": theme.pk,
        "visibility": "name",
        "channel": "event",
        "channel_reference": "Rencontre de Tata",
        "received_on": "2020-10-05",
        "authors_0_name": "Un participant",
        "key": "k1",
        **values,
    }


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_the_form_is_read_in_each_language(amina: User, language: str) -> None:
    make_plan()

    page = read(amina, RECORD, language)

    assert 'name="authors_0_name"' in page
    assert 'name="received_on"' in page


def test_only_the_ministry_team_records(driss: User, claire: User) -> None:
    make_plan()

    for person in (driss, claire):
        answer = browse(person).get(RECORD)
        assert answer.status_code == 403
        assert "Only the ministry team records proposals for others." in answer.content.decode()


def test_what_was_said_is_recorded_with_its_author_and_the_letter(amina: User) -> None:
    answer = browse(amina).post(RECORD, written(documents=[make_pdf("letter.pdf")]))

    proposal = Proposal.objects.get()
    assert answer.headers["Location"] == reverse("proposal", args=[proposal.pk])
    assert proposal.state == ProposalState.SUBMITTED
    assert proposal.reference
    assert proposal.channel_reference == "Rencontre de Tata"
    assert [author.name for author in proposal.authors.all()] == ["Un participant"]
    kept = Attachment.objects.get(subject=proposal)
    assert (kept.original_name, kept.purpose) == ("letter.pdf", AttachmentPurpose.RECEIPT)


def test_every_error_is_near_its_field_and_the_rows_are_kept(amina: User) -> None:
    answer = browse(amina).post(
        RECORD,
        written(title="", received_on="2999-01-01", authors_0_email="no address"),
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_title"' in page
    assert "It cannot have been received after today." in page
    assert 'value="Un participant"' in page
    assert 'value="no address"' in page
    assert not Proposal.objects.exists()


def test_somebody_or_something_is_named(amina: User) -> None:
    answer = browse(amina).post(RECORD, written(channel_reference="", authors_0_name=""))

    assert answer.status_code == 422
    assert "Name the author, or the event or the letter it came by." in answer.content.decode()


def test_one_more_author_is_given_on_request(amina: User) -> None:
    typed = written(title="", authors_1_name="Une participante", more="authors")
    answer = browse(amina).post(RECORD, typed)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="authors_2_name"' in page
    assert "error-summary" not in page
    assert 'value="Une participante"' in page
    assert not Proposal.objects.exists()
