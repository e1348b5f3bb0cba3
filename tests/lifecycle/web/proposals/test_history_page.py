"""The history: in words, numbered, as much of it as each reader may know."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lifecycle.models import Proposal
from lifecycle.selectors.happenings import FACTS
from lifecycle.vocabulary import ProposalState
from tests.factories import proposal_in
from tests.lifecycle.web.proposals.browsing import browse, fire_on_page, read
from tests.lifecycle.web.proposals.uploads import make_pdf
from workflow.engine import record_fact
from workflow.models import User

pytestmark = pytest.mark.django_db


def history_of(person: User | None, proposal: Proposal, language: str = "en") -> str:
    """Return the page of the history as this person reads it."""
    return read(person, reverse("proposal_history", args=[proposal.pk]), language)


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_the_history_is_read_in_each_language(
    amina: User, driss: User, language: str, direction: str
) -> None:
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=driss)

    page = history_of(None, proposal, language)

    assert f'dir="{direction}">' in page
    assert '<bdi dir="ltr">#3</bdi>' in page


def test_each_entry_says_what_who_and_when(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=driss)

    page = history_of(amina, proposal)

    for words in ("Write a proposal", "Submit", "Admit", "Driss", "Amina", "#1", "#2", "#3"):
        assert words in page


def test_inputs_that_are_public_are_read_by_everybody_and_others_are_not(
    claire: User, driss: User
) -> None:
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=driss)
    other = proposal_in(ProposalState.NEEDS_DETAILS, author=driss, plan=proposal.plan)
    redirected = proposal_in(ProposalState.REDIRECTED, author=driss, plan=proposal.plan)

    assert "Pour quel registre ?" in history_of(claire, other)
    assert "Commission du droit d&#x27;accès" in history_of(driss, redirected)


def test_a_question_is_read_by_the_ministry_and_not_by_the_committee(
    claire: User, jalila: User, driss: User
) -> None:
    proposal = proposal_in(ProposalState.NEEDS_DETAILS, author=driss)

    assert "Pour quel registre ?" in history_of(claire, proposal)
    assert "Pour quel registre ?" not in history_of(jalila, proposal)


def test_what_officials_still_weigh_is_read_by_officials(
    amina: User, bilal: User, driss: User
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    fire_on_page(amina, proposal, "refuse", code="out_of_scope", reason="Hors du champ.")

    assert "Proposed, to be confirmed by a second person: Refuse" in history_of(bilal, proposal)
    assert "Refuse" not in history_of(driss, proposal)


def test_an_author_reads_their_own_acts_and_documents(driss: User) -> None:
    proposal = proposal_in(ProposalState.DRAFT, author=driss)
    browse(driss).post(
        reverse("proposal_attach", args=[proposal.pk]),
        {"purpose": "support", "file": make_pdf("map.pdf")},
    )

    page = history_of(driss, proposal)

    assert "A document was added" in page
    assert "map.pdf" in page


def test_a_body_that_was_erased_says_so(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=driss)
    author = proposal.authors.get()
    author.name = "Un nom"
    author.save()
    record_fact(proposal.pk, "edited", actor=driss, content={"words": "de Un nom"})

    browse(driss).post(
        reverse("proposal_remove_name", args=[proposal.pk, author.pk]), {"expect": 1}
    )

    page = history_of(driss, proposal)
    assert "What was written here has been erased." in page


def test_no_code_of_a_fact_is_ever_shown(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    for name in [*FACTS, "something.unheard_of"]:
        record_fact(proposal.pk, name, actor=amina)

    page = history_of(amina, proposal)

    assert "The file was completed" in page
    for name in [*(fact for fact in FACTS if "." in fact), "something.unheard_of"]:
        assert name not in page


def test_a_long_history_has_pages_and_a_constant_number_of_statements(
    amina: User, driss: User
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    client, address = browse(amina), reverse("proposal_history", args=[proposal.pk])
    record_fact(proposal.pk, "edited", actor=driss)
    client.get(address)
    with CaptureQueriesContext(connection) as for_three:
        client.get(address)
    for _number in range(40):
        record_fact(proposal.pk, "edited", actor=driss)

    with CaptureQueriesContext(connection) as for_many:
        answer = client.get(address)

    assert "Page 1 of 2" in answer.content.decode()
    assert len(for_three) == len(for_many)


def test_the_history_of_what_one_may_not_see_does_not_exist(driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    answer = browse(None).get(reverse("proposal_history", args=[proposal.pk]))

    assert answer.status_code == 404
