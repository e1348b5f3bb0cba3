"""The page of a transition: its form, what it foresees, and what follows once it is sent."""

import pytest
from django.urls import reverse

from lifecycle.vocabulary import ProposalState
from tests.factories import proposal_in
from tests.lifecycle.web.proposals.browsing import browse, find_transition, fire_on_page
from workflow.models import Event, User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_the_form_is_read_in_each_language(
    amina: User, driss: User, language: str, direction: str
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    answer = browse(amina, language).get(find_transition(proposal, "refuse"))

    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'dir="{direction}">' in page
    assert 'name="code"' in page
    assert 'name="reason"' in page


def test_the_form_says_what_will_happen_before_anything_is_typed(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    admit = browse(amina).get(find_transition(proposal, "admit")).content.decode()
    refuse = browse(amina).get(find_transition(proposal, "refuse")).content.decode()

    assert "The proposal goes from “Submitted” to “Admissible”." in admit
    assert "Then these are waited for" in admit
    assert "until" in admit
    assert "A second person must confirm it first" in refuse


def test_a_transition_fires_and_says_so(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    answer = fire_on_page(amina, proposal, "admit")

    proposal.refresh_from_db()
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        reverse("proposal", args=[proposal.pk]),
    )
    assert proposal.state == ProposalState.ADMISSIBLE
    assert Event.objects.filter(subject=proposal, name="admit", via="web", actor=amina).exists()


def test_a_form_that_is_sent_twice_fires_once(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    client, address = browse(amina), find_transition(proposal, "request_details")
    form = client.get(address).context["form"]
    posted = {
        "expect": form["expect"].value(),
        "key": form["key"].value(),
        "question": "Which one?",
    }

    first, second = client.post(address, posted), client.post(address, posted)

    assert (first.status_code, second.status_code) == (302, 302)
    assert Event.objects.filter(subject=proposal, name="request_details").count() == 1


def test_missing_inputs_are_said_near_their_fields_and_the_typed_ones_kept(
    amina: User, driss: User
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    answer = fire_on_page(amina, proposal, "refuse", code="", reason="Hors du champ du plan.")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Hors du champ du plan." in page
    assert 'href="#id_code"' in page
    assert 'aria-invalid="true"' in page


def test_a_text_that_is_too_long_is_refused_and_kept(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    long = "mot " * 3_000

    answer = fire_on_page(amina, proposal, "request_details", question=long)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert long.strip() in page
    assert "10000" in page


def test_the_preview_tells_what_is_born_and_writes_nothing(amina: User, driss: User) -> None:
    proposal = proposal_in(
        ProposalState.ADMISSIBLE, author=driss, problem="A. B.", solution="C. D."
    )
    typed = {
        "expect": proposal.version,
        "key": "k",
        "parts_0_title": "First",
        "parts_0_problem": "A.",
        "parts_0_solution": "C.",
        "parts_1_title": "Second",
        "parts_1_problem": "B.",
        "parts_1_solution": "D.",
    }
    address = reverse("proposal_preview", args=[proposal.pk, "split"])

    whole = browse(amina).post(address, typed)
    fragment = browse(amina).post(address, typed, headers={"HX-Request": "true"})

    assert (whole.status_code, fragment.status_code) == (200, 200)
    for page in (whole.content.decode(), fragment.content.decode()):
        assert "2 new proposals or files come to be." in page
    assert 'value="Second"' in whole.content.decode()
    assert "<html" not in fragment.content.decode()
    assert Event.objects.filter(subject=proposal).count() == proposal.version


def test_a_link_in_a_message_shows_and_does_not_act(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    browse(amina).get(find_transition(proposal, "admit"))

    proposal.refresh_from_db()
    assert proposal.state == ProposalState.SUBMITTED


def test_after_submitting_the_author_reads_a_receipt(driss: User) -> None:
    proposal = proposal_in(ProposalState.DRAFT, author=driss)

    answer = fire_on_page(driss, proposal, "submit")

    assert answer.headers["Location"] == reverse("proposal_receipt", args=[proposal.pk])
