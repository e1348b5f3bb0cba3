"""Who is let to the page of a transition, and what the others read."""

import pytest
from django.test import Client
from django.urls import reverse

from lifecycle.vocabulary import ProposalState
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from tests.council import council_in
from tests.factories import proposal_in
from tests.lifecycle.web.proposals.browsing import browse, find_transition
from workflow.models import Event, User
from workflow.permissions import revoke

pytestmark = pytest.mark.django_db


def test_a_transition_that_is_not_declared_is_not_found(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    assert browse(amina).get(find_transition(proposal, "explode")).status_code == 404


def test_a_transition_of_what_one_may_not_see_is_not_found(farid: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    posted = {"expect": proposal.version, "key": "k"}

    assert browse(farid).get(find_transition(proposal, "admit")).status_code == 404
    assert browse(farid).post(find_transition(proposal, "admit"), posted).status_code == 404
    assert browse(None).post(find_transition(proposal, "admit"), posted).status_code == 404


def test_a_transition_of_others_is_forbidden_with_its_reason(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    posted = {"expect": proposal.version, "key": "k"}

    shown = browse(driss).get(find_transition(proposal, "admit"))
    sent = browse(driss).post(find_transition(proposal, "admit"), posted)

    assert (shown.status_code, sent.status_code) == (403, 403)
    assert "Only this role can do this: ministry team." in sent.content.decode()
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.SUBMITTED


@pytest.mark.parametrize("posted", [{}, {"more": "parts"}, {"expect": "1", "key": "k"}])
@pytest.mark.parametrize("name", ["proposal_transition", "proposal_preview"])
def test_what_can_be_chosen_is_not_shown_to_who_may_not_choose(
    driss: User, farid: User, name: str, posted: dict[str, str]
) -> None:
    public = proposal_in(ProposalState.ADMISSIBLE, author=driss)
    secret = proposal_in(
        ProposalState.SUBMITTED, author=driss, plan=public.plan, title="Un titre gardé"
    )
    address = reverse(name, args=[public.pk, "merge"])

    answer = browse(farid).post(address, posted)

    assert answer.status_code == 403
    assert secret.title not in answer.content.decode()


def test_what_is_no_proposal_does_not_move_by_the_address_of_one(claire: User) -> None:
    council = council_in("preparing")
    posted = {"expect": str(council.version), "key": "k"}

    # The file of a council is submitted as a proposal is, by a transition of the same name.
    sent = browse(claire).post(find_transition(council, "submit"), posted)

    assert sent.status_code == 404
    council.refresh_from_db()
    assert council.state == "preparing"


def test_who_lost_the_right_is_not_told_again_that_it_is_done(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    address, posted = find_transition(proposal, "admit"), {"expect": proposal.version, "key": "k"}
    client = browse(amina)

    first = client.post(address, posted)
    revoke(MINISTRY_TEAM, amina)
    second = client.post(address, posted)

    assert (first.status_code, second.status_code) == (302, 403)
    assert Event.objects.filter(subject=proposal.pk, name="admit").count() == 1


def test_the_admitter_is_not_the_author(amina: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=amina)

    answer = browse(amina).post(
        find_transition(proposal, "admit"), {"expect": proposal.version, "key": "k"}
    )

    assert answer.status_code == 403
    assert "Separation of duties" in answer.content.decode()


def test_who_has_not_signed_in_is_asked_to(driss: User) -> None:
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=driss)
    address = find_transition(proposal, "withdraw")

    for answer in (
        browse(None).get(address),
        browse(None).post(address, {"expect": 3, "key": "k"}),
    ):
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/accounts/login/?next=")
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.ADMISSIBLE


def test_nobody_fires_in_the_name_of_the_clock(driss: User) -> None:
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=driss)

    for person in (None, driss):
        address = find_transition(proposal, "carry_in" if person else "leave_behind")
        answer = browse(person).post(address, {"expect": proposal.version, "key": "k"})
        assert answer.status_code in {302, 403, 404}
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.ADMISSIBLE


def test_a_form_of_another_site_is_refused(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    client = Client(enforce_csrf_checks=True)
    client.force_login(amina)

    answer = client.post(
        find_transition(proposal, "admit"), {"expect": proposal.version, "key": "k"}
    )

    assert answer.status_code == 403
