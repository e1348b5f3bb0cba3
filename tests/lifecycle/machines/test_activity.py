"""An activity is reported done with evidence, and verified by somebody else."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from lifecycle.models import Activity, Attachment, Membership
from lifecycle.vocabulary import ActivityState, AttachmentPurpose, CommitmentState, MembershipBody
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from tests.cast import Institutions
from tests.lifecycle.machines.carrying import activity_in, commitment_in, document_of
from workflow.clock import current_clock
from workflow.engine import confirm, fire
from workflow.exceptions import (
    InputError,
    StaleSubjectError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.machine.registry import get_machine
from workflow.models import Announcement, Round, User, WorkItem
from workflow.permissions import grant

pytestmark = pytest.mark.django_db

REASON = {"reason": "La preuve ne suffit pas."}


class Scene:
    """A commitment of the archives that is being carried out, and its activity."""

    def __init__(self, institutions: Institutions, ilias: User) -> None:
        self.institutions = institutions
        self.ilias = ilias

    def activity(self, state: str, *, commitment: str = "in_progress", **values: Any) -> Activity:
        return activity_in(
            state, commitment_in(commitment, lead=self.institutions.archives), **values
        )

    def evidence(self, activity: Activity) -> Attachment:
        return document_of(activity, AttachmentPurpose.EVIDENCE, actor=self.ilias)


@pytest.fixture
def scene(institutions: Institutions, ilias: User) -> Scene:
    """Return the archives and their project lead."""
    return Scene(institutions, ilias)


Inputs = Callable[[Scene, Activity], dict[str, Any]]


def given(**values: Any) -> Inputs:
    return lambda scene, activity: values


def _reported(scene: Scene, activity: Activity) -> dict[str, Any]:
    today = current_clock().today().isoformat()
    return {"done_on": today, "evidence": [scene.evidence(activity).pk]}


CANCELLED = given(**REASON, code="no_means", done_by="")
OPEN = ("planned", "in_progress", "in_test")
#: Name, from, by, to, what is given.
ARROWS: list[tuple[str, str, str, str, Inputs]] = [
    ("start", "planned", "ilias", "in_progress", given()),
    ("start", "planned", "farid", "in_progress", given()),
    ("test", "in_progress", "farid", "in_test", given()),
    ("fail_test", "in_test", "ilias", "in_progress", given(reason="Deux pannes.")),
    *(("report_done", state, "ilias", "reported_done", _reported) for state in OPEN),
    ("verify", "reported_done", "amina", "verified", given(evidence_read=True)),
    ("send_back", "reported_done", "amina", "in_progress", given(**REASON)),
    *(("cancel", state, "amina", "cancelled", CANCELLED) for state in OPEN),
    ("reopen", "verified", "claire", "in_progress", given(**REASON)),
    ("reopen", "cancelled", "claire", "in_progress", given(**REASON)),
]
IDS = [f"{name} from {start} by {who}" for name, start, who, _target, _inputs in ARROWS]


@pytest.mark.parametrize(("name", "start", "who", "target", "inputs"), ARROWS, ids=IDS)
def test_each_arrow_is_taken_by_whoever_may(
    name: str,
    start: str,
    who: str,
    target: str,
    inputs: Inputs,
    scene: Scene,
    request: pytest.FixtureRequest,
) -> None:
    activity = scene.activity(start)

    actor = request.getfixturevalue(who)
    event = fire(activity, name, actor=actor, inputs=inputs(scene, activity))

    activity.refresh_from_db()
    assert activity.state == target
    assert (event.name, event.source, event.target) == (name, start, target)
    assert Announcement.objects.filter(event=event).exists()


@pytest.mark.parametrize(
    ("name", "start"), sorted({(name, start) for name, start, *_rest in ARROWS})
)
def test_a_citizen_takes_none_of_them(name: str, start: str, scene: Scene, driss: User) -> None:
    with pytest.raises(TransitionForbiddenError):
        fire(scene.activity(start), name, actor=driss)


@pytest.mark.parametrize("name", sorted({name for name, *_rest in ARROWS}))
def test_none_is_taken_from_another_state(
    name: str, scene: Scene, request: pytest.FixtureRequest
) -> None:
    who = next(by for each, _start, by, *_rest in ARROWS if each == name)
    sources = get_machine("activity").get_transition(name).source_names
    commitment = commitment_in("in_progress", lead=scene.institutions.archives)

    for state in sorted(set(ActivityState.values) - sources):
        activity = activity_in(state, commitment)
        with pytest.raises(TransitionRefusedError, match="The state is now"):
            fire(activity, name, actor=request.getfixturevalue(who))


@pytest.mark.parametrize("state", ["suspended", "declared", "completed"])
@pytest.mark.parametrize("name", ["start", "report_done"])
def test_nothing_moves_while_its_commitment_does_not(
    name: str, state: str, scene: Scene, ilias: User
) -> None:
    activity = scene.activity("planned", commitment=state)

    with pytest.raises(TransitionRefusedError, match="Its commitment is suspended") as caught:
        fire(activity, name, actor=ilias)

    assert [shortfall.guard for shortfall in caught.value.shortfalls] == ["carried_out"]


def test_what_remains_after_completion_goes_on(scene: Scene, ilias: User) -> None:
    activity = scene.activity(
        "planned", commitment=CommitmentState.COMPLETED, residual_after_completion=True
    )

    fire(activity, "start", actor=ilias)

    activity.refresh_from_db()
    assert activity.state == ActivityState.IN_PROGRESS


def test_what_remains_after_completion_is_asked_for_and_never_escalates(
    scene: Scene, ilias: User
) -> None:
    activity = scene.activity(
        "planned",
        commitment=CommitmentState.COMPLETED,
        residual_after_completion=True,
        latest=date(2020, 9, 30),
    )

    fire(activity, "start", actor=ilias)

    item = WorkItem.objects.get(subject=activity.pk, closed_at=None)
    assert (item.due_on, item.ladder_id) == (date(2020, 9, 30), None)


def test_the_focal_point_is_asked_by_the_day_it_is_due(scene: Scene) -> None:
    archives = scene.institutions.archives

    activity = scene.activity("planned", latest=date(2020, 7, 30))

    item = WorkItem.objects.get(subject=activity.pk)
    # 30 July 2020 is a holiday, and the feast follows it.
    assert (item.desk, item.due_on) == (f"focal_point:{archives.pk}", date(2020, 8, 3))


def test_without_a_porter_the_ministry_team_is_asked(institutions: Institutions) -> None:
    commitment = commitment_in("in_progress", lead=institutions.archives)
    commitment.porter_rows.all().delete()

    activity = activity_in("planned", commitment)

    assert WorkItem.objects.get(subject=activity.pk).desk == "ministry_team"


def test_evidence_is_a_file_of_this_very_activity(scene: Scene, ilias: User) -> None:
    activity = scene.activity("in_progress")
    other = activity_in("in_progress", activity.commitment)
    done_on = current_clock().today().isoformat()

    for evidence in ([], [scene.evidence(other).pk]):
        inputs = {"done_on": done_on, "evidence": evidence}
        with pytest.raises(InputError):
            fire(activity, "report_done", actor=ilias, inputs=inputs)


def test_it_cannot_have_been_done_tomorrow(scene: Scene, ilias: User) -> None:
    activity = scene.activity("in_progress")
    tomorrow = current_clock().today() + timedelta(days=1)
    inputs = {**_reported(scene, activity), "done_on": tomorrow.isoformat()}

    with pytest.raises(InputError, match="still to come"):
        fire(activity, "report_done", actor=ilias, inputs=inputs)


def test_whoever_reported_it_does_not_verify_it(scene: Scene, ilias: User) -> None:
    grant(MINISTRY_TEAM, ilias)
    activity = scene.activity("in_progress")
    fire(activity, "report_done", actor=ilias, inputs=_reported(scene, activity))

    with pytest.raises(TransitionForbiddenError, match="person who reported it done"):
        fire(activity, "verify", actor=ilias, inputs={"evidence_read": True})


@pytest.mark.parametrize("name", ["verify", "send_back"])
def test_nobody_of_the_porter_verifies_it(name: str, scene: Scene, amina: User) -> None:
    Membership.objects.create(
        person=amina,
        body=MembershipBody.STAFF.value,
        institution=scene.institutions.archives,
        starts_on=date(2018, 1, 1),
    )

    with pytest.raises(TransitionForbiddenError, match="member of the porter"):
        fire(scene.activity("reported_done"), name, actor=amina)


def test_who_left_the_porter_may_verify_again(scene: Scene, amina: User) -> None:
    Membership.objects.create(
        person=amina,
        body=MembershipBody.STAFF.value,
        institution=scene.institutions.archives,
        starts_on=date(2018, 1, 1),
        ends_on=current_clock().today() - timedelta(days=1),
    )
    activity = scene.activity("reported_done")

    fire(activity, "verify", actor=amina, inputs={"evidence_read": True})

    activity.refresh_from_db()
    assert (activity.state, activity.progress) == (ActivityState.VERIFIED, 100)


def test_the_evidence_must_have_been_read(scene: Scene, amina: User) -> None:
    with pytest.raises(InputError):
        fire(scene.activity("reported_done"), "verify", actor=amina, inputs={})


def minutes_of(activity: Activity, person: User) -> dict[str, Any]:
    """Return what is recorded of the minutes of the committee, with their scan."""
    return {
        "paper_number": "12/2026",
        "paper_on": "2026-11-20",
        "paper_capacity": "Comité de pilotage",
        "paper_scan": document_of(activity, AttachmentPurpose.PAPER_ACT, actor=person),
    }


@pytest.mark.parametrize(
    ("name", "start", "target", "more"),
    [
        ("committee_verifies", "reported_done", "verified", {}),
        ("committee_sends_back", "reported_done", "in_progress", REASON),
        ("committee_cancels", "planned", "cancelled", {**REASON, "code": "other"}),
    ],
)
def test_the_committee_decides_through_its_minutes_and_two_people(
    name: str,
    start: str,
    target: str,
    more: dict[str, Any],
    scene: Scene,
    amina: User,
    bilal: User,
) -> None:
    activity = scene.activity(start)
    fire(activity, name, actor=amina, inputs={**minutes_of(activity, amina), **more})

    confirm(Round.objects.get(outcome="").pk, actor=bilal)

    activity.refresh_from_db()
    assert activity.state == target


@pytest.mark.parametrize(
    ("name", "more"), [("committee_verifies", {}), ("committee_sends_back", REASON)]
)
@pytest.mark.parametrize("is_recorder", [True, False])
def test_whoever_reported_it_neither_records_nor_confirms_what_the_committee_said(
    is_recorder: bool, name: str, more: dict[str, Any], scene: Scene, ilias: User, bilal: User
) -> None:
    grant(MINISTRY_TEAM, ilias)
    activity = scene.activity("in_progress")
    fire(activity, "report_done", actor=ilias, inputs=_reported(scene, activity))
    given = {**minutes_of(activity, bilal), **more}

    if is_recorder:
        with pytest.raises(TransitionForbiddenError, match="person who reported it done"):
            fire(activity, name, actor=ilias, inputs=given)
    else:
        fire(activity, name, actor=bilal, inputs=given)
        record = Round.objects.get(subject=activity.pk, outcome="")
        with pytest.raises(TransitionForbiddenError, match="person who reported it done"):
            confirm(record.pk, actor=ilias)

    activity.refresh_from_db()
    assert activity.state == ActivityState.REPORTED_DONE


def test_done_by_another_body_names_it(scene: Scene, amina: User) -> None:
    activity = scene.activity("planned")
    inputs = {**REASON, "code": "done_by_other_body"}
    with pytest.raises(InputError, match="Name the body"):
        fire(activity, "cancel", actor=amina, inputs=inputs)

    fire(activity, "cancel", actor=amina, inputs={**inputs, "done_by": "Intérieur"})

    activity.refresh_from_db()
    assert (activity.cancel_reason, activity.done_by_fr) == ("done_by_other_body", "Intérieur")


def test_what_is_reopened_is_neither_done_nor_cancelled(scene: Scene, claire: User) -> None:
    activity = scene.activity("cancelled", cancel_reason="no_means")

    fire(activity, "reopen", actor=claire, inputs=REASON)

    activity.refresh_from_db()
    assert (activity.cancel_reason, activity.done_on) == ("", None)


def test_of_two_who_read_the_same_version_the_second_is_told(scene: Scene, ilias: User) -> None:
    activity = scene.activity("planned")
    fire(activity, "start", actor=ilias, expect=activity.version)

    with pytest.raises(StaleSubjectError):
        fire(activity, "start", actor=ilias, expect=activity.version)
