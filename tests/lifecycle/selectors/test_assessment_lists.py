"""The assessment as its people see it: seats, rounds, and what is still hidden."""

import pytest
from pytest_django import DjangoAssertNumQueries

from lifecycle.selectors.assessment import (
    SeatStatus,
    get_seat,
    has_seats,
    list_assessed,
    list_hidden,
    list_rounds,
    list_seats,
)
from lifecycle.services.assessments import abstain, score
from lifecycle.vocabulary import ProposalState
from tests.factories import proposal_in, score_all
from workflow.exceptions import SubjectNotFoundError
from workflow.models import Seat, User

pytestmark = pytest.mark.django_db


def find_seat(person: User, proposal_id: int) -> Seat:
    """Return the seat of a person in the assessment of a proposal."""
    return Seat.objects.get(person=person, round__subject=proposal_id)


def give(person: User, proposal_id: int, points: int) -> None:
    """Let a person give the same points for each criterion."""
    seat = find_seat(person, proposal_id)
    criteria = get_seat(seat.pk, person.pk).criteria
    score(seat.pk, actor=person, points={each.pk: points for each in criteria})


def test_an_assessor_finds_the_open_seats_first(ghita: User, hamid: User) -> None:
    done, still_open = (proposal_in(ProposalState.IN_ASSESSMENT) for _number in range(2))
    give(ghita, done.pk, 3)

    seats = list_seats(ghita.pk)

    assert [(seat.proposal_id, seat.status) for seat in seats] == [
        (still_open.pk, SeatStatus.OPEN),
        (done.pk, SeatStatus.SCORED),
    ]


def test_a_seat_that_abstained_says_so(ghita: User, hamid: User) -> None:
    proposal = proposal_in(ProposalState.IN_ASSESSMENT)
    abstain(find_seat(ghita, proposal.pk).pk, actor=ghita, reason="Je connais l'auteur.")

    (seat,) = list_seats(ghita.pk)

    assert seat.status is SeatStatus.ABSTAINED


def test_nobody_finds_the_seats_of_others(ghita: User, hamid: User, amina: User) -> None:
    proposal = proposal_in(ProposalState.IN_ASSESSMENT)
    seat = find_seat(hamid, proposal.pk)

    assert list_seats(amina.pk) == []
    assert not has_seats(amina.pk)
    with pytest.raises(SubjectNotFoundError):
        get_seat(seat.pk, ghita.pk)


def test_one_statement_lists_any_number_of_seats(
    ghita: User, hamid: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(3):
        proposal_in(ProposalState.IN_ASSESSMENT)

    with django_assert_num_queries(1):
        assert len(list_seats(ghita.pk)) == 3


def test_a_round_says_who_is_still_awaited(
    ghita: User, hamid: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    proposal = proposal_in(ProposalState.IN_ASSESSMENT)
    give(ghita, proposal.pk, 3)

    with django_assert_num_queries(1):
        (line,) = list_rounds(proposal.plan_id)

    assert (line.decided, line.seats, line.is_over) == (1, 2, False)
    assert [awaited.name for awaited in line.awaited] == ["Hamid"]
    assert line.awaited[0].item_id == find_seat(hamid, proposal.pk).work_item.pk


def test_a_round_stays_until_the_proposal_is_decided(ghita: User, hamid: User) -> None:
    proposal = proposal_in(ProposalState.IN_ASSESSMENT)
    score_all(proposal)
    proposal_in(ProposalState.PRIORITIZED)

    (line,) = list_rounds(proposal.plan_id)

    assert (line.proposal_id, line.is_over) == (proposal.pk, True)


def test_an_assessed_proposal_stays_in_the_ranking(ghita: User, hamid: User) -> None:
    decided = proposal_in(ProposalState.NOT_RETAINED)
    proposal_in(ProposalState.ADMISSIBLE)

    assert [each.id for each in list_assessed(decided.plan_id)] == [decided.pk]


def test_the_scores_of_others_are_hidden_until_one_has_scored(ghita: User, hamid: User) -> None:
    proposal = proposal_in(ProposalState.IN_ASSESSMENT)
    assert list_hidden(ghita.pk) == {proposal.pk}

    give(ghita, proposal.pk, 3)

    assert list_hidden(ghita.pk) == frozenset()
    assert list_hidden(hamid.pk) == {proposal.pk}


def test_the_points_given_come_back_with_the_seat(ghita: User, hamid: User) -> None:
    proposal = proposal_in(ProposalState.IN_ASSESSMENT)
    give(ghita, proposal.pk, 4)

    opened = get_seat(find_seat(ghita, proposal.pk).pk, ghita.pk)

    assert set(opened.points.values()) == {4}
    assert opened.status is SeatStatus.SCORED
