"""Races: what several people do to proposals at the same instant."""

from functools import partial

import pytest

from lifecycle.models import Proposal
from lifecycle.vocabulary import ProposalState
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from tests.databases import Clone
from tests.factories import make_plan, proposal_in, someone
from tests.lifecycle.machines.proposal.road import REFUSAL
from tests.races import run_at_once
from workflow.engine import fire
from workflow.exceptions import StaleSubjectError, TransitionRefusedError
from workflow.models import Event, Round, User


def author_of(proposal: Proposal) -> User:
    """Return the one person who wrote it."""
    person = proposal.authors.get().person
    assert person is not None
    return person


def test_proposals_submitted_at_once_have_each_a_reference_of_their_own(
    cloned_database: Clone,
) -> None:
    plan = make_plan()
    drafts = [proposal_in(ProposalState.DRAFT, plan=plan) for _number in range(6)]

    results = run_at_once(
        [partial(fire, draft.pk, "submit", actor=author_of(draft)) for draft in drafts]
    )

    assert all(isinstance(result, Event) for result in results)
    references = Proposal.objects.order_by("reference").values_list("reference", flat=True)
    assert list(references) == [f"P-{number:04d}" for number in range(1, 7)]


def test_of_two_who_refuse_at_once_one_proposes_and_the_other_is_told(
    cloned_database: Clone,
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED)
    first = someone(MINISTRY_TEAM)
    second = someone(MINISTRY_TEAM, other_than=[first])

    results = run_at_once(
        [
            partial(fire, proposal.pk, "refuse", actor=person, inputs=REFUSAL)
            for person in (first, second)
        ]
    )

    told = [result for result in results if not isinstance(result, Event)]
    assert [type(each) for each in told] in ([TransitionRefusedError], [StaleSubjectError])
    assert Round.objects.filter(subject=proposal.pk, outcome="").count() == 1


@pytest.mark.parametrize("other", ["withdraw", "admit"])
def test_of_two_who_move_a_proposal_at_once_one_moves_it(
    other: str, cloned_database: Clone
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED)
    team = someone(MINISTRY_TEAM)
    actor = (
        author_of(proposal) if other == "withdraw" else someone(MINISTRY_TEAM, other_than=[team])
    )
    question = {"question": "Lesquels ?"}

    results = run_at_once(
        [
            partial(fire, proposal.pk, "request_details", actor=team, inputs=question, expect=2),
            partial(fire, proposal.pk, other, actor=actor, expect=2),
        ]
    )

    assert sum(isinstance(result, Event) for result in results) == 1
    assert sum(isinstance(result, StaleSubjectError) for result in results) == 1
    assert proposal.events.count() == 3
