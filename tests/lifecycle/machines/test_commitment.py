"""A commitment is declared complete by its owner, and confirmed by who does not carry it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from lifecycle.models import Attachment, Commitment, Membership, PeriodRecord
from lifecycle.vocabulary import AttachmentPurpose, CommitmentState, MembershipBody, PlanState
from lifecycle.vocabulary.roles import PROJECT_LEAD
from tests.cast import Institutions
from tests.lifecycle.machines.carrying import (
    activity_in,
    commitment_in,
    document_of,
    plan_in,
)
from workflow.clock import current_clock
from workflow.engine import confirm, fire
from workflow.engine.reading import load_case
from workflow.exceptions import InputError, TransitionForbiddenError, TransitionRefusedError
from workflow.machine.registry import get_machine
from workflow.machine.rights import holds
from workflow.models import Announcement, Round, User, WorkItem
from workflow.permissions import load_grants

pytestmark = pytest.mark.django_db

REASON = {"reason": "Le comité l'a demandé."}


class Scene:
    """A commitment of the archives, and the documents that its moves ask for."""

    def __init__(self, institutions: Institutions, amina: User, ilias: User) -> None:
        self.institutions = institutions
        self.amina = amina
        self.ilias = ilias

    def commitment(
        self, state: str, *, plan: PlanState = PlanState.IN_IMPLEMENTATION
    ) -> Commitment:
        return commitment_in(state, lead=self.institutions.archives, plan=plan_in(plan))

    def letter(self, commitment: Commitment) -> Attachment:
        return document_of(commitment, AttachmentPurpose.PAPER_ACT, actor=self.amina)

    def add_evidence(self, commitment: Commitment) -> None:
        document_of(commitment, AttachmentPurpose.EVIDENCE, actor=self.ilias)


@pytest.fixture
def scene(institutions: Institutions, amina: User, ilias: User) -> Scene:
    """Return the archives and those who work on their commitment."""
    return Scene(institutions, amina, ilias)


Inputs = Callable[[Scene, Commitment], dict[str, Any]]


def given(**values: Any) -> Inputs:
    return lambda scene, commitment: values


def _with_opinion(scene: Scene, commitment: Commitment) -> dict[str, Any]:
    return {**REASON, "opinion": scene.letter(commitment)}


def _to_next_plan(scene: Scene, commitment: Commitment) -> dict[str, Any]:
    return {
        **_with_opinion(scene, commitment),
        "next_plan": plan_in(PlanState.CO_CREATION, code="NEXT"),
    }


def _to_ministry(scene: Scene, commitment: Commitment) -> dict[str, Any]:
    return {
        **REASON,
        "institution": scene.institutions.ministry,
        "letter": scene.letter(commitment),
    }


def _amended(scene: Scene, commitment: Commitment) -> dict[str, Any]:
    return {
        "difference": "Un site de moins.",
        "words": "juin 2030",
        "earliest": "2030-06-01",
        "latest": "2030-06-30",
        "letter": scene.letter(commitment),
    }


def _to_farid(scene: Scene, commitment: Commitment) -> dict[str, Any]:
    person = User.objects.get(email="farid@example.org")
    Membership.objects.create(
        person=person,
        body=MembershipBody.STAFF.value,
        institution=scene.institutions.archives,
        starts_on=date(2018, 1, 1),
    )
    return {"person": person, "letter": scene.letter(commitment)}


RUNNING = ("not_started", "in_progress", "suspended")
#: Name, from, by, to (the same when empty), what is given.
ARROWS: list[tuple[str, str, str, str, Inputs]] = [
    ("declare_complete", "in_progress", "emna", "declared", given(statement="Tout est fait.")),
    ("contest", "declared", "amina", "in_progress", given(**REASON)),
    *(
        ("suspend", state, "claire", "suspended", given(**REASON, review_on="2030-01-02"))
        for state in RUNNING[:2]
    ),
    ("resume", "suspended", "claire", "in_progress", given()),
    *(("withdraw", state, "claire", "withdrawn", _with_opinion) for state in RUNNING),
    *(("carry_over", state, "claire", "carried_over", _to_next_plan) for state in RUNNING),
    *(("replace_porter", state, "claire", "", _to_ministry) for state in RUNNING),
    *(("amend", state, "claire", "", _amended) for state in RUNNING),
    *(("replace_lead", state, "emna", "", _to_farid) for state in RUNNING),
    *(
        ("reopen", state, "claire", "in_progress", given(**REASON))
        for state in ("completed", "completed_with_cancellations", "partially_completed")
    ),
]
IDS = [f"{name} from {start}" for name, start, _who, _target, _inputs in ARROWS]


@pytest.mark.parametrize(("name", "start", "who", "target", "inputs"), ARROWS, ids=IDS)
def test_each_arrow_is_taken_by_whoever_may(
    name: str,
    start: str,
    who: str,
    target: str,
    inputs: Inputs,
    scene: Scene,
    farid: User,
    request: pytest.FixtureRequest,
) -> None:
    commitment = scene.commitment(start)

    event = fire(
        commitment,
        name,
        actor=request.getfixturevalue(who),
        inputs=inputs(scene, commitment),
    )

    commitment.refresh_from_db()
    assert commitment.state == (target or start)
    assert (event.name, event.source, event.target) == (name, start, target or start)
    assert Announcement.objects.filter(event=event).exists()


@pytest.mark.parametrize(
    ("name", "start"), sorted({(name, start) for name, start, *_rest in ARROWS})
)
def test_a_citizen_takes_none_of_them(name: str, start: str, scene: Scene, driss: User) -> None:
    commitment = scene.commitment(start)

    with pytest.raises(TransitionForbiddenError):
        fire(commitment, name, actor=driss)


@pytest.mark.parametrize("name", sorted({name for name, *_rest in ARROWS}))
def test_none_is_taken_from_another_state(
    name: str, scene: Scene, farid: User, request: pytest.FixtureRequest
) -> None:
    who = next(by for each, _start, by, *_rest in ARROWS if each == name)
    sources = get_machine("commitment").get_transition(name).source_names
    plan = plan_in(PlanState.IN_IMPLEMENTATION)

    for number, state in enumerate(sorted(set(CommitmentState.values) - sources), start=1):
        lead = scene.institutions.archives
        commitment = commitment_in(state, lead=lead, plan=plan, number=number)
        with pytest.raises(TransitionRefusedError, match="The state is now"):
            fire(commitment, name, actor=request.getfixturevalue(who))


def test_it_starts_when_an_activity_has_begun(scene: Scene, ilias: User) -> None:
    commitment = scene.commitment("not_started")
    activity = activity_in("planned", commitment)
    with pytest.raises(TransitionRefusedError, match="No activity has begun"):
        fire(commitment, "start", actor=ilias)
    fire(activity, "start", actor=ilias)

    fire(commitment, "start", actor=ilias)

    commitment.refresh_from_db()
    assert commitment.state == CommitmentState.IN_PROGRESS


def test_an_open_activity_stands_against_completion_and_a_residual_one_does_not(
    scene: Scene, emna: User
) -> None:
    commitment = scene.commitment("in_progress")
    activity_in("planned", commitment, residual_after_completion=True)
    activity_in("verified", commitment)
    activity_in("cancelled", commitment)
    still_open = activity_in("in_test", commitment)

    with pytest.raises(TransitionRefusedError, match="1 activity is still open") as caught:
        fire(commitment, "declare_complete", actor=emna, inputs={"statement": "Fait."})

    assert still_open.commitment == commitment
    assert [shortfall.guard for shortfall in caught.value.shortfalls] == ["no_open_activity"]


@pytest.mark.parametrize(
    ("cancelled", "name", "target"),
    [
        (False, "confirm_complete", "completed"),
        (True, "confirm_with_cancellations", "completed_with_cancellations"),
    ],
)
def test_completion_is_confirmed_on_evidence_as_it_is(
    cancelled: bool, name: str, target: str, scene: Scene, amina: User
) -> None:
    commitment = scene.commitment("declared")
    activity_in("cancelled" if cancelled else "verified", commitment)
    with pytest.raises(TransitionRefusedError, match="No evidence is kept"):
        fire(commitment, name, actor=amina)
    scene.add_evidence(commitment)

    fire(commitment, name, actor=amina)

    commitment.refresh_from_db()
    assert commitment.state == target


@pytest.mark.parametrize(
    ("cancelled", "name", "guard"),
    [
        (True, "confirm_complete", "nothing_cancelled"),
        (False, "confirm_with_cancellations", "something_cancelled"),
    ],
)
def test_the_wrong_kind_of_completion_is_refused(
    cancelled: bool, name: str, guard: str, scene: Scene, amina: User
) -> None:
    commitment = scene.commitment("declared")
    activity_in("cancelled" if cancelled else "verified", commitment)
    scene.add_evidence(commitment)

    with pytest.raises(TransitionRefusedError) as caught:
        fire(commitment, name, actor=amina)

    assert [shortfall.guard for shortfall in caught.value.shortfalls] == [guard]


@pytest.mark.parametrize("name", ["confirm_complete", "confirm_with_cancellations", "contest"])
def test_whoever_belongs_to_the_porter_confirms_and_contests_nothing(
    name: str, scene: Scene, amina: User
) -> None:
    Membership.objects.create(
        person=amina,
        body=MembershipBody.STAFF.value,
        institution=scene.institutions.archives,
        starts_on=date(2018, 1, 1),
    )

    with pytest.raises(TransitionForbiddenError, match="Separation of duties"):
        fire(scene.commitment("declared"), name, actor=amina, inputs=REASON)


def test_the_committee_confirms_through_its_minutes_and_two_people(
    scene: Scene, amina: User, bilal: User, jalila: User
) -> None:
    commitment = scene.commitment("declared")
    scene.add_evidence(commitment)
    minutes = {
        "paper_number": "12/2026",
        "paper_on": "2026-11-20",
        "paper_capacity": "Comité de pilotage",
        "paper_scan": scene.letter(commitment),
    }
    with pytest.raises(TransitionForbiddenError):
        fire(commitment, "committee_confirms", actor=jalila, inputs=minutes)
    fire(commitment, "committee_confirms", actor=amina, inputs=minutes)

    event = confirm(Round.objects.get(outcome="").pk, actor=bilal)

    commitment.refresh_from_db()
    assert commitment.state == CommitmentState.COMPLETED
    assert (event.actor, event.confirmed_by) == (amina, bilal)
    assert event.occurred_on == date(2026, 11, 20)


def test_a_suspension_is_looked_at_again_on_its_day(scene: Scene, claire: User) -> None:
    commitment = scene.commitment("in_progress")

    fire(commitment, "suspend", actor=claire, inputs={**REASON, "review_on": "2030-01-02"})

    item = WorkItem.objects.get(subject=commitment.pk, closed_at__isnull=True)
    assert (item.desk, item.due_on) == ("ministry_lead", date(2030, 1, 2))
    fire(commitment, "resume", actor=claire)
    commitment.refresh_from_db()
    assert commitment.review_on is None


def test_a_review_that_has_passed_is_refused(scene: Scene, claire: User) -> None:
    inputs = {**REASON, "review_on": current_clock().today().isoformat()}

    with pytest.raises(InputError, match="on a day to come"):
        fire(scene.commitment("in_progress"), "suspend", actor=claire, inputs=inputs)


@pytest.mark.parametrize(
    ("name", "start", "target"),
    [
        ("close_partial", "in_progress", "partially_completed"),
        ("close_partial", "declared", "partially_completed"),
        ("close_partial", "suspended", "partially_completed"),
        ("close_not_started", "not_started", "not_started_at_end"),
    ],
)
def test_what_is_left_is_closed_once_the_plan_has_ended(
    name: str, start: str, target: str, scene: Scene, claire: User
) -> None:
    running = scene.commitment(start)
    with pytest.raises(TransitionRefusedError, match="The plan has not ended"):
        fire(running, name, actor=claire, inputs=REASON)
    ended = plan_in(PlanState.ENDED, code="OLD")
    commitment = commitment_in(start, lead=scene.institutions.archives, plan=ended)

    fire(commitment, name, actor=claire, inputs=REASON)

    commitment.refresh_from_db()
    assert commitment.state == target


def test_nothing_of_an_archived_plan_is_reopened(scene: Scene, claire: User) -> None:
    commitment = scene.commitment("completed", plan=PlanState.ARCHIVED)

    with pytest.raises(TransitionRefusedError, match="closed for good"):
        fire(commitment, "reopen", actor=claire, inputs=REASON)


def test_another_porter_takes_the_lead_and_the_rights_with_it(
    scene: Scene, claire: User, emna: User
) -> None:
    commitment = scene.commitment("in_progress")

    fire(commitment, "replace_porter", actor=claire, inputs=_to_ministry(scene, commitment))

    rows = commitment.porter_rows.values_list("institution", "leads")
    assert list(rows) == [(scene.institutions.ministry.pk, True)]
    with pytest.raises(TransitionForbiddenError):
        fire(commitment, "declare_complete", actor=emna, inputs={"statement": "Fait."})


def test_only_an_amendment_makes_a_new_baseline(scene: Scene, claire: User) -> None:
    commitment = scene.commitment("in_progress")
    first = _amended(scene, commitment)
    fire(commitment, "amend", actor=claire, inputs=first)

    fire(commitment, "amend", actor=claire, inputs={**first, "latest": "2030-07-31"})

    periods = PeriodRecord.objects.filter(subject=commitment.pk).order_by("pk")
    assert [(each.role, each.latest) for each in periods] == [
        ("superseded", date(2030, 6, 30)),
        ("superseded", date(2030, 6, 30)),
        ("baseline", date(2030, 7, 31)),
        ("current", date(2030, 7, 31)),
    ]


def test_a_project_lead_who_is_named_runs_the_commitment_and_its_activities(
    scene: Scene, emna: User, farid: User
) -> None:
    commitment = scene.commitment("in_progress")
    activity = activity_in("planned", commitment)

    fire(commitment, "replace_lead", actor=emna, inputs=_to_farid(scene, commitment))

    grants = load_grants(farid)
    today = current_clock().today()
    for subject in (commitment, activity):
        assert holds(PROJECT_LEAD, grants, load_case(subject.pk, today=today).facts)


def test_a_project_lead_of_somewhere_else_cannot_be_named(
    scene: Scene, emna: User, driss: User
) -> None:
    commitment = scene.commitment("in_progress")

    with pytest.raises(InputError):
        fire(commitment, "replace_lead", actor=emna, inputs={"person": driss, "letter": 1})
