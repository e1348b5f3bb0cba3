"""What stands against a transition is told whole, with the way to lift it and nothing lost."""

import pytest
from django.urls import reverse

from lifecycle.services.duplicates import suspect
from lifecycle.services.proposals import edit_draft
from lifecycle.vocabulary import ProposalState
from tests.factories import proposal_in
from tests.lifecycle.web.proposals.browsing import browse, find_transition, fire_on_page
from workflow.engine import fire
from workflow.models import User
from workflow.models.calendar import WorkingDay

pytestmark = pytest.mark.django_db


def test_a_guard_that_refuses_is_a_conflict_with_every_reason(
    claire: User, driss: User, ghita: User, hamid: User
) -> None:
    proposal = proposal_in(ProposalState.IN_ASSESSMENT, author=driss)
    address = find_transition(proposal, "decline")

    shown = browse(claire).get(address)
    sent = browse(claire).post(
        address, {"expect": proposal.version, "key": "k", "reason": "Le registre existe déjà."}
    )

    assert (shown.status_code, sent.status_code) == (409, 409)
    for page in (shown.content.decode(), sent.content.decode()):
        assert "2 scores are missing." in page
        assert "Attach the minutes" in page
    assert "Le registre existe déjà." in sent.content.decode()


def test_what_blocks_a_step_is_shown_with_the_ways_to_lift_it(
    claire: User, driss: User, ghita: User, hamid: User
) -> None:
    proposal = proposal_in(ProposalState.IN_ASSESSMENT, author=driss)

    page = browse(claire).get(find_transition(proposal, "retain")).content.decode()

    assert "2 things stand in the way of “Retain”" in page
    assert "Ghita" in page
    assert "Remind Ghita" in page
    assert reverse("proposal_waive", args=[proposal.pk, "scored"]) in page


def test_what_blocks_a_step_leads_to_the_page_where_it_is_repaired(
    amina: User, driss: User
) -> None:
    earlier, later = (proposal_in(ProposalState.SUBMITTED, author=driss) for _number in range(2))
    suspect(earlier, other=later, actor=amina)

    page = browse(amina).get(find_transition(later, "admit")).content.decode()

    assert f'href="{reverse("proposal", args=[later.pk])}#duplicates"' in page


def test_a_step_that_another_state_takes_says_from_where(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    answer = browse(amina).get(find_transition(proposal, "start_assessment"))

    assert answer.status_code == 409
    assert "The state is now: Submitted." in answer.content.decode()
    assert "Back to the dossier" in answer.content.decode()


def test_a_stale_form_says_what_changed_and_can_be_sent_again(
    amina: User, bilal: User, driss: User
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    other = proposal_in(ProposalState.SUBMITTED, author=driss, plan=proposal.plan)
    client, address = browse(amina), find_transition(other, "request_details")
    form = client.get(address).context["form"]
    suspect(other, other=proposal, actor=bilal)

    answer = client.post(
        address,
        {
            "expect": form["expect"].value(),
            "key": form["key"].value(),
            "question": "Quel registre ?",
        },
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "This proposal has changed since you opened it" in page
    assert "A duplicate is suspected" in page
    assert "Bilal" in page
    assert "Quel registre ?" in page
    again = answer.context["form"]
    sent = client.post(
        address,
        {
            "expect": again["expect"].value(),
            "key": again["key"].value(),
            "question": "Quel registre ?",
        },
    )
    other.refresh_from_db()
    assert (sent.status_code, other.state) == (302, ProposalState.NEEDS_DETAILS)


def test_two_people_refusing_at_once_the_second_reads_that_it_waits(
    amina: User, bilal: User, driss: User
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    typed = {"code": "out_of_scope", "reason": "Hors du champ."}

    first = fire_on_page(amina, proposal, "refuse", **typed)
    second = browse(bilal).post(
        find_transition(proposal, "refuse"), {"expect": proposal.version, "key": "b", **typed}
    )

    page = second.content.decode()
    assert (first.status_code, second.status_code) == (302, 409)
    assert "Hors du champ." in page
    assert "Amina has proposed this; a second person can confirm it." in page


def test_a_form_without_its_version_fires_nothing(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    for posted in ({}, {"expect": "x", "key": "k"}, {"expect": proposal.version}):
        answer = browse(amina).post(find_transition(proposal, "admit"), posted)
        assert answer.status_code == 422
        assert "This form is incomplete" in answer.content.decode()
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.SUBMITTED


def test_an_incomplete_draft_is_refused_with_what_is_missing(driss: User) -> None:
    proposal = proposal_in(ProposalState.DRAFT, author=driss)
    edit_draft(proposal, actor=driss, values={"solution": ""}, expect=proposal.version)
    proposal.refresh_from_db()

    answer = browse(driss).post(
        find_transition(proposal, "submit"), {"expect": proposal.version, "key": "k"}
    )

    assert answer.status_code == 409
    assert "1 thing is not filled in: solution." in answer.content.decode()


def test_the_version_moves_with_what_somebody_else_did(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    client, address = browse(amina), find_transition(proposal, "admit")
    form = client.get(address).context["form"]
    fire(proposal.pk, "withdraw", actor=driss)

    answer = client.post(address, {"expect": form["expect"].value(), "key": form["key"].value()})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Withdraw" in page
    assert "The state is now: Withdrawn by its author." in page


def test_a_year_without_holidays_is_told_in_words_rather_than_as_an_accident(
    amina: User, driss: User
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    WorkingDay.objects.all().delete()

    answer = browse(amina).get(find_transition(proposal, "admit"))

    assert answer.status_code == 409
    assert "A technical administrator adds them" in answer.content.decode()
