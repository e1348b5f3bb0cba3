"""Assessment: who is seated, who scores, and what the lead's decision rests on."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from lifecycle.models import Membership, Proposal, ProposalAuthor
from lifecycle.services.assessments import abstain, declare_conflict, score
from lifecycle.vocabulary import MembershipBody
from lifecycle.vocabulary.roles import MINISTRY_LEAD
from tests.cast import make_member
from tests.lifecycle.machines.proposal.road import (
    Road,
    again,
    last_event,
    moved,
    seats_of,
)
from workflow.clock import FixedClock, current_clock, use_clock
from workflow.engine import Reason, explain, fire, waiting_for, waive
from workflow.exceptions import InputError, TransitionRefusedError
from workflow.models import Decision, Institution, Round, User


def test_each_assessor_has_a_seat_and_ten_working_days(road: Road) -> None:
    with use_clock(FixedClock.on(date(2026, 9, 1))):
        proposal = road.in_assessment()
        waited = waiting_for(proposal, today=date(2026, 9, 1))

    seated = [(each.person, each.due_on) for each in waited if each.role.code == "assessor"]
    assert seated == [(person, date(2026, 9, 15)) for person in road.assessors]


def test_one_assessor_is_too_few(road: Road) -> None:
    proposal = road.admissible()

    with pytest.raises(InputError, match="at least 2 assessors"):
        fire(
            proposal,
            "start_assessment",
            actor=road.team,
            inputs={"assessors": [road.assessors[0].pk]},
        )

    assert again(proposal).state == "admissible"


def test_only_who_holds_a_current_mandate_is_seated(road: Road) -> None:
    proposal = road.admissible()
    ghita, hamid = road.assessors
    Membership.objects.filter(person=hamid).update(
        ends_on=current_clock().today() - timedelta(days=1)
    )

    with pytest.raises(TransitionRefusedError) as refused:
        seat(road, proposal, ghita, hamid)

    assert [each.guard for each in refused.value.shortfalls] == ["assessors_available"]
    assert refused.value.shortfalls[0].count == 1


def be_author(road: Road, person: User, body: Institution) -> None:
    ProposalAuthor.objects.create(proposal=road.plan.proposals.get(), person=person)


def speak_for_the_same_body(road: Road, person: User, body: Institution) -> None:
    road.plan.proposals.update(association=body)


def be_named_with_the_same_body(road: Road, person: User, body: Institution) -> None:
    ProposalAuthor.objects.create(
        proposal=road.plan.proposals.get(), name="Une adhérente", institution=body
    )


def work_with_the_author(road: Road, person: User, body: Institution) -> None:
    Membership.objects.create(
        person=road.author, body="staff", institution=body, starts_on=date(2018, 1, 1)
    )


def declare(road: Road, person: User, body: Institution) -> None:
    declare_conflict(
        road.plan.proposals.get(), person=person, reason="Il a aidé l'auteur.", actor=road.team
    )


@pytest.mark.parametrize(
    ("bring_about", "message"),
    [
        (be_author, "is an author of the proposal"),
        (speak_for_the_same_body, "belongs to the same association or institution"),
        (be_named_with_the_same_body, "belongs to the same association or institution"),
        (work_with_the_author, "belongs to the same association or institution"),
        (declare, "has a declared conflict of interest"),
    ],
)
def test_who_has_an_interest_is_not_seated(
    bring_about: Callable[[Road, User, Institution], None], message: str, road: Road
) -> None:
    proposal = road.admissible()
    third = make_member("Nadia", MembershipBody.ASSESSORS, None)
    ghita, hamid = road.assessors
    ministry = Membership.objects.get(person=hamid).institution
    assert ministry is not None
    bring_about(road, hamid, ministry)

    with pytest.raises(InputError) as refused:
        seat(road, proposal, ghita, hamid)
    seat(road, proposal, ghita, third)

    (error,) = refused.value.errors["assessors"]
    assert error.startswith("Hamid")
    assert message in error
    assert again(proposal).state == "in_assessment"


def test_every_conflict_is_told_at_once(road: Road) -> None:
    proposal = road.admissible()
    make_member("Nadia", MembershipBody.ASSESSORS, None)
    make_member("Omar", MembershipBody.ASSESSORS, None)
    ghita, hamid = road.assessors
    ministry = Membership.objects.get(person=hamid).institution
    assert ministry is not None
    for bring_about in (be_author, speak_for_the_same_body, declare):
        bring_about(road, hamid, ministry)
    declare(road, ghita, ministry)

    with pytest.raises(InputError) as refused:
        seat(road, proposal, ghita, hamid)

    assert len(refused.value.errors["assessors"]) == 4


def test_missing_scores_and_minutes_are_refused_together(road: Road) -> None:
    proposal = road.in_assessment()
    score_as(proposal, road.assessors[0])

    with pytest.raises(TransitionRefusedError) as refused:
        fire(proposal, "retain", actor=road.lead)

    found = {each.guard: each.count for each in refused.value.shortfalls}
    assert found == {"scored": 1, "minutes_attached": 1}


def test_the_lead_reads_who_has_not_scored_and_the_author_does_not(road: Road) -> None:
    proposal = road.in_assessment()
    score_as(proposal, road.assessors[0])

    names = {
        person: next(
            reason.names
            for reason in explained_reasons(proposal, person)
            if reason.code == "scored"
        )
        for person in (road.lead, road.author)
    }

    assert names == {road.lead: ("Hamid",), road.author: ()}


def test_an_abstention_counts_as_an_answer(road: Road) -> None:
    proposal = road.in_assessment()
    ghita, hamid = road.assessors
    score_as(proposal, ghita)
    abstain(seat_of(proposal, hamid), actor=hamid, reason="Je connais le dossier.")

    retained = moved(proposal, "retain", actor=road.lead, inputs=road.on_minutes())

    assert retained.state == "prioritized"


def test_a_missing_score_can_be_waived_with_a_public_reason(road: Road) -> None:
    proposal = road.in_assessment()
    waive(
        proposal,
        "scored",
        actor=road.lead,
        reason="Un évaluateur est en congé.",
        by=MINISTRY_LEAD,
    )

    retained = moved(proposal, "retain", actor=road.lead, inputs=road.on_minutes())

    assert retained.state == "prioritized"
    assert retained.waivers.get().reason == "Un évaluateur est en congé."


def test_the_minutes_cannot_be_waived(road: Road) -> None:
    proposal = road.scored()

    with pytest.raises(TransitionRefusedError, match="cannot be waived"):
        waive(proposal, "minutes_attached", actor=road.lead, reason="Non.", by=MINISTRY_LEAD)


@pytest.mark.parametrize(
    ("transition", "phase"),
    [("retain", ""), ("decline", "prioritization"), ("defer", "prioritization")],
)
def test_a_decision_keeps_its_minutes_its_reason_and_its_day(
    transition: str, phase: str, road: Road
) -> None:
    proposal = road.scored()
    inputs = road.on_minutes(reason="Voici pourquoi.")

    decided = moved(proposal, transition, actor=road.lead, inputs=inputs)

    assert decided.decided_by_minutes == road.minutes()
    assert decided.decided_reason == "Voici pourquoi."
    assert decided.decided_on == last_event(proposal).recorded_at.date()
    assert decided.left_phase == phase


@pytest.mark.parametrize("transition", ["decline", "defer"])
def test_what_is_not_retained_needs_a_published_reason(transition: str, road: Road) -> None:
    proposal = road.scored()

    with pytest.raises(InputError) as refused:
        fire(proposal, transition, actor=road.lead, inputs=road.on_minutes(reason=" "))

    assert set(refused.value.errors) == {"reason"}


def test_leaving_the_assessment_ends_the_round_and_keeps_what_was_scored(road: Road) -> None:
    proposal = road.in_assessment()
    score_as(proposal, road.assessors[0])

    fire(proposal, "withdraw", actor=road.author)

    opened = Round.objects.get(subject=proposal)
    assert opened.outcome == "cancelled"
    assert Decision.objects.filter(seat__round=opened).count() == 1
    assert proposal.assessments.count() == 1
    assert not proposal.work_items.filter(closed_at__isnull=True).exists()


def test_a_proposal_is_assessed_anew_after_it_was_opened_again(road: Road) -> None:
    proposal = road.not_retained()
    fire(proposal, "reopen_assessment", actor=road.lead)

    seat(road, proposal, *road.assessors)

    assert Round.objects.filter(subject=proposal, outcome="").count() == 1
    assert Round.objects.filter(subject=proposal, outcome="collected").count() == 1


def explained_reasons(proposal: Proposal, person: User) -> tuple[Reason, ...]:
    """Return what this person reads against retaining the proposal."""
    explained = explain(proposal, actor=person).find("retain")
    assert explained is not None
    return explained.reasons


def seat(road: Road, proposal: Proposal, *people: User) -> None:
    """Start the assessment by these people."""
    inputs = {"assessors": [person.pk for person in people]}
    fire(proposal, "start_assessment", actor=road.team, inputs=inputs)


def seat_of(proposal: Proposal, person: User) -> int:
    """Return the id of the seat of this person."""
    return next(each.pk for each in seats_of(proposal) if each.person == person)


def score_as(proposal: Proposal, person: User) -> None:
    """Score every criterion with three points."""
    points = dict.fromkeys(proposal.plan.criteria.values_list("pk", flat=True), 3)
    score(seat_of(proposal, person), actor=person, points=points)
