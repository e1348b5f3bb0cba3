"""After slips too many: what the lead is asked stays on their list until it is really done."""

from typing import Any

import pytest
from django.utils.translation import override

from lifecycle.models import Commitment
from lifecycle.phases.replanning import AFTER_SLIPS
from lifecycle.selectors.replanning_slips import list_date_moves
from lifecycle.services.after_slips import (
    answer_after_slips,
    find_given_answer,
    is_answer_asked,
)
from lifecycle.vocabulary import AfterSlips, AttachmentPurpose
from tests.cast import Institutions
from tests.lifecycle.machines.carrying import commitment_in, document_of
from tests.lifecycle.machines.replanning_scene import REASON, Scene
from workflow.clock import current_clock
from workflow.engine import fire
from workflow.models import User, WorkItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def beyond(institutions: Institutions, farid: User, emna: User, amina: User, claire: User) -> Scene:
    """Return a scene whose activity ends after the plan: the lead is asked what becomes of it."""
    scene = Scene(institutions, farid, emna)
    scene.goes_beyond(by=amina, lead=claire)
    return scene


def amend(commitment: Commitment, *, by: User, papers: User) -> None:
    """Promise a new period of the commitment."""
    given: dict[str, Any] = {
        "difference": "Un site de moins.",
        "words": "juin 2030",
        "earliest": "2030-06-01",
        "latest": "2030-06-30",
        "letter": document_of(commitment, AttachmentPurpose.PAPER_ACT, actor=papers),
    }
    fire(commitment, "amend", actor=by, inputs=given)


def withdraw(commitment: Commitment, *, by: User, papers: User) -> None:
    """Withdraw the commitment."""
    opinion = document_of(commitment, AttachmentPurpose.PAPER_ACT, actor=papers)
    fire(commitment, "withdraw", actor=by, inputs={**REASON, "opinion": opinion})


def test_what_is_kept_leaves_the_list_at_once(beyond: Scene, claire: User) -> None:
    answer_after_slips(beyond.activity, answer="keep", reason="Presque fini.", actor=claire)

    assert not is_answer_asked(beyond.activity.pk)


@pytest.mark.parametrize("answer", ["amend", "withdraw"])
def test_what_is_amended_or_withdrawn_stays_on_the_list_until_it_is(
    beyond: Scene, claire: User, answer: str
) -> None:
    asked = WorkItem.objects.get(subject=beyond.activity.pk, kind=AFTER_SLIPS)

    answer_after_slips(beyond.activity, answer=answer, reason="Trop tard.", actor=claire)

    asked.refresh_from_db()
    given = find_given_answer(beyond.activity.pk)
    assert asked.closed_at is None
    assert given is not None
    assert (given.answer, given.reason) == (AfterSlips(answer), "Trop tard.")
    assert given.given_on == current_clock().today()


@pytest.mark.parametrize("act", [amend, withdraw])
@pytest.mark.parametrize("answer", ["amend", "withdraw", ""])
def test_the_act_itself_takes_it_off_the_list(
    beyond: Scene, amina: User, claire: User, act: Any, answer: str
) -> None:
    if answer:
        answer_after_slips(beyond.activity, answer=answer, reason="Trop tard.", actor=claire)

    act(beyond.commitment, by=claire, papers=amina)

    asked = WorkItem.objects.get(subject=beyond.activity.pk, kind=AFTER_SLIPS)
    assert asked.closed_by is not None
    assert (asked.closed_by.subject_id, asked.closed_by.name) == (
        beyond.commitment.pk,
        act.__name__,
    )


def test_what_is_asked_of_another_commitment_stays(
    beyond: Scene, amina: User, claire: User
) -> None:
    other = commitment_in(
        "in_progress", lead=beyond.institutions.archives, plan=beyond.plan, number=2
    )

    amend(other, by=claire, papers=amina)

    assert is_answer_asked(beyond.activity.pk)


def test_the_lead_can_still_say_otherwise_before_it_is_done(beyond: Scene, claire: User) -> None:
    answer_after_slips(beyond.activity, answer="withdraw", reason="Trop tard.", actor=claire)
    answer_after_slips(beyond.activity, answer="amend", reason="Moins suffit.", actor=claire)
    given = find_given_answer(beyond.activity.pk)

    answer_after_slips(beyond.activity, answer="keep", reason="Presque fini.", actor=claire)

    assert given is not None
    assert given.answer == AfterSlips.AMEND
    assert not is_answer_asked(beyond.activity.pk)
    assert find_given_answer(beyond.activity.pk) is None


def test_each_move_of_the_date_is_told_with_its_cause(
    institutions: Institutions, farid: User, emna: User, amina: User
) -> None:
    scene = Scene(institutions, farid, emna)
    scene.accepted("fin septembre 2027", by=amina)
    scene.accepted("pas de visibilité", by=amina)
    scene.accepted("31 décembre 2027", by=amina)

    moves = list_date_moves(scene.activity.pk)

    assert [(each.old.words, each.new.words) for each in moves] == [
        ("30 juin 2027", "fin septembre 2027"),
        ("fin septembre 2027", "pas de visibilité"),
        ("pas de visibilité", "31 décembre 2027"),
    ]
    assert [each.slip_days for each in moves] == [92, None, 92]
    with override("en"):
        assert {each.cause_label for each in moves} == {"Procurement"}
