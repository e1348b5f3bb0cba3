"""Writing a proposal: a draft, its edition, its documents, what is refused and what is kept."""

from datetime import timedelta

import pytest
from django.urls import reverse

from lifecycle.models import Attachment, PlanStage, Proposal
from lifecycle.services.proposals import edit_draft
from lifecycle.vocabulary import ProposalState, StageCode
from tests.factories import make_plan, proposal_in
from tests.lifecycle.web.proposals.browsing import browse, read, read_dossier
from tests.lifecycle.web.proposals.uploads import make_false_pdf, make_pdf
from workflow.clock import FixedClock, use_clock
from workflow.models import User

pytestmark = pytest.mark.django_db

NEW = "/proposals/new/"
WRITTEN = {
    "language": "ar",
    "title": "نشر السجل",
    "problem": "لا أحد يجد السجل.",
    "solution": "نشره على الأنترنت.",
    "visibility": "anonymous",
}


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_the_form_is_read_in_each_language(driss: User, language: str, direction: str) -> None:
    make_plan()

    page = read(driss, NEW, language)

    assert f'dir="{direction}">' in page
    assert f'value="{language}" ' in page
    assert 'name="problem"' in page


def test_who_has_no_account_is_asked_to_sign_in(db: None) -> None:
    make_plan()

    answer = browse(None).get(NEW)

    assert answer.headers["Location"] == f"/accounts/login/?next={NEW}"


def test_a_draft_is_kept_for_its_author_alone(driss: User, amina: User) -> None:
    plan = make_plan()
    theme = plan.themes.first()
    assert theme is not None

    answer = browse(driss).post(NEW, {**WRITTEN, "theme": theme.pk if theme else "", "key": "k1"})

    proposal = Proposal.objects.get()
    assert answer.headers["Location"] == reverse("proposal", args=[proposal.pk])
    assert (proposal.title, proposal.language, proposal.theme) == ("نشر السجل", "ar", theme)
    assert proposal.state == ProposalState.DRAFT
    assert browse(amina).get(reverse("proposal", args=[proposal.pk])).status_code == 404


def test_a_form_that_is_sent_twice_makes_one_draft_with_its_documents_once(driss: User) -> None:
    make_plan()
    client = browse(driss)

    client.post(NEW, {**WRITTEN, "key": "k1", "documents": [make_pdf("a.pdf"), make_pdf("b.pdf")]})
    client.post(NEW, {**WRITTEN, "key": "k1", "documents": [make_pdf("a.pdf"), make_pdf("b.pdf")]})

    assert Proposal.objects.count() == 1
    assert sorted(Attachment.objects.values_list("original_name", flat=True)) == ["a.pdf", "b.pdf"]


def test_keeping_then_submitting_leads_to_the_form_that_submits(driss: User) -> None:
    theme = make_plan().themes.first()
    whole = {**WRITTEN, "theme": theme.pk if theme else "", "key": "k1", "next": "submit"}

    answer = browse(driss).post(NEW, whole)

    proposal = Proposal.objects.get()
    assert answer.headers["Location"] == reverse(
        "proposal_transition", args=[proposal.pk, "submit"]
    )


def test_submitting_too_early_keeps_the_draft_and_says_all_that_is_missing(driss: User) -> None:
    make_plan()
    early = {**WRITTEN, "problem": "", "solution": "", "key": "k1", "next": "submit"}

    answer = browse(driss).post(NEW, early, follow=True)

    told = [str(message) for message in answer.context["messages"]]
    assert answer.status_code == 200
    assert answer.redirect_chain == [(f"/proposals/{Proposal.objects.get().pk}/", 302)]
    assert told[0] == "Your draft is kept; nobody else sees it."
    assert "problem" in told[1]
    assert "solution" in told[1]


