"""A stage opens on its day, closes at its gate, and its first window is never forgotten."""

from datetime import date, timedelta
from typing import Any

import pytest

from lifecycle.models import ActionPlan, PlanStage
from lifecycle.vocabulary import AttachmentPurpose, PlanState, ProposalState, StageCode, StageState
from tests.consultation import consultation_in
from tests.council import TODAY, council_in, on, signed_dossiers
from tests.factories import make_plan, make_stage, proposal_in
from tests.lifecycle.machines.carrying import ORIGIN, document_of, plan_in
from workflow.clock import FixedClock, current_clock, use_clock
from workflow.engine import fire, give_birth, load_in
from workflow.exceptions import (
    InputError,
    StaleSubjectError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.machine.registry import get_machine
from workflow.models import Announcement, User, WorkItem
from workflow.permissions import NOBODY, load_grants
from workflow.tick import tick

pytestmark = pytest.mark.django_db

REASON = {"reason": "Les rencontres ont été reportées."}
MOVED = {**REASON, "closes_on": "2030-06-28", "cause": "pandemic"}


@pytest.fixture
def plan() -> ActionPlan:
    """Return a plan in co-creation whose stages overlap today."""
    return make_plan()


def stage_of(plan: ActionPlan, code: StageCode = StageCode.DRAFTING) -> PlanStage:
    return plan.stages.get(code=code.value)


def stage_in(state: str, plan: ActionPlan, code: StageCode = StageCode.PREPARATION) -> PlanStage:
    today = current_clock().today()
    return make_stage(plan, code, today, today + timedelta(days=30), state=StageState(state))


ARROWS: list[tuple[str, str, str, dict[str, Any]]] = [
    ("open", "not_started", "open", {}),
    ("skip", "not_started", "skipped", REASON),
    ("close", "open", "closed", {}),
    ("move_window", "not_started", "not_started", MOVED),
    ("move_window", "open", "open", MOVED),
    ("reopen", "closed", "open", REASON),
    ("reopen", "skipped", "open", REASON),
]


@pytest.mark.parametrize(("name", "start", "target", "inputs"), ARROWS)
def test_the_lead_takes_each_arrow_and_the_history_says_so(
    name: str, start: str, target: str, inputs: dict[str, Any], plan: ActionPlan, claire: User
) -> None:
    stage = stage_in(start, plan)

    event = fire(stage, name, actor=claire, inputs=inputs)

    stage.refresh_from_db()
    assert stage.state == target
    assert (event.name, event.source, event.target, event.actor) == (name, start, target, claire)
    assert Announcement.objects.filter(event=event, topic=f"plan_stage.{name}").count() == 1


@pytest.mark.parametrize(("name", "start", "target", "inputs"), ARROWS)
def test_nobody_else_takes_it(
    name: str, start: str, target: str, inputs: dict[str, Any], plan: ActionPlan, amina: User
) -> None:
    stage = stage_in(start, plan)

    with pytest.raises(TransitionForbiddenError, match="ministry lead"):
        fire(stage, name, actor=amina, inputs=inputs)


@pytest.mark.parametrize("name", ["open", "skip", "close", "move_window", "reopen"])
def test_an_arrow_is_taken_from_its_own_states_alone(
    name: str, plan: ActionPlan, claire: User
) -> None:
    sources = get_machine("plan_stage").get_transition(name).source_names
    codes = iter([StageCode.PREPARATION, StageCode.FINALIZATION, StageCode.TRANSMISSION])

    for state in set(StageState.values) - sources:
        stage = stage_in(state, plan, next(codes))
        with pytest.raises(TransitionRefusedError, match="The state is now"):
            fire(stage, name, actor=claire, inputs={})


def test_the_window_that_was_planned_at_first_stays(plan: ActionPlan, claire: User) -> None:
    stage = stage_of(plan, StageCode.COLLECTION)
    first = (stage.baseline_opens_on, stage.baseline_closes_on)

    fire(stage, "move_window", actor=claire, inputs={**MOVED, "words": "jusqu'à juin 2030"})

    stage.refresh_from_db()
    assert (stage.closes_on, stage.window_words) == (date(2030, 6, 28), "jusqu'à juin 2030")
    assert (stage.baseline_opens_on, stage.baseline_closes_on) == first


@pytest.mark.parametrize(("days", "is_refused"), [(-1, False), (0, False), (1, True)])
def test_a_stage_that_is_open_cannot_start_in_the_future(
    days: int, is_refused: bool, plan: ActionPlan, claire: User
) -> None:
    stage = stage_of(plan, StageCode.COLLECTION)
    opens_on = current_clock().today() + timedelta(days=days)
    inputs = {**MOVED, "opens_on": opens_on.isoformat()}

    if not is_refused:
        fire(stage, "move_window", actor=claire, inputs=inputs)
        return
    with pytest.raises(InputError) as refusal:
        fire(stage, "move_window", actor=claire, inputs=inputs)

    assert set(refusal.value.errors) == {"opens_on"}


def test_a_stage_that_has_not_started_may_start_later(plan: ActionPlan, claire: User) -> None:
    stage = stage_of(plan)
    opens_on = current_clock().today() + timedelta(days=400)

    fire(stage, "move_window", actor=claire, inputs={**MOVED, "opens_on": opens_on.isoformat()})

    stage.refresh_from_db()
    assert stage.opens_on == opens_on


def test_what_is_due_with_a_stage_moves_with_its_window(plan: ActionPlan, claire: User) -> None:
    draft = proposal_in(ProposalState.DRAFT, plan=plan)
    collection = stage_of(plan, StageCode.COLLECTION)

    fire(collection, "move_window", actor=claire, inputs=MOVED)

    item = WorkItem.objects.get(subject=draft.pk)
    assert (item.due_on, item.generation) == (date(2030, 6, 28), 2)


def test_what_is_due_otherwise_stays(plan: ActionPlan, claire: User) -> None:
    submitted = proposal_in(ProposalState.SUBMITTED, plan=plan)
    item = WorkItem.objects.get(subject=submitted.pk, kind="submitted")

    fire(stage_of(plan, StageCode.COLLECTION), "move_window", actor=claire, inputs=MOVED)

    after = WorkItem.objects.get(pk=item.pk)
    assert (after.due_on, after.generation) == (item.due_on, 1)


def test_a_window_cannot_close_before_it_opens(plan: ActionPlan, claire: User) -> None:
    inputs = {**MOVED, "opens_on": "2030-07-01"}

    with pytest.raises(InputError, match="before it opens on July 1, 2030"):
        fire(stage_of(plan), "move_window", actor=claire, inputs=inputs)


def test_the_gate_counts_the_proposals_that_still_wait(plan: ActionPlan, claire: User) -> None:
    for _number in range(2):
        proposal_in(ProposalState.SUBMITTED, plan=plan)

    with pytest.raises(TransitionRefusedError, match="2 proposals still wait") as caught:
        fire(stage_of(plan, StageCode.COLLECTION), "close", actor=claire)

    assert [shortfall.guard for shortfall in caught.value.shortfalls] == ["gate"]


def test_the_collection_closes_on_its_synthesis_report(
    plan: ActionPlan, claire: User, amina: User
) -> None:
    collection = stage_of(plan, StageCode.COLLECTION)
    with pytest.raises(InputError, match="closes on its synthesis report"):
        fire(collection, "close", actor=claire)
    report = document_of(collection, AttachmentPurpose.MINUTES, actor=amina)

    fire(collection, "close", actor=claire, inputs={"report": report})

    collection.refresh_from_db()
    assert collection.state == StageState.CLOSED


@pytest.mark.parametrize(
    ("code", "state"),
    [
        (StageCode.PRIORITIZATION, "in_assessment"),
        (StageCode.DRAFTING, "porter_search"),
        (StageCode.CONSULTATION, "in_consultation"),
        (StageCode.FINALIZATION, "finalization"),
        (StageCode.SIGNATURE, "signature"),
        (StageCode.COUNCIL, "at_council"),
    ],
)
def test_each_stage_has_the_gate_of_its_own_phase(
    code: StageCode, state: str, plan: ActionPlan, claire: User
) -> None:
    stage = open_stage(plan, code)
    fire(stage, "close", actor=claire)
    fire(stage, "reopen", actor=claire, inputs=REASON)
    load_proposal(plan, state)

    with pytest.raises(TransitionRefusedError, match="1 proposal still waits"):
        fire(stage, "close", actor=claire)


def open_stage(plan: ActionPlan, code: StageCode) -> PlanStage:
    """Return the stage of this code, open today, in place of the one of the plan."""
    today = current_clock().today()
    plan.stages.filter(code=code.value).delete()
    return make_stage(plan, code, today, today, state=StageState.OPEN)


def test_the_collection_closes_when_its_counts_add_up_to_the_last_proposal(
    plan: ActionPlan, claire: User, amina: User
) -> None:
    proposal_in(ProposalState.ADMISSIBLE, plan=plan)
    proposal_in(ProposalState.INADMISSIBLE, plan=plan)
    collection = stage_of(plan, StageCode.COLLECTION)
    inputs = {"report": document_of(collection, AttachmentPurpose.MINUTES, actor=amina)}
    ActionPlan.objects.filter(pk=plan.pk).update(last_reference=4)
    with pytest.raises(TransitionRefusedError, match="2 proposals are counted") as caught:
        fire(collection, "close", actor=claire, inputs=inputs)
    ActionPlan.objects.filter(pk=plan.pk).update(last_reference=2)

    fire(collection, "close", actor=claire, inputs=inputs)

    assert [shortfall.guard for shortfall in caught.value.shortfalls] == ["counts_reconciled"]


@pytest.mark.parametrize("code", [StageCode.TRANSMISSION, StageCode.PUBLICATION])
def test_what_is_sent_and_published_is_the_adopted_plan(
    code: StageCode, plan: ActionPlan, claire: User
) -> None:
    stage = open_stage(plan, code)
    with pytest.raises(TransitionRefusedError, match="what the council decided") as caught:
        fire(stage, "close", actor=claire)
    with on(TODAY):
        council_in("adopted", signed_dossiers(1, plan=plan))

    fire(stage, "close", actor=claire)

    assert [shortfall.guard for shortfall in caught.value.shortfalls] == ["plan_adopted"]


@pytest.mark.parametrize("code", [StageCode.TRANSMISSION, StageCode.PUBLICATION])
def test_an_adopted_plan_still_goes_through_the_stages_that_follow(
    code: StageCode, claire: User
) -> None:
    stage = stage_in("not_started", plan_in(PlanState.IN_IMPLEMENTATION), code)

    fire(stage, "move_window", actor=claire, inputs=MOVED)
    fire(stage, "open", actor=claire)

    stage.refresh_from_db()
    assert stage.state == StageState.OPEN


def load_proposal(plan: ActionPlan, state: str) -> None:
    values = {"plan": plan, "parent_id": plan.pk, "title": "T"}
    inputs = {**ORIGIN, "authors": [], "assessors": [], "source_document": "Minutes"}
    if state in {"in_assessment", "porter_search"}:
        proposal_in(ProposalState(state), plan=plan)
        return
    load_in("proposal", state=state, values=values, inputs=inputs, actor=None)


def test_the_council_does_not_open_before_everything_is_signed(
    plan: ActionPlan, claire: User
) -> None:
    load_proposal(plan, "signature")

    with pytest.raises(TransitionRefusedError, match="still unsigned") as caught:
        fire(stage_of(plan, StageCode.COUNCIL), "open", actor=claire)

    assert [shortfall.guard for shortfall in caught.value.shortfalls] == ["signed_and_answered"]


def test_the_council_does_not_open_before_the_answers_are_published(claire: User) -> None:
    with use_clock(FixedClock.on(date(2026, 9, 1))):
        consultation = consultation_in("closed")
    council = stage_of(consultation.plan, StageCode.COUNCIL)

    with pytest.raises(TransitionRefusedError, match="1 consultation has no published") as caught:
        fire(council, "open", actor=claire)

    assert [shortfall.guard for shortfall in caught.value.shortfalls] == [
        "signed_and_answered",
        "answers_published",
    ]


@pytest.mark.parametrize("name", ["open", "move_window"])
def test_the_stages_of_an_adopted_plan_no_longer_move(name: str, claire: User) -> None:
    adopted = plan_in(PlanState.IN_IMPLEMENTATION)
    stage = stage_in("not_started", adopted)

    with pytest.raises(TransitionRefusedError, match="adopted or given up"):
        fire(stage, name, actor=claire, inputs=MOVED if name == "move_window" else {})


def test_a_stage_is_added_by_the_lead_and_waits_for_its_day(plan: ActionPlan, claire: User) -> None:
    opens_on = current_clock().today() + timedelta(days=90)
    values = {"plan": plan, "parent_id": plan.pk, "code": "publication", "opens_on": opens_on}

    event = give_birth("plan_stage", "create", actor=claire, values=values)

    item = WorkItem.objects.get(subject=event.subject_id)
    assert event.target == "not_started"
    assert item.desk == "ministry_lead"
    assert item.due_on is not None
    assert item.due_on >= opens_on


def test_the_ministry_team_adds_no_stage(plan: ActionPlan, amina: User) -> None:
    with pytest.raises(TransitionForbiddenError):
        give_birth("plan_stage", "create", actor=amina, values={"plan": plan, "parent": plan})


@pytest.mark.parametrize(("days_later", "state"), [(-1, "not_started"), (0, "open"), (1, "open")])
def test_the_clock_opens_a_stage_on_its_day_and_never_before(
    days_later: int, state: str, plan: ActionPlan, claire: User
) -> None:
    monday = date(2027, 3, 1)
    values = {"plan": plan, "parent_id": plan.pk, "code": "publication", "opens_on": monday}
    event = give_birth("plan_stage", "create", actor=claire, values=values)

    with use_clock(FixedClock.on(monday + timedelta(days=days_later))):
        tick()

    assert PlanStage.objects.get(pk=event.subject_id).state == state


def test_of_two_who_read_the_same_version_the_second_is_told(
    plan: ActionPlan, claire: User
) -> None:
    stage = stage_in("not_started", plan)
    read = stage.version
    fire(stage, "move_window", actor=claire, inputs=MOVED, expect=read)

    with pytest.raises(StaleSubjectError):
        fire(stage, "skip", actor=claire, inputs=REASON, expect=read)

    stage.refresh_from_db()
    assert stage.state == StageState.NOT_STARTED


@pytest.mark.parametrize("kind", ["plan", "plan_stage", "commitment", "activity"])
def test_what_everybody_may_read_both_twins_let_through(
    kind: str, plan: ActionPlan, amina: User
) -> None:
    machine = get_machine(kind)

    for grants in (NOBODY, load_grants(amina)):
        assert machine.sees(grants, None)
        assert not machine.visible_to(grants, today=current_clock().today())
