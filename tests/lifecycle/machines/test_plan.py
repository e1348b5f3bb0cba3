"""A plan is made, carried out, reviewed, ended and archived; its first promised end stays."""

from datetime import date
from typing import Any

import pytest

from lifecycle.models import ActionPlan, Attachment, Proposal
from lifecycle.vocabulary import AttachmentPurpose, PlanState, ProposalState
from tests.factories import make_plan, proposal_in
from tests.lifecycle.machines.carrying import ORIGIN, document_of, plan_in
from workflow.clock import FixedClock, use_clock
from workflow.engine import fire, give_birth, load_in
from workflow.exceptions import InputError, TransitionForbiddenError, TransitionRefusedError
from workflow.machine.registry import get_machine
from workflow.models import User, WorkItem
from workflow.tick import tick

pytestmark = pytest.mark.django_db

REASON = {"reason": "Le calendrier a glissé."}


def act_of(plan: ActionPlan, claire: User) -> Attachment:
    return document_of(plan, AttachmentPurpose.SOURCE, actor=claire)


def moved(plan: ActionPlan, claire: User, **values: Any) -> dict[str, Any]:
    return {**REASON, "cause": "other", "document": act_of(plan, claire), **values}


def test_a_plan_is_started_by_the_lead_who_has_a_year_after_the_one_before(claire: User) -> None:
    before = plan_in(PlanState.ENDED, ends_on=date(2026, 8, 31))
    values = {"code": "MA-10", "title_fr": "Suivant", "previous": before}

    event = give_birth("plan", "create", actor=claire, values=values)

    item = WorkItem.objects.get(subject=event.subject_id)
    assert event.target == PlanState.CO_CREATION
    assert (item.desk, item.due_on) == ("ministry_lead", date(2027, 8, 31))


def test_the_ministry_team_starts_no_plan(amina: User) -> None:
    with pytest.raises(TransitionForbiddenError):
        give_birth("plan", "create", actor=amina, values={"code": "MA-10", "title_fr": "T"})


def test_giving_a_plan_up_defers_its_proposals_with_its_reason(claire: User) -> None:
    plan = make_plan()
    submitted = proposal_in(ProposalState.SUBMITTED, plan=plan)
    retained = proposal_in(ProposalState.PRIORITIZED, plan=plan)
    refused = proposal_in(ProposalState.INADMISSIBLE, plan=plan)

    event = fire(plan, "abandon", actor=claire, inputs=REASON)

    states = dict(Proposal.objects.values_list("pk", "state"))
    assert states[submitted.pk] == states[retained.pk] == ProposalState.DEFERRED
    assert states[refused.pk] == ProposalState.INADMISSIBLE
    assert {each.subject_id for each in event.consequences.all()} >= {submitted.pk, retained.pk}
    assert Proposal.objects.get(pk=submitted.pk).decided_reason == REASON["reason"]


def test_a_plan_before_the_council_is_not_given_up(claire: User) -> None:
    plan = make_plan()
    values = {"plan": plan, "parent_id": plan.pk, "title": "T"}
    inputs = {**ORIGIN, "authors": [], "assessors": []}
    load_in("proposal", state="at_council", values=values, inputs=inputs, actor=None)

    with pytest.raises(TransitionRefusedError, match="before the council") as caught:
        fire(plan, "abandon", actor=claire, inputs=REASON)

    assert [shortfall.guard for shortfall in caught.value.shortfalls] == ["not_at_council"]


def test_moving_the_days_keeps_the_end_promised_at_first_and_the_document(claire: User) -> None:
    plan = plan_in(PlanState.CO_CREATION, starts_on=date(2027, 1, 1), ends_on=date(2028, 12, 31))
    inputs = moved(plan, claire, starts_on="2027-07-01", ends_on="2029-06-30", label="2027-2029")

    fire(plan, "shift", actor=claire, inputs=inputs)
    fire(plan, "shift", actor=claire, inputs={**inputs, "ends_on": "2029-12-31"})

    plan.refresh_from_db()
    assert (plan.starts_on, plan.ends_on) == (date(2027, 7, 1), date(2029, 12, 31))
    assert plan.baseline_ends_on == date(2028, 12, 31)
    assert plan.end_moved_by == inputs["document"]
    assert [label.label for label in plan.labels.all()] == ["2027-2029"]


def test_an_end_before_the_start_is_refused(claire: User) -> None:
    plan = plan_in(PlanState.CO_CREATION, starts_on=date(2027, 1, 1))

    with pytest.raises(InputError, match="before it starts"):
        fire(plan, "shift", actor=claire, inputs=moved(plan, claire, ends_on="2026-12-31"))


