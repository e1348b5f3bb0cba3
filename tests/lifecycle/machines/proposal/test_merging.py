"""Merging: two proposals that say the same go on as one, unless the author objects."""

from datetime import date

import pytest

from lifecycle.models import DuplicateSuspicion, Lineage, Proposal
from lifecycle.services.duplicates import suspect
from tests.lifecycle.machines.proposal.road import Road, again, moved
from tests.lifecycle.machines.proposal.test_submission import CLOSES_ON, close_collection_on
from workflow.clock import FixedClock, use_clock
from workflow.engine import fire
from workflow.exceptions import InputError, TransitionRefusedError


def test_the_author_agrees_and_the_lineage_says_so(road: Road) -> None:
    target = road.submitted()
    proposal = road.merge_proposed(target=target)

    merged = moved(proposal, "confirm_merge", actor=road.author)

    lineage = Lineage.objects.get(parent_proposal=proposal)
    assert (lineage.child_proposal_id, lineage.kind) == (target.pk, "merge")
    assert merged.merge_target_id == target.pk
    assert merged.left_phase == "submission"


def test_the_author_objects_and_the_proposal_stands_for_itself(road: Road) -> None:
    proposal = road.merge_proposed()

    standing = moved(proposal, "object", actor=road.author, inputs={"objection": "Une autre."})

    assert standing.state == "submitted"
    assert standing.merge_target is None
    assert standing.objection == "Une autre."
    assert not Lineage.objects.exists()


def test_silence_merges_once_the_term_has_passed(road: Road) -> None:
    with use_clock(FixedClock.on(date(2026, 9, 1))):
        close_collection_on(road, CLOSES_ON)
        proposal = road.merge_proposed()

    with use_clock(FixedClock.on(date(2026, 9, 15))), pytest.raises(TransitionRefusedError):
        fire(proposal, "confirm_merge", actor=None)
    with use_clock(FixedClock.on(date(2026, 9, 16))):
        merged = moved(proposal, "confirm_merge", actor=None)

    assert merged.state == "merged"


def test_the_open_suspicion_of_the_pair_is_settled_with_the_merge(road: Road) -> None:
    target, proposal = road.submitted(), road.submitted()
    suspicion = suspect(proposal, other=target, actor=road.team)

    propose_merge(road, proposal, target)

    settled = DuplicateSuspicion.objects.get(pk=suspicion.pk)
    assert (settled.verdict, settled.resolved_by) == ("same", road.team)


def test_a_proposal_is_not_merged_into_one_that_is_to_be_merged_into_it(road: Road) -> None:
    first, second, third = (road.submitted() for _number in range(3))
    for proposal, target in ((first, second), (second, third)):
        propose_merge(road, proposal, target)

    with pytest.raises(InputError, match="in a circle") as refused:
        propose_merge(road, third, first)

    assert set(refused.value.errors) == {"target"}
    assert again(third).state == "submitted"


@pytest.mark.parametrize(
    "state", ["draft", "merged", "taken_up", "inadmissible", "not_retained", "withdrawn"]
)
def test_only_a_proposal_on_its_own_road_is_offered_as_target(state: str, road: Road) -> None:
    target, proposal = road.at(state), road.submitted()

    with pytest.raises(InputError) as refused:
        propose_merge(road, proposal, target)

    assert set(refused.value.errors) == {"target"}


def test_a_proposal_is_not_its_own_target(road: Road) -> None:
    proposal = road.submitted()

    with pytest.raises(InputError):
        propose_merge(road, proposal, proposal)

    assert again(proposal).state == "submitted"


def test_a_target_that_moved_aside_stops_the_merge_with_its_repair(road: Road) -> None:
    target = road.submitted()
    proposal = road.merge_proposed(target=target)
    fire(target, "withdraw", actor=road.author)

    with pytest.raises(TransitionRefusedError, match="object instead") as refused:
        fire(proposal, "confirm_merge", actor=road.author)

    assert [each.guard for each in refused.value.shortfalls] == ["target_still_live"]


def test_a_merge_that_is_opened_again_leaves_no_lineage(road: Road) -> None:
    proposal = road.merged()

    opened = moved(proposal, "reopen_assessment", actor=road.lead)

    assert (opened.state, opened.merge_target, opened.left_phase) == ("admissible", None, "")
    assert opened.published_at is not None
    assert not Lineage.objects.exists()


def propose_merge(road: Road, proposal: Proposal, target: Proposal) -> None:
    """Take one for the same as the other."""
    inputs = {"target": target.pk, "reason": "La même."}
    fire(proposal, "merge", actor=road.team, inputs=inputs)
