"""What an admission asks for comes along with its lock; it decides by what stands there then."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from threading import Event as Signal
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils.translation import override

from lifecycle.models import Proposal, ProposalAuthor
from lifecycle.vocabulary import ProposalState
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from tests.databases import Clone
from tests.factories import proposal_in, someone
from tests.messages import wait_for_somebody_waiting, watch_traffic
from tests.races import PATIENCE_SECONDS, run_at_once
from workflow.clock import current_clock
from workflow.engine import fire, firing
from workflow.engine.idempotency import answer_once
from workflow.engine.reading import lock_rows
from workflow.engine.reading_ahead import lock_cases
from workflow.engine.request import make_request
from workflow.exceptions import SubjectNotFoundError, TransitionForbiddenError
from workflow.holidays import decree_holiday, load_calendar
from workflow.known_calendar import get_known_calendar
from workflow.machine import Facts
from workflow.models import Event, User, WorkItem
from workflow.permissions import revoke

on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="on SQLite nobody waits for a lock on one row"
)


@pytest.fixture
def official(cloned_database: Clone) -> Iterator[User]:
    """Return somebody of the team who has admitted a proposal, so that it is known what to ask."""
    with override("en"), transaction.atomic():
        official = someone(MINISTRY_TEAM)
        first = proposal_in(ProposalState.SUBMITTED)
    fire(first, "admit", actor=official)
    with override("en"):
        yield official


@pytest.fixture
def proposal(official: User) -> Proposal:
    """Return another that was submitted."""
    with transaction.atomic():
        return proposal_in(ProposalState.SUBMITTED)


@on_postgresql
def test_an_admission_is_two_journeys(official: User, proposal: Proposal) -> None:
    with watch_traffic() as traffic:
        fire(proposal.pk, "admit", actor=official)

    # The lock, who wrote it, the days of its plan, the rights of who asks; then what is written.
    begin, *read, written, commit = traffic.statements
    assert (begin, len(read), written, commit) == ("BEGIN", 4, "SELECT 1", "COMMIT")
    assert traffic.waits == 2
    assert Event.objects.filter(subject=proposal, name="admit").count() == 1
    assert WorkItem.objects.filter(subject=proposal, closed_at=None).count() == 1


def admit_meanwhile(official: User, proposal: Proposal, change: Callable[[], object]) -> Any:
    """Return what refuses an admission that waits for the lock while `change` is made under it."""
    locked = Signal()

    def hold() -> None:
        with transaction.atomic():
            lock_rows([proposal.pk])
            locked.set()
            wait_for_somebody_waiting()
            change()

    def admit() -> Any:
        locked.wait(PATIENCE_SECONDS)
        return fire(proposal.pk, "admit", actor=official)

    _changed, refused = run_at_once([hold, admit])
    assert not Event.objects.filter(subject=proposal, name="admit").exists()
    return refused


@on_postgresql
def test_who_wrote_it_meanwhile_may_not_admit_it(official: User, proposal: Proposal) -> None:
    def add_author() -> None:
        ProposalAuthor.objects.create(proposal=proposal, person=official, name="A")

    refused = admit_meanwhile(official, proposal, add_author)

    assert isinstance(refused, TransitionForbiddenError)


@on_postgresql
def test_who_lost_the_right_meanwhile_may_not_admit_it(official: User, proposal: Proposal) -> None:
    refused = admit_meanwhile(official, proposal, lambda: revoke(MINISTRY_TEAM, official))

    assert isinstance(refused, TransitionForbiddenError | SubjectNotFoundError)


@pytest.mark.parametrize("number", [0, 2**62, 2**63])
def test_who_asks_for_what_is_not_there_is_told_so(official: User, number: int) -> None:
    with pytest.raises(SubjectNotFoundError):
        fire(number, "admit", actor=official)


def test_what_was_read_along_is_not_taken_for_another_kind(
    official: User, proposal: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_id = proposal.parent_id
    assert plan_id is not None
    monkeypatch.setattr(Facts, "take", lambda *_given: pytest.fail("it is of a proposal"))

    with transaction.atomic():
        cases = lock_cases([plan_id], "proposal", "admit", make_request(official))

    assert cases[plan_id].machine.kind == "plan"


def test_one_that_ended_with_an_old_calendar_is_decided_anew(
    official: User, proposal: Proposal
) -> None:
    due_on = WorkItem.objects.get(closed_at=None, subject__state="admissible").due_on
    known = get_known_calendar()
    assert known is not None
    assert due_on is not None
    tomorrow = current_clock().today() + timedelta(days=1)
    day_off = known.calendar.add_working_days(tomorrow, 1)
    decree_holiday("mourning", day_off, name_fr="Deuil", name_ar="حداد", name_en="Mourning")

    fire(proposal.pk, "admit", actor=official)

    assert Event.objects.filter(subject=proposal, name="admit").count() == 1
    item = WorkItem.objects.get(subject=proposal, closed_at=None)
    assert item.due_on == load_calendar().add_working_days(due_on, 1)


def test_rights_that_were_lost_between_two_locks_count_no_more(
    official: User, proposal: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By an old calendar it is decided twice, and the right is gone the second time."""
    far = current_clock().today() + timedelta(days=40)
    decree_holiday("mourning", far, name_fr="Deuil", name_ar="حداد", name_en="Mourning")
    turns = count(1)

    def decide_again(*given: Any) -> Any:
        if next(turns) == 2:
            revoke(MINISTRY_TEAM, official)
        return answer_once(*given)

    monkeypatch.setattr(firing, "answer_once", decide_again)

    with pytest.raises((TransitionForbiddenError, SubjectNotFoundError)):
        fire(proposal.pk, "admit", actor=official)

    assert not Event.objects.filter(subject=proposal, name="admit").exists()
