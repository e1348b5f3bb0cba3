"""Duplicates: a suspicion holds the later proposal back until somebody settles it."""

import pytest

from lifecycle.models import DuplicateSuspicion, Proposal
from lifecycle.services.duplicates import resolve, suspect
from lifecycle.vocabulary import DuplicateVerdict, ProposalState
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from tests.databases import Clone
from tests.factories import make_plan, proposal_in, someone
from tests.races import run_at_once
from workflow.engine import fire
from workflow.exceptions import (
    InputError,
    StaleSubjectError,
    SubjectNotFoundError,
    TransitionForbiddenError,
    TransitionRefusedError,
    WorkflowError,
)
from workflow.models import EventKind, Subject, User


@pytest.fixture
def pair(driss: User) -> tuple[Proposal, Proposal]:
    """Return two submitted proposals, the earlier one first."""
    return (
        proposal_in(ProposalState.SUBMITTED, author=driss),
        proposal_in(ProposalState.SUBMITTED),
    )


@pytest.mark.django_db
def test_a_suspicion_holds_the_later_one_back_whichever_is_named_first(
    pair: tuple[Proposal, Proposal], amina: User
) -> None:
    earlier, later = pair

    suspicion = suspect(earlier, other=later, actor=amina)

    event = later.events.get(name="duplicate.suspected")
    assert (suspicion.proposal, suspicion.other) == (later, earlier)
    assert event.kind == EventKind.FACT
    fire(earlier, "admit", actor=amina)
    with pytest.raises(TransitionRefusedError) as refusal:
        fire(later, "admit", actor=amina)
    assert [each.guard for each in refusal.value.shortfalls] == ["no_open_duplicate"]


@pytest.mark.django_db
def test_a_settled_suspicion_lets_it_go_on_with_the_reason_kept(
    pair: tuple[Proposal, Proposal], amina: User, bilal: User
) -> None:
    later = pair[1]
    suspicion = suspect(later, other=pair[0], actor=amina, expect=later.version)

    settled = resolve(
        suspicion.pk,
        verdict=DuplicateVerdict.DIFFERENT.value,
        reason=" Deux communes ",
        actor=bilal,
        expect=later.version + 1,
    )
    fire(later, "admit", actor=amina)

    assert (settled.verdict, settled.reason, settled.resolved_by) == (
        "different",
        "Deux communes",
        bilal,
    )
    assert later.events.filter(name="duplicate.resolved", actor=bilal).exists()


@pytest.mark.django_db
def test_a_pair_is_suspected_once_and_settled_once(
    pair: tuple[Proposal, Proposal], amina: User
) -> None:
    suspicion = suspect(pair[0], other=pair[1], actor=amina)
    with pytest.raises(TransitionRefusedError):
        suspect(pair[1], other=pair[0], actor=amina)
    resolve(suspicion.pk, verdict="same", reason="Mot pour mot", actor=amina)
    with pytest.raises(TransitionRefusedError):
        resolve(suspicion.pk, verdict="different", reason="Non", actor=amina)

    suspicion.refresh_from_db()
    assert suspicion.verdict == DuplicateVerdict.SAME


@pytest.mark.django_db
def test_a_pair_is_two_proposals_of_one_plan(pair: tuple[Proposal, Proposal], amina: User) -> None:
    elsewhere = proposal_in(ProposalState.SUBMITTED, plan=make_plan("MA-9"))

    for other in (pair[0], elsewhere):
        with pytest.raises(InputError) as refusal:
            suspect(pair[0], other=other, actor=amina)
        assert list(refusal.value.errors) == ["other"]


@pytest.mark.django_db
def test_a_draft_is_suspected_of_nothing(pair: tuple[Proposal, Proposal], amina: User) -> None:
    draft = proposal_in(ProposalState.DRAFT)

    with pytest.raises(SubjectNotFoundError):
        suspect(pair[0], other=draft, actor=amina)


@pytest.mark.django_db
def test_a_verdict_and_a_reason_are_needed(pair: tuple[Proposal, Proposal], amina: User) -> None:
    suspicion = suspect(pair[0], other=pair[1], actor=amina)

    with pytest.raises(InputError) as refusal:
        resolve(suspicion.pk, verdict="perhaps", reason="Oui", actor=amina)
    assert list(refusal.value.errors) == ["verdict"]
    with pytest.raises(InputError) as refusal:
        resolve(suspicion.pk, verdict="same", reason=" ", actor=amina)
    assert list(refusal.value.errors) == ["reason"]
    suspicion.refresh_from_db()
    assert suspicion.verdict == ""


@pytest.mark.django_db
def test_nobody_but_the_ministry_team_compares(
    pair: tuple[Proposal, Proposal], driss: User, amina: User, claire: User
) -> None:
    suspicion = suspect(pair[0], other=pair[1], actor=amina)
    third = proposal_in(ProposalState.SUBMITTED)

    with pytest.raises(TransitionForbiddenError):
        suspect(pair[0], other=third, actor=claire)
    with pytest.raises(SubjectNotFoundError):
        suspect(pair[1], other=third, actor=driss)
    with pytest.raises(TransitionForbiddenError):
        resolve(suspicion.pk, verdict="same", reason="Oui", actor=claire)
    with pytest.raises(SubjectNotFoundError):
        resolve(0, verdict="same", reason="Oui", actor=amina)


@pytest.mark.django_db
def test_a_stale_reader_compares_nothing(pair: tuple[Proposal, Proposal], amina: User) -> None:
    with pytest.raises(StaleSubjectError):
        suspect(pair[0], other=pair[1], actor=amina, expect=pair[0].version - 1)

    assert not DuplicateSuspicion.objects.exists()
    assert Subject.objects.get(pk=pair[1].pk).version == pair[1].version


def test_of_two_who_suspect_a_pair_from_both_ends_at_once_one_does(
    cloned_database: Clone,
) -> None:
    make_plan()
    one = proposal_in(ProposalState.SUBMITTED)
    other = proposal_in(ProposalState.SUBMITTED)
    team = someone(MINISTRY_TEAM)

    results = run_at_once(
        [
            lambda: suspect(one, other=other, actor=team),
            lambda: suspect(other, other=one, actor=team),
        ]
    )

    assert sum(isinstance(each, WorkflowError) for each in results) == 1
    assert DuplicateSuspicion.objects.count() == 1
