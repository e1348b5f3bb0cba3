"""How many statements a decision on one proposal takes: what follows from it goes with it."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lifecycle.vocabulary import ProposalState
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM
from tests.factories import make_minutes, proposal_in, score_all, someone
from workflow.engine import applying, fire
from workflow.engine.applying import Dependence
from workflow.engine.reading import Case
from workflow.engine.waiting import open_state
from workflow.models import User, WorkItem
from workflow.permissions import load_grants

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("institutions", "known_calendar")]


def count_statements(proposal: int, name: str, actor: User, **inputs: object) -> int:
    """Return how many are sent, those that begin and end a savepoint included.

    The calendar is known, as it is but for the first transition of a process.
    """
    grants = load_grants(actor)
    with CaptureQueriesContext(connection) as captured:
        fire(proposal, name, actor=actor, grants=grants, inputs=inputs)
    return len(captured)


def test_what_an_admission_publishes_and_asks_for_is_written_with_it() -> None:
    proposal = proposal_in(ProposalState.SUBMITTED)

    count = count_statements(proposal.pk, "admit", someone(MINISTRY_TEAM))

    assert count == {"sqlite": 13, "postgresql": 6}[connection.vendor]


def test_whom_an_effect_may_have_named_is_asked_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    proposal, opened = proposal_in(ProposalState.SUBMITTED), list[str]()
    depends = Dependence(always=True, milestones=frozenset())

    def note_and_open(case: Case, *rest: Any) -> None:
        opened.append(case.row.state)
        open_state(case, *rest)

    monkeypatch.setattr(applying, "find_dependence", lambda *_step: depends)
    monkeypatch.setattr(applying, "open_state", note_and_open)

    fire(proposal.pk, "admit", actor=someone(MINISTRY_TEAM))

    assert opened == ["admissible"]
    assert WorkItem.objects.filter(subject=proposal, closed_at=None).count() == 1


def test_what_a_decision_keeps_and_closes_is_written_with_it() -> None:
    proposal = proposal_in(ProposalState.IN_ASSESSMENT)
    score_all(proposal)
    given = {"minutes": make_minutes(proposal.plan).pk, "reason": "Entendu."}

    count = count_statements(proposal.pk, "retain", someone(MINISTRY_LEAD), **given)

    assert count == {"sqlite": 14, "postgresql": 7}[connection.vendor]


def test_a_question_is_counted_with_its_event() -> None:
    proposal = proposal_in(ProposalState.SUBMITTED)

    count = count_statements(
        proposal.pk, "request_details", someone(MINISTRY_TEAM), question="Pour quels registres ?"
    )

    assert count == {"sqlite": 14, "postgresql": 8}[connection.vendor]
