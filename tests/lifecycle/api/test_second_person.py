"""What one program proposes another person confirms or declines."""

from lifecycle.vocabulary import ProposalState, RefusalCode
from tests.factories import proposal_in
from tests.lifecycle.api.clients import client_of, fire_by_api, list_transitions
from workflow.engine import fire
from workflow.models import User

REFUSAL = {"code": RefusalCode.OUT_OF_SCOPE.value, "reason": "Hors du gouvernement ouvert."}


def test_what_needs_a_second_person_is_accepted_and_waits(
    amina: User, bilal: User, driss: User
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    proposed = fire_by_api(
        client_of(amina), proposal.pk, "refuse", version=proposal.version, **REFUSAL
    )
    confirmation = proposed.json()["confirmation"]
    confirmed = client_of(bilal).post(f"/api/v1/confirmations/{confirmation}/confirm/")

    assert (proposed.status_code, proposed.json()["outcome"]) == (202, "proposed")
    assert list_transitions(bilal, proposal.pk)["refuse"]["confirmation"] is None
    assert (confirmed.status_code, confirmed.json()["state"]) == (200, ProposalState.INADMISSIBLE)


def test_who_proposed_is_named_to_those_who_follow_the_procedure_alone(
    amina: User, bilal: User, karim: User, driss: User
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    fire(proposal.pk, "refuse", actor=amina, inputs=REFUSAL)

    told = {
        person: [
            reason["message"]
            for reason in list_transitions(person, proposal.pk)["refuse"]["reasons"]
        ]
        for person in (bilal, karim, driss)
    }

    named = "Amina has proposed this; a second person can confirm it."
    assert named in told[bilal]
    assert named in told[karim]
    assert "This waits for a second person, who can confirm it." in told[driss]
    assert not any("Amina" in words for words in told[driss])


def test_nobody_confirms_what_they_proposed_themselves(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    proposed = fire_by_api(
        client_of(amina), proposal.pk, "refuse", version=proposal.version, **REFUSAL
    )

    answer = client_of(amina).post(
        f"/api/v1/confirmations/{proposed.json()['confirmation']}/confirm/"
    )

    assert answer.status_code == 403


def test_a_second_person_declines_with_a_comment_and_never_without(
    amina: User, bilal: User, driss: User
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    proposed = fire_by_api(
        client_of(amina), proposal.pk, "refuse", version=proposal.version, **REFUSAL
    )
    address = f"/api/v1/confirmations/{proposed.json()['confirmation']}/decline/"

    silent = client_of(bilal).post(address, {}, format="json")
    said = client_of(bilal).post(address, {"comment": "Elle est recevable."}, format="json")

    assert (silent.status_code, list(silent.json()["errors"])) == (422, ["comment"])
    assert (said.status_code, said.json()["state"]) == (200, ProposalState.SUBMITTED)
