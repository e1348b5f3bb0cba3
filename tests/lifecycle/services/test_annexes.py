"""Annexes of a convention: chosen by the team alone; a dossier without one does not lie silent."""

import pytest
from django.db.models import QuerySet

from lifecycle.models import Proposal
from lifecycle.services.annexes import set_annexes
from lifecycle.vocabulary import ProposalState
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from tests.cast import Institutions
from tests.conventions import Signing, make_signing, signing
from tests.road import dossier_in
from workflow.engine import fire
from workflow.exceptions import SubjectNotFoundError, TransitionForbiddenError
from workflow.models import User, WorkItem

__all__ = ["signing"]

pytestmark = pytest.mark.django_db


def test_nothing_is_locked_for_who_may_not_annex(
    signing: Signing, claire: User, driss: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked: list[object] = []
    monkeypatch.setattr("lifecycle.services.annexes.lock_rows", locked.append)

    with pytest.raises(TransitionForbiddenError):
        set_annexes(signing.convention, proposals=[signing.first.pk], actor=claire)
    with pytest.raises(SubjectNotFoundError):
        set_annexes(signing.convention, proposals=[signing.first.pk], actor=driss)

    assert not locked


def open_annexing(proposal: Proposal) -> QuerySet[WorkItem]:
    """Return what lies open because no convention annexes the dossier."""
    return WorkItem.objects.filter(subject=proposal.pk, kind="annex", closed_at=None)


def test_a_dossier_that_no_convention_annexes_waits_on_the_desk_of_the_team(
    signing: Signing,
) -> None:
    alone = dossier_in(ProposalState.SIGNATURE, plan=signing.plan)

    item = open_annexing(alone).get()

    assert (item.desk, item.ladder_id) == (MINISTRY_TEAM.code, "standard")
    assert item.due_on is not None
    assert not open_annexing(signing.first).exists()


def test_what_left_a_convention_waits_for_another_until_it_joins_it(signing: Signing) -> None:
    set_annexes(signing.convention, proposals=[signing.second.pk], actor=signing.team)
    waits = open_annexing(signing.first).count()

    set_annexes(
        signing.convention, proposals=[signing.second.pk, signing.first.pk], actor=signing.team
    )

    assert waits == 1
    assert not open_annexing(signing.first).exists()


def test_a_dossier_whose_text_is_not_final_waits_for_no_convention(
    institutions: Institutions, amina: User, claire: User
) -> None:
    early = make_signing(institutions, amina, claire, state=ProposalState.FINALIZATION)

    set_annexes(early.convention, proposals=[early.second.pk], actor=amina)

    assert not open_annexing(early.first).exists()


def test_a_dossier_that_is_finalized_in_a_convention_waits_for_its_parties_alone(
    institutions: Institutions, amina: User, claire: User
) -> None:
    early = make_signing(institutions, amina, claire, state=ProposalState.FINALIZATION)

    fire(early.first.pk, "finalize", actor=amina)

    assert not open_annexing(early.first).exists()
