"""The link of a receipt: public facts for whoever has it, the proposal for its author."""

import pytest
from django.test import Client
from django.urls import reverse

from lifecycle.models import Lineage, Proposal, Uptake
from lifecycle.services.proposals import record_proposal
from lifecycle.vocabulary import AuthorVisibility, ProposalState
from tests.factories import make_plan, proposal_in
from tests.lifecycle.web.proposals.browsing import browse, read
from workflow.models import User

pytestmark = pytest.mark.django_db


def link_of(proposal: Proposal) -> str:
    """Return the address that the receipt gives."""
    return reverse("proposal_follow", args=[proposal.receipt_token])


def record_for(amina: User, email: str) -> Proposal:
    """Record the proposal of somebody written down with this address."""
    plan = make_plan()
    return record_proposal(
        plan=plan,
        actor=amina,
        values={
            "title": "Publier le registre",
            "problem": "Personne ne le trouve.",
            "solution": "Le mettre en ligne.",
            "theme": plan.themes.first(),
            "channel": "letter",
            "channel_reference": "Lettre 12",
        },
        authors=[{"name": "Une personne", "email": email, "institution": None}],
    )


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_the_link_is_read_without_an_account_in_each_language(
    driss: User, language: str, direction: str
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    page = read(None, link_of(proposal), language)

    assert f'dir="{direction}">' in page
    assert proposal.reference in page


def test_the_link_tells_where_it_stands_and_nothing_private(amina: User, driss: User) -> None:
    proposal = proposal_in(
        ProposalState.NEEDS_DETAILS, author=driss, visibility=AuthorVisibility.NAME.value
    )

    page = read(None, link_of(proposal))

    assert "Details asked of the author" in page
    assert "Ask for details" in page
    for private in ("Driss", driss.email, "Amina", proposal.title, "Pour quel registre ?"):
        assert private not in page


def test_the_link_of_a_decision_tells_its_reason(driss: User) -> None:
    proposal = proposal_in(ProposalState.INADMISSIBLE, author=driss)

    page = read(None, link_of(proposal))

    assert proposal.decided_reason
    assert proposal.decided_reason in page


def test_the_link_is_kept_by_no_search_engine_and_no_cache(driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    answer = browse(None).get(link_of(proposal))

    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_link_that_was_guessed_or_is_of_a_draft_leads_nowhere(driss: User) -> None:
    draft = proposal_in(ProposalState.DRAFT, author=driss)

    assert browse(None).get(link_of(draft)).status_code == 404
    assert browse(None).get(reverse("proposal_follow", args=["x" * 32])).status_code == 404


def test_whoever_was_written_down_takes_the_proposal_over(amina: User, driss: User) -> None:
    proposal = record_for(amina, "nobody-yet@example.org")
    proposal.authors.update(email=driss.email)
    claim = reverse("proposal_claim", args=[proposal.receipt_token])

    answer = browse(driss).post(claim)

    author = proposal.authors.get()
    assert answer.headers["Location"] == reverse("proposal", args=[proposal.pk])
    assert (author.person, author.confirmed_at is not None) == (driss, True)


def test_the_link_alone_gives_nobody_the_proposal(amina: User, driss: User) -> None:
    proposal = record_for(amina, "somebody-else@example.org")
    claim = reverse("proposal_claim", args=[proposal.receipt_token])

    assert browse(driss).post(claim).status_code == 403
    assert browse(None).post(claim).status_code == 302
    assert browse(driss).get(claim).status_code == 405
    assert proposal.authors.get().person is None


def test_a_null_character_in_the_link_leads_nowhere(client: Client) -> None:
    assert client.get("/proposals/follow/a%00b/").status_code == 404
    assert client.post("/proposals/follow/a%00b/claim/").status_code == 404


def test_the_link_leads_to_the_dossiers_that_carry_a_retained_idea(driss: User) -> None:
    idea = proposal_in(ProposalState.TAKEN_UP, author=driss)
    dossier = Uptake.objects.get(source=idea).dossier

    page = read(None, link_of(idea))

    assert "Taken up by" in page
    assert reverse("proposal", args=[dossier.pk]) in page
    assert "End this link" not in page


def test_the_link_does_not_open_what_is_not_published(driss: User) -> None:
    merged = proposal_in(ProposalState.MERGED, author=driss)
    target = Lineage.objects.get(parent_proposal=merged).child_proposal

    page = read(None, link_of(merged))

    assert target.title not in page
    assert "not published" in page
