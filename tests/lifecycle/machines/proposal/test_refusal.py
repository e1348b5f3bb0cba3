"""Refusal: one person proposes it, another confirms, on what both have read."""

import pytest

from tests.lifecycle.machines.proposal.road import (
    REFUSAL,
    Road,
    again,
    last_event,
    proposed_round,
)
from workflow.engine import confirm, decline, explain, fire, waiting_for
from workflow.exceptions import (
    InputError,
    StaleSubjectError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import Decision


def test_a_refusal_is_only_proposed_at_first(road: Road) -> None:
    proposal = road.submitted()

    event = fire(proposal, "refuse", actor=road.team, inputs=REFUSAL)

    assert event.name == "refuse.proposed"
    assert again(proposal).state == "submitted"
    kinds = {waited.kind for waited in waiting_for(proposal, today=event.recorded_at.date())}
    assert kinds == {"submitted", "refuse"}


def test_a_second_person_makes_it_and_both_names_are_kept(road: Road) -> None:
    proposal = road.submitted()
    fire(proposal, "refuse", actor=road.team, inputs=REFUSAL)

    event = confirm(proposed_round(proposal).pk, actor=road.second)

    refused = again(proposal)
    assert (refused.state, refused.left_phase) == ("inadmissible", "submission")
    assert (refused.refusal_code, refused.decided_reason) == tuple(REFUSAL.values())
    assert (event.actor, event.confirmed_by) == (road.team, road.second)
    assert refused.published_at is None


def test_nobody_confirms_what_they_proposed(road: Road) -> None:
    proposal = road.submitted()
    fire(proposal, "refuse", actor=road.team, inputs=REFUSAL)

    with pytest.raises(TransitionForbiddenError, match="somebody else must confirm"):
        confirm(proposed_round(proposal).pk, actor=road.team)

    assert again(proposal).state == "submitted"


def test_neither_the_lead_nor_the_author_confirms(road: Road) -> None:
    proposal = road.submitted()
    fire(proposal, "refuse", actor=road.team, inputs=REFUSAL)

    for person in (road.lead, road.author):
        with pytest.raises(TransitionForbiddenError):
            confirm(proposed_round(proposal).pk, actor=person)


def test_the_second_person_says_no_and_why(road: Road) -> None:
    proposal = road.submitted()
    fire(proposal, "refuse", actor=road.team, inputs=REFUSAL)
    asked = proposed_round(proposal)

    with pytest.raises(InputError):
        decline(asked.pk, actor=road.second, comment=" ")
    decline(asked.pk, actor=road.second, comment="C'est bien le sujet.")

    assert again(proposal).state == "submitted"
    assert last_event(proposal).name == "refuse.declined"
    assert Decision.objects.get(seat__round=asked).verdict == "object"


def test_two_people_who_refuse_at_once_are_told_of_each_other(road: Road) -> None:
    proposal = road.submitted()
    fire(proposal, "refuse", actor=road.team, inputs=REFUSAL)

    with pytest.raises(TransitionRefusedError, match="Amina has already proposed this"):
        fire(proposal, "refuse", actor=road.second, inputs={**REFUSAL, "code": "already_done"})
    refuse = explain(proposal, actor=road.second).find("refuse")

    assert refuse is not None
    assert refuse.proposal_id == proposed_round(proposal).pk


def test_what_was_proposed_on_an_older_version_must_be_proposed_anew(road: Road) -> None:
    proposal = road.submitted()
    fire(proposal, "refuse", actor=road.team, inputs=REFUSAL)
    asked = proposed_round(proposal)
    fire(proposal, "request_details", actor=road.second, inputs={"question": "Lesquels ?"})

    with pytest.raises(StaleSubjectError):
        confirm(asked.pk, actor=road.second)

    assert again(proposal).state == "needs_details"


def test_a_proposal_that_waits_for_details_can_be_refused_too(road: Road) -> None:
    proposal = road.needs_details()

    fire(proposal, "refuse", actor=road.team, inputs=REFUSAL)
    confirm(proposed_round(proposal).pk, actor=road.second)

    assert again(proposal).state == "inadmissible"


@pytest.mark.parametrize("code", ["", "unanswered", "no_such_ground"])
def test_the_ground_is_one_of_the_list(code: str, road: Road) -> None:
    proposal = road.submitted()

    with pytest.raises(InputError) as refused:
        fire(proposal, "refuse", actor=road.team, inputs={**REFUSAL, "code": code})

    assert set(refused.value.errors) == {"code"}
