"""Uptake: a retained idea follows the dossiers that carry it."""

import pytest

from lifecycle.models import Proposal, Uptake
from lifecycle.services.uptakes import link
from lifecycle.vocabulary import ProposalState
from tests.lifecycle.machines.proposal.road import REASON, Road, again, last_event
from tests.road import dossier_in
from workflow.clock import current_clock
from workflow.engine import available, fire, preview
from workflow.engine.applying import apply_plan
from workflow.engine.planning import Step, close_plan
from workflow.engine.reading import load_cases, read_rows
from workflow.engine.request import make_request
from workflow.exceptions import TransitionForbiddenError, TransitionRefusedError


def test_an_idea_that_no_dossier_carries_is_not_taken_up(road: Road) -> None:
    idea = road.prioritized()

    with pytest.raises(TransitionRefusedError, match="Link the dossier") as refused:
        fire(idea, "take_up", actor=road.team)

    assert [each.guard for each in refused.value.shortfalls] == ["dossier_linked"]


def test_an_idea_is_taken_up_once_its_author_can_read_what_is_left_out(road: Road) -> None:
    idea, dossier = road.prioritized(), road.prioritized()
    Uptake.objects.create(
        source=idea,
        dossier=dossier,
        extent="inspired",
        recorded_by=road.team,
        recorded_on=current_clock().today(),
    )

    with pytest.raises(TransitionRefusedError) as refused:
        fire(idea, "take_up", actor=road.team)
    Uptake.objects.update(kept="Publier.", left_out="Répondre : sans moyens.")
    fire(idea, "take_up", actor=road.team)

    assert [each.guard for each in refused.value.shortfalls] == ["author_told"]
    assert again(idea).state == "taken_up"


def test_a_dossier_that_was_dropped_carries_nothing(road: Road) -> None:
    idea, dossier = road.prioritized(), road.prioritized()
    link(idea, dossier=dossier, extent="whole", actor=road.team)
    fire(dossier, "drop", actor=road.lead, inputs=REASON)

    with pytest.raises(TransitionRefusedError) as refused:
        fire(idea, "take_up", actor=road.team)

    assert [each.guard for each in refused.value.shortfalls] == ["dossier_linked"]


@pytest.mark.parametrize("transition", ["drop", "defer_dossier"])
def test_the_end_of_its_dossier_releases_an_idea(transition: str, road: Road) -> None:
    dossier = road.prioritized()
    idea = road.taken_up(dossier)

    event = fire(dossier, transition, actor=road.lead, inputs=REASON)

    assert again(idea).state == "prioritized"
    assert (last_event(idea).name, last_event(idea).cause) == ("release", event)
    assert Uptake.objects.get(source=idea).released_at is not None


def test_an_idea_stays_with_the_dossiers_that_are_left(road: Road) -> None:
    first, second = road.prioritized(), road.prioritized()
    idea = road.taken_up(first, second)

    fire(first, "drop", actor=road.lead, inputs=REASON)
    between = again(idea).state
    fire(second, "drop", actor=road.lead, inputs=REASON)

    assert between == "taken_up"
    assert again(idea).state == "prioritized"


def test_the_preview_of_an_end_shows_the_ideas_it_releases(road: Road) -> None:
    dossier = road.prioritized()
    idea = road.taken_up(dossier)

    shown = preview(dossier, "drop", actor=road.lead, inputs=REASON)

    assert [(each.subject_id, each.transition) for each in shown.moves] == [
        (dossier.pk, "drop"),
        (idea.pk, "release"),
    ]
    assert again(idea).state == "taken_up"


@pytest.mark.parametrize("transition", ["fulfil", "release", "release_late"])
def test_no_person_moves_an_idea_that_follows_its_dossiers(transition: str, road: Road) -> None:
    idea = road.taken_up()

    for person in (road.team, road.lead, road.author):
        with pytest.raises(TransitionForbiddenError, match="Another dossier"):
            fire(idea, transition, actor=person)


def test_an_idea_that_follows_its_dossiers_is_neither_dropped_nor_withdrawn(road: Road) -> None:
    idea = road.taken_up()

    for person in (road.lead, road.team, road.author):
        assert available(idea, actor=person) == []


def test_a_plan_given_up_releases_the_ideas_of_all_its_dossiers_late(road: Road) -> None:
    first, second = road.prioritized(), road.prioritized()
    idea = road.taken_up(first, second)

    fire(road.plan, "abandon", actor=road.lead, inputs=REASON)

    assert again(idea).state == "deferred"
    assert last_event(idea).name == "release_late"
    assert again(idea).decided_reason == REASON["reason"]
    assert {again(each).state for each in (first, second)} == {"deferred"}


def test_two_dossiers_removed_together_release_their_common_idea(road: Road) -> None:
    idea, first, second = _carry_to_council(road)

    _apply(road, (first, "remove"), (second, "remove"))

    assert again(idea).state == "prioritized"
    assert idea.events.filter(name="release").count() == 1


def test_an_idea_waits_for_a_dossier_that_is_returned(road: Road) -> None:
    idea, first, second = _carry_to_council(road)

    _apply(road, (first, "remove"), (second, "return_from_council"))

    assert again(idea).state == "taken_up"
    assert again(second).state == "finalization"


def _carry_to_council(road: Road) -> tuple[Proposal, Proposal, Proposal]:
    """Return an idea carried by two dossiers that are before the council."""
    dossiers = [
        dossier_in(ProposalState.AT_COUNCIL, plan=road.plan, plan_number=number)
        for number in (1, 2)
    ]
    idea = road.prioritized()
    for dossier in dossiers:
        Uptake.objects.create(
            source=idea,
            dossier=dossier,
            extent="whole",
            recorded_by=road.team,
            recorded_on=current_clock().today(),
        )
    fire(idea, "take_up", actor=road.team)
    return (again(idea), dossiers[0], dossiers[1])


def _apply(road: Road, *lines: tuple[Proposal, str]) -> None:
    """Plan and apply what an act of the council would do to its lines."""
    request = make_request(road.lead)
    cases = load_cases(
        read_rows(Proposal.objects.values_list("pk", flat=True)), today=request.today
    )
    steps = [
        Step(cases[each.pk], cases[each.pk].machine.get_transition(name), {})
        for each, name in lines
    ]
    apply_plan(close_plan(steps, lambda _ids: cases), request)
