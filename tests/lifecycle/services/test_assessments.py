"""Assessments: an assessor scores their own seat, once, on every criterion, without an interest."""

from typing import Any

import pytest

from lifecycle.models import Assessment, ConflictOfInterest, Proposal
from lifecycle.services.assessments import abstain, declare_conflict, score
from lifecycle.vocabulary import MembershipBody, ProposalState
from tests.cast import make_member, make_person
from tests.databases import Clone
from tests.factories import make_plan, proposal_in
from tests.races import run_at_once
from workflow.engine import fire
from workflow.exceptions import (
    InputError,
    StaleSubjectError,
    SubjectNotFoundError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import Decision, Round, RoundOutcome, Seat, Subject, User, Verdict, WorkItem


@pytest.fixture
def scored(ghita: User, hamid: User, amina: User, claire: User) -> Proposal:
    """Return a proposal that Ghita and Hamid are asked to score."""
    return proposal_in(ProposalState.IN_ASSESSMENT)


def find_seat(proposal: Subject, person: User) -> int:
    """Return the seat of this person in the open assessment."""
    return Seat.objects.get(round__subject=proposal.pk, person=person).pk


def give(proposal: Proposal, points: int = 3) -> dict[int, int]:
    """Return the same points for each criterion of the plan."""
    return dict.fromkeys(proposal.plan.criteria.values_list("pk", flat=True), points)


@pytest.mark.django_db
def test_an_assessor_scores_every_criterion_and_the_history_tells_it(
    scored: Proposal, ghita: User
) -> None:
    seat = find_seat(scored, ghita)

    assessment = score(seat, actor=ghita, points=give(scored), remark=" Utile ")

    decision = Decision.objects.get(seat=seat)
    assert assessment.remark == "Utile"
    assert sorted(assessment.scores.values_list("points", flat=True)) == [3, 3]
    assert (decision.verdict, decision.event.name) == (Verdict.APPROVE, "assessment.approve")
    assert Subject.objects.get(pk=scored.pk).version == scored.version + 1
    assert not WorkItem.objects.filter(seat=seat, closed_at__isnull=True).exists()


@pytest.mark.django_db
def test_the_round_ends_with_the_last_seat(scored: Proposal, ghita: User, hamid: User) -> None:
    score(find_seat(scored, ghita), actor=ghita, points=give(scored))
    abstain(find_seat(scored, hamid), actor=hamid, reason="Absent ce mois-ci")

    assert Round.objects.get(subject=scored.pk).outcome == RoundOutcome.COLLECTED


@pytest.mark.django_db
def test_points_are_whole_numbers_within_the_range_for_every_criterion(
    scored: Proposal, ghita: User
) -> None:
    first, second = give(scored)
    wrong: list[tuple[dict[Any, Any], list[str]]] = [
        ({}, [f"points_{first}", f"points_{second}"]),
        ({first: 3}, [f"points_{second}"]),
        ({first: 6, second: -1}, [f"points_{first}", f"points_{second}"]),
        ({first: True, second: "3"}, [f"points_{first}", f"points_{second}"]),
        ({first: 0, second: 5, 0: 1}, ["points"]),
    ]

    for points, fields in wrong:
        with pytest.raises(InputError) as refusal:
            score(find_seat(scored, ghita), actor=ghita, points=points)
        assert sorted(refusal.value.errors) == sorted(fields)

    assert not Assessment.objects.exists()
    assert Subject.objects.get(pk=scored.pk).version == scored.version


@pytest.mark.django_db
def test_the_ends_of_the_range_are_points(scored: Proposal, ghita: User) -> None:
    first, second = give(scored)

    assessment = score(find_seat(scored, ghita), actor=ghita, points={first: 0, second: 5})

    assert dict(assessment.scores.values_list("criterion", "points")) == {first: 0, second: 5}


@pytest.mark.django_db
def test_a_seat_is_its_own_assessors(scored: Proposal, ghita: User, hamid: User) -> None:
    with pytest.raises(TransitionForbiddenError):
        score(find_seat(scored, ghita), actor=hamid, points=give(scored))


@pytest.mark.django_db
def test_a_stranger_finds_no_seat(scored: Proposal, ghita: User, claire: User) -> None:
    hidden = proposal_in(ProposalState.IN_ASSESSMENT)
    Proposal.objects.filter(pk=hidden.pk).update(published_at=None)
    stranger = make_member("Omar", MembershipBody.ASSESSORS, None)

    with pytest.raises(SubjectNotFoundError):
        score(find_seat(hidden, ghita), actor=stranger, points=give(hidden))
    with pytest.raises(SubjectNotFoundError):
        score(0, actor=ghita, points={})


@pytest.mark.django_db
def test_a_seat_decides_once(scored: Proposal, ghita: User) -> None:
    seat = find_seat(scored, ghita)
    score(seat, actor=ghita, points=give(scored))

    with pytest.raises(TransitionRefusedError):
        score(seat, actor=ghita, points=give(scored, 5))
    with pytest.raises(TransitionRefusedError):
        abstain(seat, actor=ghita, reason="Trop tard")

    assert set(Assessment.objects.get().scores.values_list("points", flat=True)) == {3}


@pytest.mark.django_db
def test_who_read_an_older_version_scores_nothing(scored: Proposal, ghita: User) -> None:
    with pytest.raises(StaleSubjectError):
        score(find_seat(scored, ghita), actor=ghita, points=give(scored), expect=scored.version - 1)


@pytest.mark.django_db
def test_an_assessor_who_became_the_author_does_not_score(scored: Proposal, ghita: User) -> None:
    scored.authors.create(person=ghita)

    with pytest.raises(TransitionForbiddenError):
        score(find_seat(scored, ghita), actor=ghita, points=give(scored))


@pytest.mark.django_db
def test_abstaining_needs_a_reason(scored: Proposal, ghita: User) -> None:
    with pytest.raises(InputError) as refusal:
        abstain(find_seat(scored, ghita), actor=ghita, reason=" ")

    assert list(refusal.value.errors) == ["reason"]
    assert not Decision.objects.exists()


@pytest.mark.django_db
def test_who_declares_an_interest_stands_down_and_the_others_finish(
    scored: Proposal, ghita: User, hamid: User
) -> None:
    score(find_seat(scored, ghita), actor=ghita, points=give(scored))

    declare_conflict(scored, person=hamid, reason="Mon frère l'a écrite", actor=hamid)

    decision = Decision.objects.get(seat__person=hamid)
    assert (decision.verdict, decision.decided_by) == (Verdict.ABSTAIN, hamid)
    assert Round.objects.get(subject=scored.pk).outcome == RoundOutcome.COLLECTED
    assert scored.events.filter(name="conflict.declared", actor=hamid).exists()


@pytest.mark.django_db
def test_the_ministry_declares_for_an_assessor_and_signs_it(
    scored: Proposal, hamid: User, amina: User
) -> None:
    declare_conflict(scored, person=hamid, reason="Membre du bureau", actor=amina)

    decision = Decision.objects.get(seat__person=hamid)
    assert (decision.verdict, decision.decided_by) == (Verdict.ABSTAIN, amina)
    assert not WorkItem.objects.filter(seat=decision.seat_id, closed_at__isnull=True).exists()


@pytest.mark.django_db
def test_a_declared_interest_keeps_them_from_being_seated(
    ghita: User, hamid: User, amina: User
) -> None:
    make_member("Omar", MembershipBody.ASSESSORS, None)
    proposal = proposal_in(ProposalState.ADMISSIBLE)
    declare_conflict(proposal, person=ghita, reason="Parente", actor=ghita)

    with pytest.raises(InputError, match="Ghita"):
        fire(proposal, "start_assessment", actor=amina, inputs={"assessors": [ghita, hamid]})


@pytest.mark.django_db
def test_nobody_else_declares_for_an_assessor(scored: Proposal, ghita: User, hamid: User) -> None:
    with pytest.raises(TransitionForbiddenError):
        declare_conflict(scored, person=hamid, reason="Je le crois", actor=ghita)

    assert not ConflictOfInterest.objects.exists()


@pytest.mark.django_db
def test_the_lead_alone_declares_for_an_assessor_who_sits(
    scored: Proposal, hamid: User, claire: User
) -> None:
    declare_conflict(scored, person=hamid, reason="Membre du bureau", actor=claire)

    decision = Decision.objects.get(seat__person=hamid)
    assert (decision.verdict, decision.decided_by) == (Verdict.ABSTAIN, claire)


@pytest.mark.django_db
def test_who_only_reads_a_published_proposal_declares_nothing(
    scored: Proposal, claire: User
) -> None:
    reader = make_person("Omar")

    with pytest.raises(TransitionForbiddenError):
        declare_conflict(scored, person=reader, reason="Je la connais", actor=reader)

    assert not ConflictOfInterest.objects.exists()
    assert Subject.objects.get(pk=scored.pk).version == scored.version


@pytest.mark.django_db
def test_an_interest_is_declared_once_and_with_a_reason(scored: Proposal, ghita: User) -> None:
    with pytest.raises(InputError):
        declare_conflict(scored, person=ghita, reason="", actor=ghita)
    declare_conflict(scored, person=ghita, reason="Parente", actor=ghita)
    with pytest.raises(TransitionRefusedError):
        declare_conflict(scored, person=ghita, reason="Parente", actor=ghita)

    assert ConflictOfInterest.objects.count() == 1


def test_of_two_windows_of_an_assessor_one_scores(cloned_database: Clone) -> None:
    make_plan()
    proposal = proposal_in(ProposalState.IN_ASSESSMENT)
    seat = Seat.objects.filter(round__subject=proposal.pk).select_related("person")[0]
    person, points = seat.person, give(proposal)
    assert person is not None

    results = run_at_once(
        [
            lambda: score(seat.pk, actor=person, points=points),
            lambda: score(seat.pk, actor=person, points=points),
        ]
    )

    assert sum(isinstance(each, Assessment) for each in results) == 1
    assert sum(isinstance(each, TransitionRefusedError) for each in results) == 1
    assert Decision.objects.filter(seat=seat).count() == 1
