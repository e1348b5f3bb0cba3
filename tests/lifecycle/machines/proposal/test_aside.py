"""Aside: what leaves the road shows the phase it left, and comes back while the plan is made."""

import pytest

from lifecycle.machines.proposal.aside import LEFT_STATES
from lifecycle.models import ActionPlan, PlanStage
from lifecycle.vocabulary import StageCode
from tests.lifecycle.machines.proposal.road import REASON, Road, again, last_event, moved, place
from workflow.engine import fire, preview
from workflow.exceptions import InputError, TransitionForbiddenError, TransitionRefusedError


@pytest.mark.parametrize(
    ("state", "transition", "phase"),
    [
        ("submitted", "withdraw", "submission"),
        ("in_assessment", "withdraw", "prioritization"),
    ],
)
def test_a_withdrawn_proposal_shows_the_phase_it_left(
    state: str, transition: str, phase: str, road: Road
) -> None:
    proposal = moved(road.at(state), transition, actor=road.author)

    assert (proposal.state, proposal.left_phase) == ("withdrawn", phase)


@pytest.mark.parametrize("transition", ["drop", "defer_dossier"])
def test_a_dossier_that_ends_keeps_its_published_reason(transition: str, road: Road) -> None:
    dossier = moved(road.porter_search(), transition, actor=road.lead, inputs=REASON)

    assert dossier.decided_reason == REASON["reason"]
    assert dossier.left_phase == "porter_identification"


@pytest.mark.parametrize("transition", ["drop", "defer_dossier"])
def test_a_dossier_does_not_end_without_a_published_reason(transition: str, road: Road) -> None:
    dossier = road.prioritized()

    with pytest.raises(InputError) as refused:
        fire(dossier, transition, actor=road.lead, inputs={"reason": ""})

    assert set(refused.value.errors) == {"reason"}


@pytest.mark.parametrize(
    ("state", "transition", "inputs"),
    [
        ("inadmissible", "reopen_intake", {}),
        ("redirected", "reopen_intake", {}),
        ("not_retained", "reopen_assessment", {}),
        ("dropped", "reopen_dossier", {}),
    ],
)
def test_what_comes_back_carries_no_decision_any_more(
    state: str, transition: str, inputs: dict[str, str], road: Road
) -> None:
    opened = moved(road.at(state), transition, actor=road.lead, inputs=inputs)

    assert opened.left_phase == ""
    assert (opened.refusal_code, opened.decided_reason, opened.decided_on) == ("", "", None)
    assert (opened.redirected_to, opened.decided_by_minutes) == ("", None)


def test_a_withdrawn_proposal_comes_back_with_its_authors_consent_only(road: Road) -> None:
    proposal = road.withdrawn()

    with pytest.raises(InputError, match="say how they agreed"):
        fire(proposal, "reopen_intake", actor=road.lead)
    with pytest.raises(InputError, match="say how they agreed"):
        fire(proposal, "reopen_intake", actor=road.lead, inputs={"consent": "   "})
    opened = moved(
        proposal, "reopen_intake", actor=road.lead, inputs={"consent": "Courriel du 3 mai."}
    )

    assert opened.state == "submitted"


REOPENED = [
    ("inadmissible", "reopen_intake", {"plan_in_co_creation"}),
    ("not_retained", "reopen_assessment", {"plan_in_co_creation", "prioritization_open"}),
    ("dropped", "reopen_dossier", {"plan_in_co_creation", "prioritization_open"}),
]


@pytest.mark.parametrize(("state", "transition", "guards"), REOPENED)
def test_nothing_comes_back_once_the_plan_is_adopted(
    state: str, transition: str, guards: set[str], road: Road
) -> None:
    proposal = road.at(state)
    place(ActionPlan.objects.all(), "in_implementation")
    place(PlanStage.objects.all(), "closed")

    with pytest.raises(TransitionRefusedError) as refused:
        fire(proposal, transition, actor=road.lead)

    assert {each.guard for each in refused.value.shortfalls} == guards


@pytest.mark.parametrize(("state", "transition", "guards"), REOPENED[1:])
def test_a_decision_is_opened_again_only_while_its_stage_is_open(
    state: str, transition: str, guards: set[str], road: Road
) -> None:
    proposal = road.at(state)
    stage = PlanStage.objects.filter(plan=road.plan, code=StageCode.PRIORITIZATION)
    place(stage, "closed")

    with pytest.raises(TransitionRefusedError) as refused:
        fire(proposal, transition, actor=road.lead)
    place(stage, "open")
    fire(proposal, transition, actor=road.lead)

    assert {each.guard for each in refused.value.shortfalls} == {"prioritization_open"}
    assert again(proposal).state in {"admissible", "prioritized"}


@pytest.mark.parametrize(
    ("state", "phase"),
    [
        ("submitted", "submission"),
        ("needs_details", "submission"),
        ("in_assessment", "prioritization"),
        ("prioritized", "prioritization"),
        ("porter_search", "porter_identification"),
    ],
)
def test_a_plan_given_up_defers_what_is_on_its_road_for_its_reason(
    state: str, phase: str, road: Road
) -> None:
    proposal = road.at(state)

    event = fire(road.plan, "abandon", actor=road.lead, inputs=REASON)

    left = again(proposal)
    assert (left.state, left.left_phase) == ("deferred", phase)
    assert left.decided_reason == REASON["reason"]
    assert last_event(left).cause == event


def test_a_plan_given_up_leaves_drafts_and_decided_proposals_alone(road: Road) -> None:
    kept = {state: road.at(state) for state in ("draft", "inadmissible", "withdrawn")}

    fire(road.plan, "abandon", actor=road.lead, inputs=REASON)

    assert {state: again(each).state for state, each in kept.items()} == {
        state: state for state in kept
    }


def test_the_preview_of_giving_a_plan_up_lists_what_it_leaves_behind(road: Road) -> None:
    proposal = road.admissible()

    shown = preview(road.plan, "abandon", actor=road.lead, inputs=REASON)

    assert (proposal.pk, "leave_behind") in {
        (each.subject_id, each.transition) for each in shown.moves
    }


def test_no_person_leaves_a_single_proposal_behind(road: Road) -> None:
    proposal = road.admissible()

    with pytest.raises(TransitionForbiddenError, match="act on the whole plan"):
        fire(proposal, "leave_behind", actor=road.lead)


def test_what_can_be_left_behind_is_all_that_is_on_its_road_but_three_states() -> None:
    names = {state.name for state in LEFT_STATES}

    assert not names & {"draft", "taken_up", "at_council"}
    assert len(names) == 16
