"""Adoption: what the council adopts becomes commitments, and the plan leaves the rest behind."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from lifecycle.models import (
    ActionPlan,
    Activity,
    Commitment,
    Indicator,
    PeriodRecord,
    Proposal,
    Uptake,
)
from lifecycle.vocabulary import Extent, PeriodRole, PlanState, ProposalState
from lifecycle.vocabulary.roles import PROJECT_LEAD
from tests.cast import Institutions
from tests.council import REASON, TODAY, council_in, on, signed_dossiers
from tests.factories import make_plan, proposal_in
from tests.road import ACTIVITY, dossier_in, make_sheet
from workflow.clock import current_clock
from workflow.engine import fire, preview
from workflow.exceptions import InputError, TransitionForbiddenError, TransitionRefusedError
from workflow.machine.registry import get_machine
from workflow.models import Event, Subject, User, WorkItem
from workflow.permissions import grant, load_grants

pytestmark = pytest.mark.django_db
TWO = (ACTIVITY, replace(ACTIVITY, key="training", title_fr="Former", title_ar="تكوين"))


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with on(TODAY):
        yield


@pytest.fixture
def plan(db: None) -> ActionPlan:
    """Return a plan in co-creation."""
    return make_plan()


def carry(idea: Proposal, *dossiers: Proposal, by: User) -> Proposal:
    """Let these dossiers take up a retained idea."""
    for dossier in dossiers:
        Uptake.objects.create(
            source=idea,
            dossier=dossier,
            extent=Extent.WHOLE.value,
            kept="Tout.",
            recorded_by=by,
            recorded_on=TODAY,
        )
    fire(idea, "take_up", actor=by)
    return idea


def retained(plan: ActionPlan) -> Proposal:
    return proposal_in(ProposalState.PRIORITIZED, plan=plan)


def state_of(proposal: Proposal) -> str:
    return str(Proposal.objects.get(pk=proposal.pk).state)


# ---- the commitment


def test_an_adopted_line_becomes_a_commitment_with_its_number_and_its_porters(
    claire: User, institutions: Institutions
) -> None:
    partner = institutions.ministry
    dossier = dossier_in(
        ProposalState.SIGNED, lead=institutions.archives, partners=[partner], plan_number=11
    )
    council_in("adopted", [dossier])

    commitment = Commitment.objects.get()

    assert (commitment.number, commitment.plan, commitment.theme) == (
        11,
        dossier.plan,
        dossier.theme,
    )
    assert commitment.title_fr == "Publier le registre des archives"
    assert commitment.title_ar == "نشر سجل الأرشيف"
    assert [(row.institution, row.leads) for row in commitment.porter_rows.all()] == [
        (institutions.archives, True),
        (partner, False),
    ]


def test_its_activities_say_what_the_sheet_promised(claire: User) -> None:
    dossier = dossier_in(ProposalState.SIGNED, sheet={"activities": TWO})
    council_in("adopted", [dossier])

    first, second = Activity.objects.order_by("rank")

    assert (first.label, first.key, first.title_fr) == ("1", "register", ACTIVITY.title_fr)
    assert (second.label, second.title_ar) == ("2", "تكوين")
    assert first.deliverable_fr == ACTIVITY.deliverable_fr
    indicator = Indicator.objects.get(activity=first)
    assert (indicator.commitment, indicator.name_ar) == (first.commitment, ACTIVITY.indicator_ar)
    periods = PeriodRecord.objects.filter(subject=first.pk)
    assert {each.role for each in periods} == {PeriodRole.BASELINE, PeriodRole.CURRENT}
    assert {each.period for each in periods} == {ACTIVITY.period}


def test_the_text_is_that_of_the_frozen_line_whatever_was_written_afterwards(
    amina: User, claire: User
) -> None:
    dossier = dossier_in(ProposalState.SIGNED)
    council = council_in("presented", [dossier])
    make_sheet(dossier, title_fr="Un titre écrit trop tard")

    fire(council, "record_adopted", actor=claire)

    commitment = Commitment.objects.get()
    assert commitment.title_fr == "Publier le registre des archives"
    assert commitment.sheet_version == council.plan_version.lines.get().sheet_version


def test_the_project_lead_of_the_dossier_runs_the_commitment(
    claire: User, ilias: User, institutions: Institutions
) -> None:
    dossier = dossier_in(ProposalState.SIGNED, lead=institutions.archives)
    grant(PROJECT_LEAD, ilias, on=Subject.objects.get(pk=dossier.pk), by=claire)

    council_in("adopted", [dossier])

    commitment = Commitment.objects.get()
    assert commitment.pk in load_grants(ilias).subjects_of(PROJECT_LEAD.code)
    item = WorkItem.objects.get(subject=commitment.pk, person=ilias)
    assert item.due_on is not None
    assert item.due_on.isoformat() == "2027-10-29"


def test_every_birth_has_its_cause_up_to_the_council(claire: User) -> None:
    council = council_in("adopted", signed_dossiers(1))

    born = Event.objects.get(subject=Commitment.objects.get().pk, name="adopt")
    activity = Event.objects.get(subject=Activity.objects.get().pk, name="adopt")
    adopted = born.cause
    assert activity.cause == born
    assert adopted is not None
    assert (adopted.name, adopted.target) == ("adopt", ProposalState.ADOPTED)
    assert adopted.cause is not None
    assert adopted.cause.subject_id == council.pk


def test_the_preview_shows_every_line_and_every_birth_and_writes_nothing(claire: User) -> None:
    council = council_in("presented")

    foreseen = preview(council, "record_adopted", actor=claire)

    assert [move.transition for move in foreseen.moves] == [
        "record_adopted",
        "enter_implementation",
        "adopt",
        "adopt",
    ]
    assert [birth.kind for birth in foreseen.births] == ["commitment", "activity"] * 2
    assert not Commitment.objects.exists()


def test_a_number_that_a_commitment_bears_already_stops_the_adoption(claire: User) -> None:
    council = council_in("presented", signed_dossiers(1))
    Commitment.objects.create(
        plan=council.plan,
        number=1,
        title_fr="A",
        kind="commitment",
        entered_at=current_clock().now(),
    )

    with pytest.raises(TransitionRefusedError, match="bears it already"):
        fire(council, "record_adopted", actor=claire)

    assert council.lines.get().proposal.state == ProposalState.AT_COUNCIL


def test_nobody_adopts_a_line_by_hand(claire: User) -> None:
    council = council_in("presented", signed_dossiers(1))

    for name in ("adopt", "return_from_council", "remove", "take_off_agenda"):
        with pytest.raises(TransitionForbiddenError, match="act on the whole plan"):
            fire(council.lines.get().proposal, name, actor=claire)


# ---- the ideas


def test_an_idea_is_fulfilled_by_the_dossier_that_carried_it(
    plan: ActionPlan, amina: User, claire: User
) -> None:
    dossier = dossier_in(ProposalState.SIGNED, plan=plan)
    idea = carry(retained(plan), dossier, by=amina)

    council_in("adopted", [dossier])

    assert state_of(idea) == ProposalState.FULFILLED
    assert set(Commitment.objects.get().born_of.all()) == {dossier, idea}


def test_two_dossiers_adopted_together_fulfil_their_common_idea_once(
    plan: ActionPlan, amina: User, claire: User
) -> None:
    first, second = signed_dossiers(2, plan=plan)
    idea = carry(retained(plan), first, second, by=amina)

    council_in("adopted", [first, second])

    assert state_of(idea) == ProposalState.FULFILLED
    assert Event.objects.filter(subject=idea, name="fulfil").count() == 1


def test_an_idea_is_fulfilled_even_if_another_dossier_of_it_is_removed(
    plan: ActionPlan, amina: User, claire: User
) -> None:
    first, second = signed_dossiers(2, plan=plan)
    idea = carry(retained(plan), first, second, by=amina)

    council_in("adopted", [first, second], outcomes=["removed", "adopted"])

    assert state_of(idea) == ProposalState.FULFILLED
    assert state_of(first) == ProposalState.DROPPED


def test_an_idea_goes_the_way_of_its_dossiers(plan: ActionPlan, amina: User, claire: User) -> None:
    adopted, returned, removed = signed_dossiers(3, plan=plan)
    left = dossier_in(ProposalState.READY, plan=plan)
    ideas = {
        "in adopted and left": carry(retained(plan), adopted, left, by=amina),
        "in returned and removed": carry(retained(plan), returned, removed, by=amina),
        "in removed": carry(retained(plan), removed, by=amina),
        "in removed and left": carry(retained(plan), removed, left, by=amina),
        "in left": carry(retained(plan), left, by=amina),
    }

    council_in("adopted", [adopted, returned, removed], outcomes=["adopted", "returned", "removed"])

    assert {name: state_of(idea) for name, idea in ideas.items()} == {
        "in adopted and left": "fulfilled",
        "in returned and removed": "taken_up",
        "in removed": "deferred",
        "in removed and left": "deferred",
        "in left": "deferred",
    }


def test_what_a_return_removes_gives_its_idea_back(
    plan: ActionPlan, amina: User, claire: User
) -> None:
    dossier = dossier_in(ProposalState.SIGNED, plan=plan)
    idea = carry(retained(plan), dossier, by=amina)

    council_in("returned", [dossier], outcomes=["removed"])

    assert state_of(idea) == ProposalState.PRIORITIZED


# ---- the rest of the plan


def test_the_plan_leaves_behind_what_the_council_has_not_before_it(
    plan: ActionPlan, claire: User
) -> None:
    signed, other = signed_dossiers(2, plan=plan)
    draft = proposal_in(ProposalState.DRAFT, plan=plan)
    submitted = proposal_in(ProposalState.SUBMITTED, plan=plan)
    refused = proposal_in(ProposalState.INADMISSIBLE, plan=plan)
    council = council_in("presented", [signed, other], left_out={other: "Sans budget."})

    fire(council, "record_adopted", actor=claire, inputs=REASON)

    assert [state_of(each) for each in (signed, other, draft, submitted, refused)] == [
        "adopted",
        "deferred",
        "draft",
        "deferred",
        "inadmissible",
    ]
    other.refresh_from_db()
    assert (other.decided_reason, other.left_phase) == (REASON["reason"], "convention_signature")
    plan.refresh_from_db()
    assert plan.state == PlanState.IN_IMPLEMENTATION


def test_leaving_something_behind_needs_a_reason_and_nothing_needs_none(
    plan: ActionPlan, claire: User
) -> None:
    council = council_in("presented", signed_dossiers(1, plan=plan))
    proposal_in(ProposalState.SUBMITTED, plan=plan)

    with pytest.raises(InputError) as refused:
        fire(council, "record_adopted", actor=claire)

    assert set(refused.value.errors) == {"reason"}


def test_an_adopted_plan_takes_more_by_a_second_file(
    plan: ActionPlan, amina: User, claire: User
) -> None:
    council_in("adopted", signed_dossiers(2, plan=plan), outcomes=["adopted", "returned"])
    again = dossier_in(ProposalState.SIGNED, plan=plan, plan_number=3)

    council_in("adopted", [again])

    assert list(Commitment.objects.order_by("number").values_list("number", flat=True)) == [1, 3]
    plan.refresh_from_db()
    assert plan.state == PlanState.IN_IMPLEMENTATION


def test_a_failure_half_way_leaves_nothing(plan: ActionPlan, claire: User) -> None:
    first, second = signed_dossiers(2, plan=plan)
    council = council_in("presented", [first, second])
    second.porters.all().delete()
    events = Event.objects.count()

    with pytest.raises(TransitionRefusedError, match="carried by somebody"):
        fire(council, "record_adopted", actor=claire)

    assert (Event.objects.count(), Commitment.objects.count()) == (events, 0)


def test_the_machine_of_the_plan_is_moved_by_the_council_alone() -> None:
    acts = {
        (each.act, each.transition)
        for each in get_machine("plan").get_transition("enter_implementation").follows
    }

    assert acts == {("council", "record_adopted"), ("council", "record_noted")}
    assert not get_machine("plan").acts_to_come
    assert not get_machine("proposal").acts_to_come
