"""Ranking: exact means, shared ranks, and who counts."""

from fractions import Fraction

import pytest
from pytest_django import DjangoAssertNumQueries

from lifecycle.models import ConflictOfInterest, Proposal
from lifecycle.selectors.ranking import Ballots, Weight, compute_percent, rank, read_ranking
from lifecycle.services.assessments import abstain, score
from lifecycle.vocabulary import ConflictOrigin, ProposalState
from tests.factories import make_minutes, proposal_in, score_all
from workflow.engine import fire
from workflow.models import Seat, User

IMPACT, FEASIBILITY = 1, 2
WEIGHTS = {IMPACT: Weight(3, 5), FEASIBILITY: Weight(1, 10)}


def seat(impact: int, feasibility: int) -> dict[int, int]:
    """Return the points of one seat."""
    return {IMPACT: impact, FEASIBILITY: feasibility}


@pytest.mark.once
def test_a_seat_weighs_each_criterion_by_its_own_highest_score() -> None:
    assert compute_percent(seat(5, 10), WEIGHTS) == 100
    assert compute_percent(seat(5, 0), WEIGHTS) == 75
    assert compute_percent(seat(0, 10), WEIGHTS) == 25
    assert compute_percent(seat(1, 1), WEIGHTS) == Fraction(70, 4)
    assert compute_percent({}, WEIGHTS) == 0


@pytest.mark.once
def test_a_proposal_is_the_mean_of_its_seats_with_their_spread() -> None:
    (ranked,) = rank([Ballots(7, (seat(5, 0), seat(0, 10)), missing=1, abstained=2)], WEIGHTS)

    assert ranked.percent == ranked.spread == 50
    assert (ranked.scored, ranked.missing, ranked.abstained) == (2, 1, 2)
    assert (ranked.rank, ranked.is_tied) == (1, False)


@pytest.mark.once
def test_equal_means_share_a_rank_and_the_next_one_counts_both() -> None:
    thirds = (seat(1, 0), seat(1, 0), seat(2, 0))
    ballots = [
        Ballots(1, (seat(1, 0),)),
        Ballots(2, thirds),
        Ballots(3, tuple(reversed(thirds))),
        Ballots(4, (seat(5, 10),)),
    ]

    ranked = rank(ballots, WEIGHTS)

    assert [(each.proposal_id, each.rank, each.is_tied) for each in ranked] == [
        (4, 1, False),
        (2, 2, True),
        (3, 2, True),
        (1, 4, False),
    ]


@pytest.mark.once
def test_what_nobody_scored_comes_last_without_a_rank() -> None:
    ranked = rank([Ballots(1, missing=2), Ballots(2), Ballots(3, (seat(0, 0),))], WEIGHTS)

    assert [(each.proposal_id, each.rank, each.percent) for each in ranked] == [
        (3, 1, 0),
        (1, None, None),
        (2, None, None),
    ]
    assert not any(each.is_tied for each in ranked)


@pytest.fixture
def assessed(ghita: User, hamid: User, amina: User, claire: User) -> list[Proposal]:
    """Return three proposals that Ghita and Hamid are asked to score."""
    return [proposal_in(ProposalState.IN_ASSESSMENT) for _number in range(3)]


def find_seat(proposal: Proposal, person: User) -> int:
    """Return the latest seat of this person."""
    return Seat.objects.filter(round__subject=proposal.pk, person=person).latest("pk").pk


@pytest.mark.django_db
def test_the_ranking_reads_who_scored_abstained_and_is_missing(
    assessed: list[Proposal], ghita: User, hamid: User
) -> None:
    first, second, third = assessed
    criteria = list(first.plan.criteria.values_list("pk", flat=True))
    score(find_seat(first, ghita), actor=ghita, points=dict.fromkeys(criteria, 5))
    abstain(find_seat(first, hamid), actor=hamid, reason="Absent")
    score(find_seat(second, ghita), actor=ghita, points=dict.fromkeys(criteria, 2))

    ranked = read_ranking([each.pk for each in assessed])

    assert [
        (each.proposal_id, each.rank, each.percent, each.scored, each.missing, each.abstained)
        for each in ranked
    ] == [
        (first.pk, 1, 100, 1, 0, 1),
        (second.pk, 2, 40, 1, 1, 0),
        (third.pk, None, None, 0, 2, 0),
    ]


@pytest.mark.django_db
def test_points_of_somebody_with_a_declared_interest_do_not_count(
    assessed: list[Proposal], ghita: User, hamid: User
) -> None:
    first = assessed[0]
    criteria = list(first.plan.criteria.values_list("pk", flat=True))
    score(find_seat(first, ghita), actor=ghita, points=dict.fromkeys(criteria, 5))
    score(find_seat(first, hamid), actor=hamid, points=dict.fromkeys(criteria, 1))
    ConflictOfInterest.objects.create(
        proposal=first,
        person=ghita,
        origin=ConflictOrigin.DECLARED.value,
        recorded_at=first.entered_at,
    )

    (ranked,) = read_ranking([first.pk])

    assert ranked.percent == 20
    assert (ranked.scored, ranked.abstained) == (1, 1)


@pytest.mark.django_db
def test_the_latest_assessment_counts_when_there_were_two(
    assessed: list[Proposal], ghita: User, hamid: User, amina: User, claire: User
) -> None:
    first = assessed[0]
    score_all(first, points=1)
    inputs = {"minutes": make_minutes(first.plan), "reason": "Pas encore."}
    fire(first.pk, "decline", actor=claire, inputs=inputs)
    fire(first.pk, "reopen_assessment", actor=claire)
    fire(first.pk, "start_assessment", actor=amina, inputs={"assessors": [ghita, hamid]})
    score_all(first, points=5)

    (ranked,) = read_ranking([first.pk])

    assert ranked.percent == 100
    assert ranked.scored == 2


@pytest.mark.django_db
def test_the_ranking_of_any_number_is_three_statements(
    assessed: list[Proposal], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for proposal in assessed[:2]:
        score_all(proposal)

    with django_assert_num_queries(3):
        read_ranking([assessed[0].pk])
    with django_assert_num_queries(3):
        read_ranking([each.pk for each in assessed])
