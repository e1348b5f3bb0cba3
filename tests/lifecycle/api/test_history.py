"""The history of a subject, as far as each reader may know it."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from lifecycle.vocabulary import ProposalState
from tests.factories import make_plan, proposal_in
from tests.lifecycle.api.clients import client_of
from workflow.engine import fire
from workflow.models import User


def read_events(person: User | None, pk: int) -> list[dict[str, Any]]:
    """Return the first page of the history that `person` is shown."""
    answer = client_of(person).get(f"/api/v1/proposals/{pk}/events/")
    assert answer.status_code == 200
    events: list[dict[str, Any]] = answer.json()["results"]
    return events


def test_the_public_reads_where_it_went_and_only_what_is_public(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.DEFERRED, author=driss)

    public = read_events(None, proposal.pk)
    official = read_events(amina, proposal.pk)

    assert {event["kind"] for event in public} == {"birth", "transition"}
    assert {event["kind"] for event in official} > {"birth", "transition"}
    assert "Driss" not in str(public)
    deferred = public[0]
    assert (deferred["name"], deferred["state"]) == ("defer", ProposalState.DEFERRED)
    assert "Le plan suivant le reprendra." in str(deferred["given"])


def test_what_is_not_public_is_read_by_those_who_run_the_procedure_alone(
    amina: User, bilal: User, driss: User
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    fire(proposal.pk, "request_details", actor=amina, inputs={"question": "Quel registre ?"})
    fire(proposal.pk, "give_details", actor=driss, inputs={"details": "Celui des marchés."})
    fire(proposal.pk, "admit", actor=amina)

    assert "Quel registre ?" in str(read_events(bilal, proposal.pk))
    assert "Quel registre ?" not in str(read_events(None, proposal.pk))


def test_a_history_costs_the_same_however_long_it_is(amina: User, driss: User) -> None:
    client = client_of(amina)
    # Both admitted: of what was not, the later phases are not looked at.
    short = proposal_in(ProposalState.ADMISSIBLE, author=driss)
    long = proposal_in(ProposalState.DEFERRED, author=driss)

    counts = []
    for proposal in (short, long):
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/api/v1/proposals/{proposal.pk}/events/")
        counts.append(len(captured))

    # The minutes that the decision names are one statement more.
    assert counts[1] - counts[0] <= 1


def test_the_history_of_a_draft_is_its_authors(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.DRAFT, author=driss)
    address = f"/api/v1/proposals/{proposal.pk}/events/"

    assert client_of(driss).get(address).status_code == 200
    assert client_of(amina).get(address).status_code == 404
    assert client_of(None).get(address).status_code == 404


def test_a_plan_has_a_history_too(db: None) -> None:
    plan = make_plan()

    answer = client_of(None).get(f"/api/v1/plans/{plan.pk}/events/")

    assert (answer.status_code, answer.json()["results"]) == (200, [])
