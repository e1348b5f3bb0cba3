"""Candidates: a ranked list that replaces the one before, or changes nothing."""

import pytest

from lifecycle.models import Proposal
from lifecycle.services.candidates import CANDIDATES_MAX, Candidate, set_candidates
from lifecycle.vocabulary import ProposalState
from tests.cast import Institutions
from tests.factories import proposal_in
from workflow.engine import fire
from workflow.exceptions import (
    InputError,
    StaleSubjectError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def retained(amina: User, claire: User) -> Proposal:
    """Return a retained idea that nobody is asked to carry yet."""
    return proposal_in(ProposalState.PRIORITIZED)


def test_a_new_list_replaces_the_old_one_in_its_order(
    retained: Proposal, amina: User, institutions: Institutions
) -> None:
    archives, ministry = institutions.archives.pk, institutions.ministry.pk
    set_candidates(retained, candidates=[Candidate(archives)], actor=amina)

    set_candidates(
        retained, candidates=[Candidate(ministry, " Compétent "), Candidate(archives)], actor=amina
    )
    fire(retained, "seek_porter", actor=amina)

    rows = retained.candidates.order_by("rank").values_list("rank", "institution", "reason")
    assert list(rows) == [(1, ministry, "Compétent"), (2, archives, "")]
    assert retained.events.filter(name="candidates.set").count() == 2


def test_the_list_can_be_emptied(
    retained: Proposal, amina: User, institutions: Institutions
) -> None:
    set_candidates(retained, candidates=[Candidate(institutions.archives.pk)], actor=amina)

    set_candidates(retained, candidates=[], actor=amina)

    assert not retained.candidates.exists()


def test_a_wrong_list_changes_nothing(
    retained: Proposal, amina: User, institutions: Institutions
) -> None:
    archives = Candidate(institutions.archives.pk)
    set_candidates(retained, candidates=[archives], actor=amina)
    institutions.ministry.dissolved_on = retained.entered_at.date()
    institutions.ministry.save()
    wrong = [
        [archives, archives],
        [Candidate(0)],
        [Candidate(institutions.ministry.pk)],
        [archives] * (CANDIDATES_MAX + 1),
        [Candidate(institutions.rivage.pk, "a" * 10_000)],
    ]

    for candidates in wrong:
        with pytest.raises(InputError) as refusal:
            set_candidates(retained, candidates=candidates, actor=amina)
        assert list(refusal.value.errors) == ["candidates"]

    assert [each.institution for each in retained.candidates.all()] == [institutions.archives]


def test_candidates_are_chosen_before_anybody_is_asked(
    amina: User, claire: User, institutions: Institutions
) -> None:
    candidates = [Candidate(institutions.archives.pk)]
    asked = proposal_in(ProposalState.PORTER_SEARCH)
    submitted = proposal_in(ProposalState.SUBMITTED)

    for proposal in (asked, submitted):
        with pytest.raises(TransitionRefusedError):
            set_candidates(proposal, candidates=candidates, actor=amina)


def test_nobody_but_the_ministry_team_chooses(
    retained: Proposal, claire: User, institutions: Institutions
) -> None:
    with pytest.raises(TransitionForbiddenError):
        set_candidates(retained, candidates=[Candidate(institutions.archives.pk)], actor=claire)


def test_a_stale_reader_chooses_nothing(
    retained: Proposal, amina: User, institutions: Institutions
) -> None:
    with pytest.raises(StaleSubjectError):
        set_candidates(
            retained,
            candidates=[Candidate(institutions.archives.pk)],
            actor=amina,
            expect=retained.version - 1,
        )

    assert not retained.candidates.exists()
