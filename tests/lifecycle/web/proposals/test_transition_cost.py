"""Posting one transition reads what that transition needs, and nothing of the rest of the road."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lifecycle.models import Proposal
from lifecycle.vocabulary import ProposalState
from tests.factories import proposal_in
from tests.lifecycle.web.proposals.browsing import browse, find_transition
from workflow.models import User

pytestmark = pytest.mark.django_db

#: What only other transitions look at, and for whom somebody may act who does not ask to.
ELSEWHERE = (
    "lifecycle_candidateporter",
    "lifecycle_uptake",
    "lifecycle_attachment",
    "lifecycle_conflictofinterest",
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
    told = [each["sql"] for each in captured]
    assert [table for table in ELSEWHERE if table in "\n".join(told)] == []


def test_what_asks_for_nothing_is_read_by_the_engine_alone(proposal: Proposal, amina: User) -> None:
    client = browse(amina)
    posted = {"expect": str(proposal.version), "key": "once"}

    with CaptureQueriesContext(connection) as captured:
        answer = client.post(find_transition(proposal, "admit"), posted)

    assert answer.status_code == 302
    told = [each["sql"] for each in captured]
    # Its texts are not looked at, nothing is missing that could be waived, and nobody asks
    # beforehand whether it waits for a second person.
    for table in ("lifecycle_proposal", "workflow_waiver", "workflow_round"):
        assert not any(sql.startswith(f'SELECT "{table}"') for sql in told)
