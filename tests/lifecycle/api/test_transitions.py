"""Transitions asked for by programs: the rules, the reasons and the words of the pages."""

from lifecycle.vocabulary import ProposalState
from tests.factories import proposal_in
from tests.lifecycle.api.clients import client_of, fire_by_api
from workflow.models import Event, User, Via


def test_a_program_admits_a_proposal_and_the_history_says_that_it_was_a_program(
    amina: User, driss: User
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    answer = fire_by_api(client_of(amina), proposal.pk, "admit", version=proposal.version)

    assert answer.status_code == 200
    assert answer.json()["state"] == ProposalState.ADMISSIBLE
    assert answer["ETag"] == f'"{proposal.version + 1}"'
    assert Event.objects.get(subject=proposal.pk, name="admit").via == Via.API
