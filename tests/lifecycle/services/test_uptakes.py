"""Uptakes: a dossier carries an idea, and an idea that moved to its dossiers keeps one."""

import pytest

from lifecycle.models import Proposal, Uptake
from lifecycle.services.uptakes import link, release
from lifecycle.vocabulary import Extent, ProposalState
from tests.factories import make_plan, proposal_in
from workflow.engine import fire
from workflow.exceptions import (
    InputError,
    StaleSubjectError,
    SubjectNotFoundError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import User

pytestmark = pytest.mark.django_db
WHOLE = Extent.WHOLE.value
PART = Extent.PART.value


@pytest.fixture
def idea(amina: User, claire: User) -> Proposal:
    """Return a retained idea."""
    return proposal_in(ProposalState.PRIORITIZED)


@pytest.fixture
def dossier(idea: Proposal) -> Proposal:
    """Return another one, which becomes a dossier."""
    return proposal_in(ProposalState.PRIORITIZED)


def test_a_dossier_takes_up_a_part_and_the_author_reads_what_is_left_out(
    idea: Proposal, dossier: Proposal, amina: User
) -> None:
    uptake = link(
        idea,
        dossier=dossier,
        extent=PART,
        kept="Le registre",
        left_out="Le délai, que la loi fixe déjà",
        actor=amina,
        expect=idea.version,
    )
    fire(idea, "take_up", actor=amina)

    assert (uptake.source, uptake.dossier, uptake.recorded_by) == (idea, dossier, amina)
    assert uptake.left_out == "Le délai, que la loi fixe déjà"
    assert idea.events.filter(name="uptake.linked").exists()


@pytest.mark.parametrize(
    ("extent", "kept", "left_out", "fields"),
    [
        ("half", "", "", "extent"),
        (PART, "", "Le reste", "kept"),
        (PART, "Le fond", " ", "left_out"),
        (Extent.INSPIRED.value, "L'esprit", "", "left_out"),
    ],
)
def test_what_is_not_said_to_the_author_is_an_input_error(
    idea: Proposal,
    dossier: Proposal,
    amina: User,
    extent: str,
    kept: str,
    left_out: str,
    fields: str,
) -> None:
    with pytest.raises(InputError) as refusal:
        link(idea, dossier=dossier, extent=extent, kept=kept, left_out=left_out, actor=amina)

    assert list(refusal.value.errors) == [fields]
    assert not Uptake.objects.exists()


def test_an_idea_is_linked_once_to_a_dossier(
    idea: Proposal, dossier: Proposal, amina: User
) -> None:
    link(idea, dossier=dossier, extent=WHOLE, actor=amina)

    with pytest.raises(TransitionRefusedError):
        link(idea, dossier=dossier, extent=WHOLE, actor=amina)

    assert Uptake.objects.count() == 1


def test_two_do_not_take_each_other_up(idea: Proposal, dossier: Proposal, amina: User) -> None:
    link(idea, dossier=dossier, extent=WHOLE, actor=amina)

    with pytest.raises(TransitionRefusedError, match=idea.reference):
        link(dossier, dossier=idea, extent=WHOLE, actor=amina)


def test_only_a_retained_idea_is_taken_up_and_only_by_a_dossier(
    idea: Proposal, amina: User
) -> None:
    admitted = proposal_in(ProposalState.ADMISSIBLE)

    with pytest.raises(TransitionRefusedError):
        link(admitted, dossier=idea, extent=WHOLE, actor=amina)
    with pytest.raises(TransitionRefusedError, match=admitted.reference):
        link(idea, dossier=admitted, extent=WHOLE, actor=amina)


def test_a_dossier_is_another_one_of_the_same_plan(idea: Proposal, amina: User) -> None:
    elsewhere = proposal_in(ProposalState.PRIORITIZED, plan=make_plan("MA-9"))

    for other in (idea, elsewhere):
        with pytest.raises(InputError) as refusal:
            link(idea, dossier=other, extent=WHOLE, actor=amina)
        assert list(refusal.value.errors) == ["dossier"]


def test_nobody_but_the_ministry_team_links(
    idea: Proposal, dossier: Proposal, amina: User, claire: User
) -> None:
    with pytest.raises(TransitionForbiddenError):
        link(idea, dossier=dossier, extent=WHOLE, actor=claire)
    uptake = link(idea, dossier=dossier, extent=WHOLE, actor=amina)
    with pytest.raises(TransitionForbiddenError):
        release(uptake.pk, actor=claire)
    with pytest.raises(SubjectNotFoundError):
        release(0, actor=amina)


def test_a_stale_reader_links_nothing(idea: Proposal, dossier: Proposal, amina: User) -> None:
    with pytest.raises(StaleSubjectError):
        link(idea, dossier=dossier, extent=WHOLE, actor=amina, expect=idea.version - 1)

    assert not Uptake.objects.exists()


def test_a_link_ends_once_and_can_be_made_anew(
    idea: Proposal, dossier: Proposal, amina: User
) -> None:
    uptake = link(idea, dossier=dossier, extent=WHOLE, actor=amina)

    release(uptake.pk, actor=amina)
    with pytest.raises(TransitionRefusedError):
        release(uptake.pk, actor=amina)
    link(idea, dossier=dossier, extent=WHOLE, actor=amina)

    assert idea.events.filter(name="uptake.released").count() == 1
    assert Uptake.objects.filter(released_at__isnull=True).count() == 1


def test_an_idea_that_was_taken_up_keeps_one_dossier(amina: User, claire: User) -> None:
    taken = proposal_in(ProposalState.TAKEN_UP)
    first = Uptake.objects.get(source=taken)

    with pytest.raises(TransitionRefusedError):
        release(first.pk, actor=amina)
    link(taken, dossier=proposal_in(ProposalState.PRIORITIZED), extent=WHOLE, actor=amina)
    release(first.pk, actor=amina)

    first.refresh_from_db()
    assert first.released_at is not None
