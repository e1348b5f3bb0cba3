"""The whole road through prioritization, each step by whom it belongs to."""

import pytest

from tests.lifecycle.machines.proposal.road import Road

pytestmark = pytest.mark.once


def test_a_proposal_is_written_submitted_admitted_scored_and_retained(road: Road) -> None:
    proposal = road.prioritized()

    names = list(proposal.events.order_by("seq").values_list("name", flat=True))

    assert proposal.state == "prioritized"
    assert names == [
        "create",
        "submit",
        "admit",
        "start_assessment",
        "assessment.approve",
        "assessment.approve",
        "retain",
    ]
