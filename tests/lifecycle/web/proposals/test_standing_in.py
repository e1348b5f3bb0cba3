"""Standing in: somebody acts for who delegated their rights to them; the history names both."""

from datetime import timedelta

import pytest
from django.urls import reverse

from lifecycle.models import Proposal
from lifecycle.services.delegations import create
from lifecycle.vocabulary import ProposalState, RefusalCode
from tests.factories import proposal_in
from tests.lifecycle.web.proposals.browsing import browse, read
from tests.lifecycle.web.proposals.uploads import make_pdf
from workflow.clock import current_clock
from workflow.engine import fire
from workflow.models import Decision, Event, Round, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(amina: User, driss: User) -> Proposal:
    """Return a proposal that waits for the ministry team."""
    return proposal_in(ProposalState.SUBMITTED, author=driss)


def stand_in(principal: User, person: User, *, in_days: int = 0) -> None:
    """Let `person` act for `principal` from a day on."""
    starts_on = current_clock().today() + timedelta(days=in_days)
    ends_on = starts_on + timedelta(days=10)
    create(actor=principal, delegate=person, starts_on=starts_on, ends_on=ends_on)


def test_a_stand_in_reads_and_acts_as_the_person_they_stand_in_for(
    proposal: Proposal, amina: User, farid: User
) -> None:
    address = reverse("proposal", args=[proposal.pk])
    assert browse(farid).get(address).status_code == 404
    stand_in(amina, farid)

    page = read(farid, f"{address}?for={amina.pk}")

    admit = reverse("proposal_transition", args=[proposal.pk, "admit"])
    assert "You act for" in page
    assert f'href="{admit}?for={amina.pk}"' in page


def test_what_a_stand_in_does_bears_both_names(
    proposal: Proposal, amina: User, claire: User, farid: User
) -> None:
    stand_in(amina, farid)
    client = browse(farid)
    address = reverse("proposal_transition", args=[proposal.pk, "admit"]) + f"?for={amina.pk}"
    form = client.get(address).context["form"]

    answer = client.post(address, {"expect": form["expect"].value(), "key": form["key"].value()})

    event = Event.objects.get(subject=proposal, name="admit")
    assert answer.headers["Location"].endswith(f"?for={amina.pk}")
    assert (event.actor, event.on_behalf_of) == (farid, amina)
    history = read(claire, reverse("proposal_history", args=[proposal.pk]))
    assert "for Amina" in history


def test_a_preview_is_made_in_the_same_name(proposal: Proposal, amina: User, farid: User) -> None:
    stand_in(amina, farid)
    address = reverse("proposal_preview", args=[proposal.pk, "admit"]) + f"?for={amina.pk}"

    answer = browse(farid).post(address, {})

    assert answer.status_code == 200
    assert "Admissible" in answer.content.decode()


@pytest.mark.parametrize("in_days", [1, None])
def test_without_a_running_delegation_nobody_acts_for_another(
    proposal: Proposal, amina: User, farid: User, in_days: int | None
) -> None:
    if in_days is not None:
        stand_in(amina, farid, in_days=in_days)
    query = f"?for={amina.pk}"
    transition = reverse("proposal_transition", args=[proposal.pk, "admit"]) + query

    shown = browse(farid).get(reverse("proposal", args=[proposal.pk]) + query)
    sent = browse(farid).post(transition, {"expect": proposal.version, "key": "k"})

    assert (shown.status_code, sent.status_code) == (404, 404)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.SUBMITTED


def test_separation_of_duties_binds_the_stand_in_too(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    stand_in(amina, driss)
    address = reverse("proposal_transition", args=[proposal.pk, "admit"]) + f"?for={amina.pk}"

    answer = browse(driss).post(address, {"expect": proposal.version, "key": "k"})

    assert answer.status_code == 403
    assert "Separation of duties" in answer.content.decode()


@pytest.mark.parametrize("asked", ["x", "999999", "9" * 40, "-1", ""])
def test_a_name_that_nobody_delegated_changes_nothing(
    proposal: Proposal, amina: User, asked: str
) -> None:
    page = read(amina, reverse("proposal", args=[proposal.pk]) + f"?for={asked}")

    assert "You act for" not in page


def test_a_stand_in_confirms_for_a_second_person_and_both_names_are_kept(
    proposal: Proposal, amina: User, bilal: User, farid: User
) -> None:
    opened = propose_refusal(proposal, amina)
    stand_in(bilal, farid)
    address = reverse("proposal_confirm", args=[proposal.pk, opened.pk]) + f"?for={bilal.pk}"

    page = read(farid, address)
    answer = browse(farid).post(address)

    proposal.refresh_from_db()
    decision = Decision.objects.get(seat__round=opened)
    assert "You act for" in page
    assert answer.headers["Location"].endswith(f"?for={bilal.pk}")
    assert proposal.state == ProposalState.INADMISSIBLE
    assert (decision.decided_by, decision.on_behalf_of) == (farid, bilal)


def test_a_stand_in_declines_in_the_same_name(
    proposal: Proposal, amina: User, bilal: User, farid: User
) -> None:
    opened = propose_refusal(proposal, amina)
    stand_in(bilal, farid)
    address = reverse("proposal_decline", args=[proposal.pk, opened.pk]) + f"?for={bilal.pk}"

    answer = browse(farid).post(address, {"comment": "C'est dans le champ."})

    event = Event.objects.get(subject=proposal, name="refuse.declined")
    assert answer.status_code == 302
    assert (event.actor, event.on_behalf_of) == (farid, bilal)


@pytest.mark.parametrize("who", ["for_the_proposer", "by_the_proposer"])
def test_neither_who_proposed_nor_their_stand_in_is_the_second_person(
    proposal: Proposal, amina: User, bilal: User, farid: User, who: str
) -> None:
    opened = propose_refusal(proposal, amina)
    principal, person = (amina, farid) if who == "for_the_proposer" else (bilal, amina)
    stand_in(principal, person)
    address = reverse("proposal_confirm", args=[proposal.pk, opened.pk]) + f"?for={principal.pk}"

    answer = browse(person).post(address)

    proposal.refresh_from_db()
    assert answer.status_code == 403
    assert proposal.state == ProposalState.SUBMITTED


def test_a_stand_in_adds_a_document_for_whom_they_stand_in(
    proposal: Proposal, amina: User, farid: User
) -> None:
    address = reverse("proposal_attach", args=[proposal.pk])
    posted = {"purpose": "minutes", "file": make_pdf()}
    assert browse(farid).post(address, posted).status_code == 404
    stand_in(amina, farid)

    answer = browse(farid).post(
        f"{address}?for={amina.pk}", {"purpose": "minutes", "file": make_pdf()}
    )

    event = Event.objects.get(subject=proposal, name="attached")
    assert answer.status_code == 302
    assert (event.actor, event.on_behalf_of) == (farid, amina)


def propose_refusal(proposal: Proposal, person: User) -> Round:
    """Let this person propose to refuse it; return what waits for a second one."""
    inputs = {"code": RefusalCode.OUT_OF_SCOPE.value, "reason": "Hors du champ."}
    fire(proposal.pk, "refuse", actor=person, inputs=inputs)
    return Round.objects.get(subject=proposal.pk, outcome="")
