"""A proposal and the acts on its plan: whatever happened, there is a way on."""

from collections.abc import Collection

import pytest

from lifecycle.vocabulary import ConsultationState, CouncilState, ProposalState
from tests.lifecycle.machines.product import Node, explore, find_stuck
from workflow.machine import get_machine

pytestmark = pytest.mark.once

START = Node(ProposalState.DRAFT.value)
#: Ways off the road that would hide a missing one.
WAYS_OUT = ("drop", "defer_dossier")


@pytest.mark.parametrize("without", [(), ("drop",), ("defer_dossier",), WAYS_OUT])
def test_no_product_of_states_is_without_a_way_to_an_end(without: Collection[str]) -> None:
    assert not find_stuck(explore(START, without=without))


def test_every_state_of_the_three_machines_is_met_on_the_way() -> None:
    graph = explore(START)

    assert {node.proposal for node in graph} == set(get_machine("proposal").states)
    assert {node.consultation for node in graph} >= set(ConsultationState.values)
    assert {node.council for node in graph} >= set(CouncilState.values)


@pytest.mark.parametrize(
    ("missing", "stuck_in"),
    [
        (("name_lead", "withdraw_porter"), ProposalState.LEAD_NAMING),
        (("finalize", "keep_signatures", "rework", "withdraw_porter"), ProposalState.FINALIZATION),
    ],
)
def test_a_missing_way_is_found_where_it_is_missing(
    missing: Collection[str], stuck_in: ProposalState
) -> None:
    stuck = find_stuck(explore(START, without=(*missing, *WAYS_OUT)))

    assert stuck_in in {node.proposal for node in stuck}
