"""Acting for another: the history names both, and without a delegation nothing is betrayed."""

from datetime import timedelta

import pytest

from lifecycle.services import delegations
from lifecycle.vocabulary import ProposalState
from tests.factories import proposal_in
from tests.lifecycle.api.clients import client_of
from workflow.clock import current_clock
from workflow.models import Delegation, Event, User

pytestmark = pytest.mark.django_db


def stand_in(principal: User, delegate: User) -> None:
    """Let `delegate` act for `principal` today."""
    today = current_clock().today()
    delegations.create(actor=principal, delegate=delegate, starts_on=today, ends_on=today)


def test_a_stand_in_acts_for_who_delegated_to_them_and_the_history_names_both(
    amina: User, farid: User, driss: User
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    stand_in(amina, farid)
    client = client_of(farid)
    headers = {"if-match": f'"{proposal.version}"', "on-behalf-of": amina.email.upper()}
    address = f"/api/v1/proposals/{proposal.pk}/transitions/"

    told = client.get(address, headers=headers).json()
    answer = client.post(f"{address}admit/", headers=headers)

    allowed = {each["name"] for each in told["transitions"] if each["allowed"]}
    event = Event.objects.get(subject=proposal.pk, name="admit")
    assert "admit" in allowed
    assert answer.status_code == 200
    assert (event.actor, event.on_behalf_of) == (farid, amina)


def test_without_a_delegation_nobody_acts_for_another_and_no_account_is_betrayed(
    amina: User, farid: User, driss: User
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    client = client_of(farid)

    answers = []
    for pk in (proposal.pk, proposal.pk + 1_000):
        for address in (amina.email, "nobody@example.org"):
            headers = {"if-match": f'"{proposal.version}"', "on-behalf-of": address}
            answer = client.post(f"/api/v1/proposals/{pk}/transitions/admit/", headers=headers)
            answers.append((answer.status_code, answer.json()["detail"].replace(address, "")))

    assert [status for status, _detail in answers] == [403, 403, 403, 403]
    assert len(set(answers)) == 1


def test_what_is_wrong_with_a_request_is_told_to_who_sees_its_subject_for_another(
    amina: User, farid: User, driss: User
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    stand_in(amina, farid)

    answer = client_of(farid).post(
        f"/api/v1/proposals/{proposal.pk}/transitions/admit/",
        headers={"on-behalf-of": amina.email},
    )

    assert answer.status_code == 428


@pytest.mark.parametrize("is_revoked", [False, True])
def test_once_it_has_ended_what_one_may_not_see_is_answered_as_if_it_did_not_exist(
    amina: User, farid: User, driss: User, is_revoked: bool
) -> None:
    hidden = proposal_in(ProposalState.SUBMITTED, author=driss)
    today = current_clock().today()
    Delegation.objects.create(
        principal=amina,
        delegate=farid,
        starts_on=today - timedelta(days=9),
        ends_on=today if is_revoked else today - timedelta(days=1),
        revoked_at=current_clock().now() if is_revoked else None,
    )
    client = client_of(farid)

    answers = [
        client.post(
            f"/api/v1/proposals/{pk}/transitions/admit/",
            {},
            format="json",
            headers={"on-behalf-of": amina.email, "if-match": '"1"'},
        )
        for pk in (hidden.pk, hidden.pk + 1_000)
    ]

    assert [each.status_code for each in answers] == [403, 403]
    assert answers[0].json()["detail"] == answers[1].json()["detail"]
