"""The dossier: who reads what of it, why it is blocked, in each language, at a constant cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lifecycle.models import Comment, Proposal
from lifecycle.services.attachments import attach
from lifecycle.services.comments import comment
from lifecycle.services.duplicates import suspect
from lifecycle.services.uptakes import link
from lifecycle.vocabulary import AttachmentPurpose, AuthorVisibility, ProposalState
from lifecycle.web.proposals.reasons import REPAIRS
from tests.factories import make_plan, proposal_in, score_all
from tests.lifecycle.web.proposals.browsing import browse, read_dossier
from tests.lifecycle.web.proposals.uploads import make_pdf
from workflow.clock import FixedClock, current_clock, use_clock
from workflow.machine.registry import get_machine
from workflow.models import User, WorkItem

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_a_dossier_is_read_in_each_language(
    amina: User, driss: User, language: str, direction: str
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss, language="ar", title="نشر السجل")

    page = read_dossier(amina, proposal, language)

    assert f'<html lang="{language}" dir="{direction}">' in page
    assert '<h1><bdi lang="ar" dir="rtl">نشر السجل</bdi></h1>' in page
    assert f'<bdi dir="ltr" class="reference">{proposal.reference}</bdi>' in page


def test_a_proposal_that_is_not_public_does_not_exist_for_strangers(
    amina: User, driss: User, farid: User
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    address = reverse("proposal", args=[proposal.pk])

    assert browse(None).get(address).status_code == 404
    assert browse(farid).get(address).status_code == 404
    assert browse(driss).get(address).status_code == 200
    assert browse(amina).get(address).status_code == 200


def test_what_is_no_proposal_is_not_shown_as_one(amina: User) -> None:
    plan = make_plan()

    assert browse(amina).get(reverse("proposal", args=[plan.pk])).status_code == 404


def test_everybody_reads_an_admitted_proposal_but_not_who_wrote_it(driss: User) -> None:
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=driss)

    page = read_dossier(None, proposal)

    assert proposal.title in page
    assert "An anonymous author" in page
    assert "Driss" not in page
    assert driss.email not in page


def test_an_author_who_wants_to_be_named_is(driss: User) -> None:
    proposal = proposal_in(
        ProposalState.ADMISSIBLE, author=driss, visibility=AuthorVisibility.NAME.value
    )

    page = read_dossier(None, proposal)

    assert "Driss" in page
    assert driss.email not in page


def test_an_account_without_a_name_never_shows_its_address(db: None) -> None:
    nameless = User.objects.create_user("somebody@example.org", "secret")
    proposal = proposal_in(
        ProposalState.ADMISSIBLE, author=nameless, visibility=AuthorVisibility.NAME.value
    )

    assert "somebody@example.org" not in read_dossier(None, proposal)


def test_the_ministry_reads_the_author_the_committee_does_not(
    amina: User, jalila: User, driss: User
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    assert driss.email in read_dossier(amina, proposal)
    committee_page = read_dossier(jalila, proposal)
    assert "Driss" not in committee_page
    assert "the author" in committee_page


def test_officials_are_known_to_the_public_by_their_role(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=driss)

    page = read_dossier(None, proposal)

    assert "Admit" in page
    assert "ministry team" in page
    assert "Amina" not in page


def test_strangers_are_offered_no_transition_not_even_those_of_the_clock(driss: User) -> None:
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=driss)

    page = read_dossier(None, proposal)

    assert "What you can do" not in page
    assert "/do/" not in page


def test_a_reader_sees_what_they_can_do_and_staff_what_others_can(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    page = read_dossier(amina, proposal)

    admit = reverse("proposal_transition", args=[proposal.pk, "admit"])
    assert f'<a class="btn btn-primary" href="{admit}">Admit</a>' in page
    assert "What others can do" in page
    assert "Redirect to another body" in page


def test_a_blocked_step_says_why_and_who_can_help_with_the_button_that_helps(
    amina: User, driss: User
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    other = proposal_in(ProposalState.SUBMITTED, plan=proposal.plan)
    suspect(proposal, other=other, actor=amina)

    page = read_dossier(amina, other)

    assert "Why it is blocked" in page
    assert "1 suspected duplicate is unsettled" in page
    assert "Can help: ministry team." in page
    assert f"/proposals/{other.pk}/#duplicates" in page
    assert proposal.reference in page


def test_missing_scores_can_be_waived_by_the_lead_alone(
    amina: User, claire: User, driss: User, ghita: User, hamid: User
) -> None:
    proposal = proposal_in(ProposalState.IN_ASSESSMENT, author=driss)
    waive = reverse("proposal_waive", args=[proposal.pk, "scored"])

    lead_page, team_page = read_dossier(claire, proposal), read_dossier(amina, proposal)

    assert waive in lead_page
    assert waive not in team_page
    assert "Ghita" in lead_page
    assert "2 scores are missing" in read_dossier(driss, proposal)
    assert "Ghita" not in read_dossier(driss, proposal)


def test_lateness_is_said_in_days(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    due_on = WorkItem.objects.get(subject=proposal, closed_at=None).due_on
    assert due_on is not None

    with use_clock(FixedClock.on(due_on)):
        today_page = read_dossier(amina, proposal)
    with use_clock(FixedClock.on(due_on + timedelta(days=3))):
        late_page = read_dossier(amina, proposal)

    assert "Due today" in today_page
    assert "state-late" not in today_page
    assert "3 days late" in late_page


def test_the_holder_can_be_reminded_by_others_and_not_by_themselves(
    amina: User, claire: User, driss: User, karim: User, jalila: User
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    item = WorkItem.objects.get(subject=proposal, closed_at=None)
    remind = reverse("proposal_remind", args=[proposal.pk, item.pk])

    assert remind in read_dossier(claire, proposal)
    assert remind in read_dossier(driss, proposal)
    for holds_or_only_watches in (amina, karim, jalila):
        assert remind not in read_dossier(holds_or_only_watches, proposal)


def test_a_settled_proposal_shows_the_phase_it_left_and_the_published_reason(
    claire: User, driss: User
) -> None:
    proposal = proposal_in(ProposalState.NOT_RETAINED, author=driss)

    page = read_dossier(None, proposal)

    assert "The published decision" in page
    assert "Le registre existe déjà." in page
    assert "Step 2/7 · Prioritization" in page


def test_the_result_of_the_assessment_is_public_once_it_is_decided(
    amina: User, claire: User, driss: User, ghita: User, hamid: User
) -> None:
    proposal = proposal_in(ProposalState.IN_ASSESSMENT, author=driss)
    score_all(proposal, points=4)

    assert "Result of the assessment" in read_dossier(claire, proposal)
    assert "Result of the assessment" not in read_dossier(None, proposal)

    decided = proposal_in(ProposalState.PRIORITIZED, plan=proposal.plan)
    page = read_dossier(None, decided)
    assert "Result of the assessment" in page
    assert "80 / 100" in page


def test_an_author_reads_what_is_kept_of_their_idea_and_what_is_not(
    amina: User, driss: User
) -> None:
    idea = proposal_in(ProposalState.PRIORITIZED, author=driss)
    dossier = proposal_in(ProposalState.PRIORITIZED, plan=idea.plan)
    link(idea, dossier=dossier, extent="part", kept="The calendar.", left_out="Fines.", actor=amina)

    page = read_dossier(driss, idea)

    assert dossier.reference in page
    assert "The calendar." in page
    assert "Fines." in page


def test_a_merge_target_nobody_may_read_is_named_by_its_reference_alone(
    amina: User, driss: User
) -> None:
    proposal = proposal_in(ProposalState.MERGE_PROPOSED, author=driss)
    target = Proposal.objects.get(merge_candidates=proposal)

    page = read_dossier(driss, proposal)

    assert target.reference in page
    assert target.title not in page


def test_suspected_duplicates_are_for_the_ministry(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=driss)

    assert 'id="duplicates"' in read_dossier(amina, proposal)
    assert 'id="duplicates"' not in read_dossier(driss, proposal)


def test_documents_are_listed_to_those_who_may_read_them(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=driss)
    for purpose, name in (
        (AttachmentPurpose.SUPPORT, "map.pdf"),
        (AttachmentPurpose.RECEIPT, "letter.pdf"),
    ):
        attach(proposal, upload=make_pdf(name), purpose=purpose, actor=amina)

    assert "map.pdf" in read_dossier(None, proposal)
    assert "letter.pdf" not in read_dossier(None, proposal)
    assert "letter.pdf" in read_dossier(amina, proposal)


def test_comments_are_read_by_those_who_work_on_it(amina: User, driss: User, karim: User) -> None:
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=driss)
    comment(proposal, actor=amina, text="Ask the archives first.")

    assert "Ask the archives first." in read_dossier(karim, proposal)
    assert "Ask the archives first." not in read_dossier(driss, proposal)


def test_what_people_typed_is_never_markup(amina: User, driss: User) -> None:
    nasty = "<script>alert(1)</script>"
    proposal = proposal_in(
        ProposalState.SUBMITTED, author=driss, title=nasty, problem=nasty, solution=nasty
    )
    comment(proposal, actor=amina, text=nasty)

    page = read_dossier(amina, proposal)

    assert nasty not in page
    assert "&lt;script&gt;" in page


def test_the_number_of_statements_does_not_depend_on_what_there_is(
    amina: User, driss: User
) -> None:
    little = proposal_in(ProposalState.ADMISSIBLE, author=driss)
    much = proposal_in(ProposalState.ADMISSIBLE, author=driss, plan=little.plan)
    _surround(little, amina, 1)
    _surround(much, amina, 20)
    address = {each.pk: reverse("proposal", args=[each.pk]) for each in (little, much)}
    client = browse(amina)
    client.get(address[little.pk])

    with CaptureQueriesContext(connection) as for_little:
        client.get(address[little.pk])
    with CaptureQueriesContext(connection) as for_much:
        client.get(address[much.pk])

    assert len(for_little) == len(for_much)
    assert len(for_much) <= 60


def test_every_repair_is_of_a_guard_that_exists() -> None:
    assert REPAIRS.keys() <= get_machine("proposal").guards.keys()


def _surround(proposal: Proposal, amina: User, count: int) -> None:
    """Give a proposal so many comments and authors, and a few documents and suspicions."""
    now = current_clock().now()
    Comment.objects.bulk_create(
        Comment(subject=proposal, author=amina, text=f"Comment {number}.", written_at=now)
        for number in range(count)
    )
    for number in range(min(count, 5)):
        attach(
            proposal,
            upload=make_pdf(f"{number}.pdf"),
            purpose=AttachmentPurpose.SUPPORT,
            actor=amina,
        )
    for number in range(count):
        proposal.authors.create(name=f"Author {number}")
    for _number in range(min(count, 5)):
        other = proposal_in(ProposalState.SUBMITTED, plan=proposal.plan)
        suspect(proposal, other=other, actor=amina)


def test_an_assessment_is_linked_for_who_finds_something_there_alone(
    amina: User, farid: User, ilias: User
) -> None:
    proposal = proposal_in(ProposalState.IN_ASSESSMENT)

    assert '<a href="/assessment/" dir="auto">Assessment</a>' in read_dossier(amina, proposal)
    assert '<span dir="auto">Assessment</span>' in read_dossier(farid, proposal)
    assert '<span dir="auto">Assessment</span>' in read_dossier(ilias, proposal)
