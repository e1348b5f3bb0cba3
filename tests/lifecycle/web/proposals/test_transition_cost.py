"""Posting one transition reads what that transition needs, and nothing of the rest of the road."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lifecycle.models import Proposal
from lifecycle.vocabulary import ProposalState
from tests.factories import proposal_in
from tests.lifecycle.web.proposals.browsing import browse
from workflow.models import User

pytestmark = pytest.mark.django_db

#: What only later phases look at, and who is waited for, which the answer does not tell.
ELSEWHERE = (
    "lifecycle_convention",
    "lifecycle_council",
    "lifecycle_consultation",
    "lifecycle_sheet",
    "lifecycle_candidateporter",
    "lifecycle_uptake",
    "workflow_delegation",
)


@pytest.fixture
def proposal(amina: User, driss: User) -> Proposal:
    """Return a proposal that waits for the ministry team."""
    return proposal_in(ProposalState.SUBMITTED, author=driss)


def test_posting_a_transition_reads_only_what_it_needs(proposal: Proposal, amina: User) -> None:
    client = browse(amina)
    address = reverse("proposal_transition", args=[proposal.pk, "admit"])
    form = client.get(address).context["form"]
    fields = {"expect": form["expect"].value(), "key": form["key"].value()}

    with CaptureQueriesContext(connection) as captured:
        answer = client.post(address, fields)

    assert answer.status_code == 302
    told = "\n".join(each["sql"] for each in captured)
    assert [table for table in ELSEWHERE if table in told] == []


def test_a_dossier_asks_no_guard_of_a_state_it_has_not_reached(
    proposal: Proposal, amina: User
) -> None:
    client = browse(amina)

    with CaptureQueriesContext(connection) as captured:
        answer = client.get(reverse("proposal", args=[proposal.pk]))

    assert answer.status_code == 200
    told = "\n".join(each["sql"] for each in captured)
    assert "lifecycle_convention" not in told
