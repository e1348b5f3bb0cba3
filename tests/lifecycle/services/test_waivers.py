"""Waivers: by the ministry lead alone, of a waivable condition, with a reason everybody reads."""

import pytest

from lifecycle.services.waivers import waive
from lifecycle.vocabulary import ProposalState
from tests.factories import make_minutes, proposal_in
from workflow.engine import fire
from workflow.exceptions import InputError, TransitionForbiddenError, TransitionRefusedError
from workflow.models import EventKind, User, Waiver

pytestmark = pytest.mark.django_db


def test_the_lead_waives_missing_scores_and_the_decision_goes_on(amina: User, claire: User) -> None:
    proposal = proposal_in(ProposalState.IN_ASSESSMENT)
    inputs = {"minutes": make_minutes(proposal.plan)}
    with pytest.raises(TransitionRefusedError):
        fire(proposal, "retain", actor=claire, inputs=inputs)

    waiver = waive(proposal, guard="scored", reason="Deux évaluateurs absents", actor=claire)
    fire(proposal, "retain", actor=claire, inputs=inputs)

    event = proposal.events.get(kind=EventKind.WAIVER)
    assert (waiver.guard, waiver.granted_by, waiver.event) == ("scored", claire, event)


def test_nobody_else_waives_and_nothing_else_is_waived(amina: User, claire: User) -> None:
    proposal = proposal_in(ProposalState.IN_ASSESSMENT)

    with pytest.raises(TransitionForbiddenError):
        waive(proposal, guard="scored", reason="Pressés", actor=amina)
    with pytest.raises(TransitionRefusedError):
        waive(proposal, guard="minutes_attached", reason="Perdu", actor=claire)
    with pytest.raises(InputError):
        waive(proposal, guard="scored", reason=" ", actor=claire)

    assert not Waiver.objects.exists()