def test_a_proposal_of_a_megabyte_is_refused_and_nothing_is_lost(driss: User) -> None:
    make_plan()
    huge = "م" * 1_000_000

    answer = browse(driss).post(NEW, {**WRITTEN, "problem": huge, "key": "k1"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert huge in page
    assert "20000" in page
    assert 'href="#id_problem"' in page
    assert not Proposal.objects.exists()


def test_a_request_beyond_what_is_read_is_refused_in_words(driss: User) -> None:
    make_plan()

    answer = browse(driss).post(NEW, {**WRITTEN, "problem": "a" * 3_000_000, "key": "k1"})

    assert answer.status_code == 413
    assert "too large" in answer.content.decode()


def test_a_bad_document_is_refused_near_its_field_before_anything_is_kept(driss: User) -> None:
    make_plan()

    answer = browse(driss).post(NEW, {**WRITTEN, "key": "k1", "documents": [make_false_pdf()]})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "is not what it says" in page
    assert 'id="id_documents_error"' in page
    assert "لا أحد يجد السجل." in page
    assert not Proposal.objects.exists()


def test_documents_must_be_chosen_again_when_something_else_is_wrong(driss: User) -> None:
    make_plan()

    answer = browse(driss).post(
        NEW, {**WRITTEN, "visibility": "association", "key": "k1", "documents": [make_pdf()]}
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Name the association that is shown as author." in page
    assert "Choose your documents again" in page


def test_a_plan_that_takes_no_documents_offers_none(driss: User) -> None:
    make_plan(accepts_attachments=False)

    assert 'name="documents"' not in read(driss, NEW)


def test_no_plan_receives_proposals_after_the_collection(driss: User) -> None:
    plan = make_plan()
    stage = PlanStage.objects.get(plan=plan, code=StageCode.COLLECTION.value)
    assert stage.closes_on is not None

    with use_clock(FixedClock.on(stage.closes_on + timedelta(days=30))):
        page = read(driss, NEW)

    assert "No plan receives proposals today" in page
    assert "<textarea" not in page


def test_of_several_plans_one_is_chosen_first(driss: User) -> None:
    make_plan("MA-2", title_en="Second plan")
    make_plan("MA-3", title_en="Third plan")

    page = read(driss, NEW)
    chosen = read(driss, f"{NEW}?plan=MA-3")

    assert 'href="?plan=MA-3"' in page
    assert "Third plan" in chosen
    assert "<textarea" in chosen


def test_a_key_of_another_proposal_loses_nothing(driss: User) -> None:
    make_plan()
    client = browse(driss)
    client.post(NEW, {**WRITTEN, "key": "k1"})

    answer = client.post(NEW, {**WRITTEN, "title": "شيء آخر", "key": "k1"})

    assert answer.status_code == 409
    assert "شيء آخر" in answer.content.decode()
    assert answer.context["form"]["key"].value() != "k1"


def test_an_author_edits_a_draft(driss: User) -> None:
    proposal = proposal_in(ProposalState.DRAFT, author=driss)
    client, address = browse(driss), reverse("proposal_edit", args=[proposal.pk])
    form = client.get(address).context["form"]

    answer = client.post(
        address,
        {
            **WRITTEN,
            "theme": form["theme"].value(),
            "expect": form["expect"].value(),
            "title": "Another title",
        },
    )

    proposal.refresh_from_db()
    assert answer.status_code == 302
    assert proposal.title == "Another title"


def test_of_two_windows_the_second_is_told_and_loses_nothing(driss: User) -> None:
    proposal = proposal_in(ProposalState.DRAFT, author=driss)
    client, address = browse(driss), reverse("proposal_edit", args=[proposal.pk])
    form = client.get(address).context["form"]
    edit_draft(proposal, actor=driss, values={"title": "Of the first"}, expect=proposal.version)

    answer = client.post(
        address, {**WRITTEN, "expect": form["expect"].value(), "title": "Of the second"}
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "This proposal has changed since you opened it" in page
    assert "The text was edited" in page
    assert "Of the second" in page
    again = client.post(
        address,
        {
            **WRITTEN,
            "expect": answer.context["form"]["expect"].value(),
            "title": "Of the second",
        },
    )
    proposal.refresh_from_db()
    assert (again.status_code, proposal.title) == (302, "Of the second")


def test_only_the_author_edits_and_only_while_it_is_written(driss: User, amina: User) -> None:
    submitted = proposal_in(ProposalState.SUBMITTED, author=driss)
    address = reverse("proposal_edit", args=[submitted.pk])

    assert browse(amina).get(address).status_code == 403
    refused = browse(driss).get(address)
    assert refused.status_code == 409
    assert "A proposal is written before it is submitted" in refused.content.decode()


def test_the_question_of_the_ministry_stands_above_what_is_edited(driss: User) -> None:
    proposal = proposal_in(ProposalState.NEEDS_DETAILS, author=driss)

    page = read(driss, reverse("proposal_edit", args=[proposal.pk]))

    assert "Question of the ministry" in page
    assert "Pour quel registre ?" in page


def test_the_receipt_gives_the_author_the_reference_and_the_link(driss: User, amina: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    address = reverse("proposal_receipt", args=[proposal.pk])

    page = read(driss, address)

    assert proposal.reference in page
    assert f"http://testserver/proposals/follow/{proposal.receipt_token}/" in page
    assert browse(amina).get(address).status_code == 404
    assert address in read_dossier(driss, proposal)


def test_a_draft_has_no_receipt(driss: User) -> None:
    proposal = proposal_in(ProposalState.DRAFT, author=driss)

    assert browse(driss).get(reverse("proposal_receipt", args=[proposal.pk])).status_code == 404
