"""The factories reach what they promise, through the door."""

import pytest

from lifecycle.vocabulary import ProposalState
from tests.factories import REACHABLE, proposal_in
from workflow.history.verification import verify
from workflow.models import EventKind


@pytest.mark.django_db
@pytest.mark.parametrize("state", REACHABLE)
def test_a_proposal_is_brought_to_each_state_through_the_door(state: ProposalState) -> None:
    proposal = proposal_in(state)

    assert proposal.state == state
    first, *_between = proposal.events.order_by("seq")
    assert first.kind == EventKind.BIRTH
    assert verify().findings == ()


def test_a_state_without_a_road_is_named() -> None:
    with pytest.raises(LookupError, match="no road leads to"):
        proposal_in(ProposalState.ADOPTED, plan=None)
