"""Many proposals decided on at once are decided as each would be by itself."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext

from lifecycle.machines.proposal import ProposalMachine
from lifecycle.models import Attachment, PlanStage, Proposal
from lifecycle.phases.records import list_minutes, may_carry_decision
from lifecycle.selectors.proposal_facts import ProposalFacts
from lifecycle.vocabulary import AttachmentPurpose, ProposalState, StageCode
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM
from tests.factories import make_minutes, make_plan, proposal_in, score_all, someone
from workflow.clock import current_clock
from workflow.engine import Result, fire, fire_many
from workflow.engine.reading import load_case
from workflow.exceptions import InputError, TransitionRefusedError
from workflow.history.verification import verify
from workflow.models import Announcement, Event, EventBody, Round, Subject, WorkItem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("institutions")]

DECISIONS = ("retain", "decline", "defer")
REASON = "La salle en a débattu."
#: What tells two proposals apart, what their authors wrote, and the instant.
OWN = {
    *("id", "subject_ptr", "subject", "event", "opened_by", "closed_by", "cause", "round", "seat"),
    *("task", "reference", "title", "problem", "solution", "person", "desk", "opened_by_id"),
    *("hash", "prev_hash", "body_digest", "head_hash", "published_at", "recorded_at"),
    *("opened_at", "closed_at", "available_at", "entered_at", "submitted_by", "receipt_token"),
}


def in_assessment(count: int) -> list[Proposal]:
    """Return proposals that every assessor has scored."""
    found = [proposal_in(ProposalState.IN_ASSESSMENT) for _number in range(count)]
    for each in found:
        score_all(each)
    return found


def decide_all(proposals: list[Proposal], name: str, **inputs: Any) -> list[Result]:
    minutes = make_minutes(proposals[0].plan)
    given = {"minutes": minutes.pk, "reason": REASON, **inputs}
    ids = [each.pk for each in proposals]
    return fire_many(ids, name, actor=someone(MINISTRY_LEAD), inputs=given)


def list_rows(proposal: Proposal, name: str) -> list[dict[str, Any]]:
    """Return everything the decision wrote, and what is open or closed since."""
    event = Event.objects.get(subject=proposal, name=name)
    rows = [
        Proposal.objects.get(pk=proposal.pk),
        event,
        *WorkItem.objects.filter(subject=proposal).order_by("pk"),
        *Round.objects.filter(subject=proposal).order_by("pk"),
        *Announcement.objects.filter(event=event),
    ]
    told = [
        {key: value for key, value in model_to_dict(row).items() if key not in OWN} for row in rows
    ]
    closed = WorkItem.objects.filter(subject=proposal, closed_by=event).count()
    ended = Round.objects.filter(subject=proposal, closed_at=event.recorded_at).count()
    body = EventBody.objects.get(event=event).json
    return [*told, {"json": body, "closed": closed, "ended": ended}]


@pytest.mark.parametrize("name", DECISIONS)
def test_together_is_written_what_is_written_one_by_one(name: str) -> None:
    alone, *together = in_assessment(3)
    given = {"minutes": make_minutes(alone.plan).pk, "reason": REASON}
    fire(alone.pk, name, actor=someone(MINISTRY_LEAD), inputs=given)

    results = decide_all(together, name)

    assert [result.error for result in results] == [None, None]
    assert [list_rows(each, name) for each in together] == [list_rows(alone, name)] * 2
    assert Proposal.objects.get(pk=together[1].pk).decided_reason == REASON
    assert not verify().findings


@pytest.mark.parametrize("name", DECISIONS)
def test_the_statements_do_not_depend_on_how_many_there_are(name: str) -> None:
    few, many = in_assessment(2), in_assessment(5)
    someone(MINISTRY_LEAD)
    make_minutes(few[0].plan)

    counts = []
    for proposals in (few, many):
        with CaptureQueriesContext(connection) as captured:
            results = decide_all(proposals, name)
        assert [result.error for result in results] == [None] * len(proposals)
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_one_that_cannot_be_decided_holds_nobody_back() -> None:
    good, other = in_assessment(2)
    unscored = proposal_in(ProposalState.IN_ASSESSMENT)
    admissible = proposal_in(ProposalState.ADMISSIBLE)

    results = decide_all([good, unscored, other, admissible], "decline")

    by_key = {result.subject_id: result.error for result in results}
    assert (by_key[good.pk], by_key[other.pk]) == (None, None)
    assert {type(by_key[each.pk]) for each in (unscored, admissible)} == {TransitionRefusedError}
    states = dict(Subject.objects.values_list("pk", "state"))
    assert states[good.pk] == states[other.pk] == "not_retained"
    assert (states[unscored.pk], states[admissible.pk]) == ("in_assessment", "admissible")
    assert Proposal.objects.get(pk=unscored.pk).decided_reason == ""
    assert WorkItem.objects.filter(subject=unscored, closed_at=None, round__isnull=False).exists()


def test_minutes_of_one_proposal_carry_no_decision_on_another() -> None:
    first, second = in_assessment(2)
    make_minutes(first.plan)
    own = make_minutes(first)

    results = decide_all([first, second], "decline", minutes=own.pk)

    assert [type(result.error) for result in results] == [type(None), InputError]
    error = results[1].error
    assert isinstance(error, InputError)
    assert list(error.errors) == ["minutes"]
    assert Proposal.objects.get(pk=first.pk).decided_by_minutes == own


@pytest.mark.parametrize("minutes", [None, "", "none", 2**70, 10**9])
def test_what_is_no_document_is_an_error_of_each(minutes: object) -> None:
    proposals = in_assessment(2)

    results = decide_all(proposals, "decline", minutes=minutes)

    assert {type(result.error) for result in results} == {InputError}
    assert {
        each.state for each in Subject.objects.filter(pk__in=[one.pk for one in proposals])
    } == {"in_assessment"}


def test_who_may_carry_a_decision_is_said_alike_of_many_and_of_one() -> None:
    first, second = (proposal_in(ProposalState.SUBMITTED) for _number in range(2))
    elsewhere = make_plan("OTHER")
    for subject in (first, second, first.plan, elsewhere):
        make_minutes(subject)
    letter = make_minutes(proposal_in(ProposalState.SUBMITTED))
    Attachment.objects.filter(pk=letter.pk).update(
        subject=first, purpose=AttachmentPurpose.SUPPORT.value
    )
    facts = load_case(first.pk, today=current_clock().today()).facts
    assert isinstance(facts, ProposalFacts)

    offered = set(list_minutes(facts))

    documents = Attachment.objects.all()
    allowed = {each for each in documents if may_carry_decision(facts, each)}
    assert allowed == offered
    assert len(offered) == 2


def test_each_is_due_by_the_days_of_its_own_plan() -> None:
    near, far = make_plan("NEAR"), make_plan("FAR")
    opens_on = current_clock().today() + timedelta(days=90)
    stages = PlanStage.objects.filter(plan=far, code=StageCode.PRIORITIZATION)
    stages.update(opens_on=opens_on, closes_on=opens_on + timedelta(days=30))
    alone, together = (
        [proposal_in(ProposalState.SUBMITTED, plan=plan).pk for plan in (near, far)]
        for _time in range(2)
    )
    team = someone(MINISTRY_TEAM)

    for each in alone:
        fire(each, "admit", actor=team)
    results = fire_many(together, "admit", actor=team)

    def list_due(ids: list[int]) -> list[date | None]:
        return [WorkItem.objects.get(subject=each, closed_at=None).due_on for each in ids]

    assert [result.error for result in results] == [None, None]
    assert list_due(together) == list_due(alone)
    assert len(set(list_due(together))) == 2


def test_only_what_decides_on_nobody_else_goes_together() -> None:
    apart = {each.name for each in ProposalMachine.transitions.values() if each.apart}

    assert apart == {"admit", *DECISIONS}