def test_the_end_that_moves_moves_what_is_due(claire: User) -> None:
    plan = plan_in(PlanState.IN_IMPLEMENTATION, ends_on=date(2027, 6, 30))

    fire(plan, "extend_end", actor=claire, inputs=moved(plan, claire, ends_on="2027-12-31"))

    item = WorkItem.objects.get(subject=plan.pk)
    assert (item.due_on, item.generation) == (date(2027, 12, 31), 2)


def test_an_amendment_is_a_document_and_a_difference_everybody_reads(claire: User) -> None:
    plan = plan_in(PlanState.IN_IMPLEMENTATION)
    inputs = {"cause": "scope", "document": act_of(plan, claire), "difference": "Un site de moins."}

    event = fire(plan, "amend", actor=claire, inputs=inputs)

    assert event.source == event.target == PlanState.IN_IMPLEMENTATION
    assert "Un site de moins." in event.body.json


@pytest.mark.parametrize(("ends_on", "allowed"), [("2030-12-31", True), ("2028-12-31", False)])
def test_only_a_plan_of_four_years_is_reviewed_half_way(
    ends_on: str, allowed: bool, claire: User
) -> None:
    days = {"starts_on": date(2027, 1, 1), "ends_on": date.fromisoformat(ends_on)}
    plan = plan_in(PlanState.IN_IMPLEMENTATION, **days)

    if not allowed:
        with pytest.raises(TransitionRefusedError, match="four years"):
            fire(plan, "open_midterm", actor=claire)
        return
    fire(plan, "open_midterm", actor=claire)
    fire(plan, "close_midterm", actor=claire, inputs={"report": act_of(plan, claire)})

    plan.refresh_from_db()
    assert plan.state == PlanState.IN_IMPLEMENTATION


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2027, 6, 29), PlanState.IN_IMPLEMENTATION),
        (date(2027, 6, 30), PlanState.IN_IMPLEMENTATION),
        (date(2027, 7, 1), PlanState.ENDED),
    ],
)
def test_the_clock_ends_a_plan_the_day_after_its_last(day: date, state: PlanState) -> None:
    plan = plan_in(PlanState.IN_IMPLEMENTATION, ends_on=date(2027, 6, 30))

    with use_clock(FixedClock.on(day)):
        tick()

    plan.refresh_from_db()
    assert plan.state == state


@pytest.mark.parametrize(
    ("name", "state"),
    [("end", PlanState.IN_IMPLEMENTATION), ("enter_implementation", PlanState.CO_CREATION)],
)
def test_no_person_does_what_the_clock_or_the_council_does(
    name: str, state: PlanState, claire: User
) -> None:
    plan = plan_in(state, ends_on=date(2020, 12, 31))

    with pytest.raises(TransitionForbiddenError, match="not a person"):
        fire(plan, name, actor=claire)


def test_an_ended_plan_is_assessed_then_archived_for_good(claire: User) -> None:
    plan = plan_in(PlanState.ENDED)
    fire(plan, "self_assess", actor=claire, inputs={"report": act_of(plan, claire)})

    fire(plan, "archive", actor=claire)

    plan.refresh_from_db()
    assert plan.state == PlanState.ARCHIVED
    assert not WorkItem.objects.filter(subject=plan.pk, closed_at__isnull=True).exists()


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("abandon", PlanState.CO_CREATION),
        ("shift", PlanState.CO_CREATION),
        ("extend_end", PlanState.IN_IMPLEMENTATION),
        ("amend", PlanState.IN_IMPLEMENTATION),
        ("open_midterm", PlanState.IN_IMPLEMENTATION),
        ("close_midterm", PlanState.MIDTERM_REVIEW),
        ("self_assess", PlanState.ENDED),
        ("archive", PlanState.SELF_ASSESSED),
    ],
)
def test_only_the_lead_moves_a_plan(name: str, state: PlanState, amina: User) -> None:
    plan = plan_in(state)

    with pytest.raises(TransitionForbiddenError, match="ministry lead"):
        fire(plan, name, actor=amina)


@pytest.mark.parametrize("name", sorted(get_machine("plan").transitions))
def test_an_arrow_is_taken_from_its_own_states_alone(name: str, claire: User) -> None:
    transition = get_machine("plan").get_transition(name)
    actor = claire if transition.automatic is None else None
    others = sorted(set(PlanState.values) - transition.source_names)

    for number, state in enumerate(others):
        plan = plan_in(PlanState(state), code=f"X-{number}")
        with pytest.raises((TransitionRefusedError, TransitionForbiddenError)):
            fire(plan, name, actor=actor)
        plan.refresh_from_db()
        assert plan.state == state
