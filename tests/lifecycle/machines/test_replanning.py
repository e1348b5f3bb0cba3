"""A new date is asked for, seen by the owner, and decided by somebody else; the promise stays."""

from datetime import date, timedelta
from typing import Any

import pytest

from lifecycle.models import Membership
from lifecycle.selectors.replanning_slips import read_slip_counts
from lifecycle.vocabulary import MembershipBody, ReplanningState
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from tests.cast import Institutions
from tests.lifecycle.machines.replanning_scene import (
    PROMISED,
    REASON,
    Scene,
    at,
    get,
    make_committee,
    move_to,
    read_periods,
)
from workflow.engine import fire
from workflow.exceptions import TransitionForbiddenError, TransitionRefusedError
from workflow.machine.registry import get_machine
from workflow.models import User, WorkItem
from workflow.permissions import grant
from workflow.tick import tick

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(institutions: Institutions, farid: User, emna: User) -> Scene:
    """Return the archives, their focal point and their owner."""
    return Scene(institutions, farid, emna)


#: Name, from, by, to, what is given.
ARROWS: list[tuple[str, str, str, str, dict[str, Any]]] = [
    ("forward", "asked", "emna", "submitted", {}),
    ("hold_back", "asked", "emna", "withdrawn", REASON),
    *(("withdraw", each, "farid", "withdrawn", {}) for each in ("asked", "submitted", "escalated")),
    ("accept", "submitted", "amina", "accepted", {}),
    ("refuse", "submitted", "amina", "refused", REASON),
]


@pytest.mark.parametrize(
    ("name", "start", "who", "target", "inputs"), ARROWS, ids=[f"{a[0]} {a[1]}" for a in ARROWS]
)
def test_each_arrow_is_taken_by_whoever_may(
    name: str,
    start: str,
    who: str,
    target: str,
    inputs: dict[str, Any],
    scene: Scene,
    amina: User,
    request: pytest.FixtureRequest,
) -> None:
    asked = at(start, scene, amina)

    fire(asked, name, actor=request.getfixturevalue(who), inputs=inputs)

    after = get(asked)
    assert after.state == target
    assert after.is_open == (target == "submitted")


@pytest.mark.parametrize(("name", "start"), [(each[0], each[1]) for each in ARROWS])
def test_nobody_else_takes_them(
    name: str, start: str, scene: Scene, amina: User, karim: User, mounir: User
) -> None:
    asked = at(start, scene, amina)

    for stranger in (karim, mounir):
        with pytest.raises(TransitionForbiddenError):
            fire(asked, name, actor=stranger)


@pytest.mark.parametrize("name", sorted(get_machine("replanning").transitions))
def test_none_is_taken_once_it_is_decided(
    name: str, scene: Scene, amina: User, request: pytest.FixtureRequest
) -> None:
    asked = scene.accepted("fin septembre 2027", by=amina)

    with pytest.raises((TransitionRefusedError, TransitionForbiddenError)):
        fire(asked, name, actor=request.getfixturevalue("bilal"))

    assert get(asked).state == ReplanningState.ACCEPTED


def test_the_new_date_counts_and_the_promise_stays(scene: Scene, amina: User) -> None:
    scene.accepted("fin septembre 2027", by=amina)

    periods = read_periods(scene.activity.pk)
    item = WorkItem.objects.get(subject=scene.activity.pk, closed_at=None)
    assert periods == {
        "baseline": [PROMISED],
        "superseded": [PROMISED],
        "current": ["fin septembre 2027"],
    }
    assert (item.due_on, item.generation) == (date(2027, 9, 30), 2)
    assert (item.next_rung, item.paused_at) == ("", None)


def test_what_the_commitment_waits_for_moves_too(scene: Scene, amina: User) -> None:
    scene.accepted("fin septembre 2027", by=amina)

    item = WorkItem.objects.get(subject=scene.commitment.pk, closed_at=None)
    assert item.due_on == date(2027, 9, 30)


@pytest.mark.parametrize("end", ["refuse", "withdraw", "hold_back"])
def test_what_is_not_accepted_moves_nothing(
    end: str, scene: Scene, amina: User, emna: User, farid: User
) -> None:
    asked = scene.ask() if end == "hold_back" else scene.submitted()
    actor = {"refuse": amina, "withdraw": farid, "hold_back": emna}[end]
    was_paused = WorkItem.objects.get(subject=scene.activity.pk, closed_at=None).paused_at

    fire(asked, end, actor=actor, inputs={} if end == "withdraw" else REASON)

    item = WorkItem.objects.get(subject=scene.activity.pk, closed_at=None)
    assert was_paused is not None
    assert (item.paused_at, item.pause_reason, item.generation) == (None, "", 1)
    assert read_periods(scene.activity.pk)["current"] == [PROMISED]


def test_slips_are_counted_with_their_days(scene: Scene, amina: User) -> None:
    first = scene.accepted("30 juillet 2027", by=amina)
    earlier = scene.accepted("1 juillet 2027", by=amina)

    count = read_slip_counts([scene.activity.pk])[scene.activity.pk]

    assert (first.slip_days, earlier.slip_days) == (30, -29)
    assert (count.slips, count.days) == (1, 1)


def test_no_visibility_hides_no_slip(scene: Scene, amina: User) -> None:
    scene.accepted("pas de visibilité", by=amina)

    item = WorkItem.objects.get(subject=scene.activity.pk, closed_at=None)
    dated = scene.accepted("30 juillet 2027", by=amina)

    assert (item.due_on, item.ladder_id) == (None, "undated")
    assert dated.slip_days == 30
    assert read_slip_counts([scene.activity.pk])[scene.activity.pk].slips == 1


def test_a_third_slip_is_for_the_committee(scene: Scene, amina: User) -> None:
    scene.accepted("30 juillet 2027", by=amina)
    scene.accepted("30 août 2027", by=amina)
    third = scene.submitted("30 septembre 2027")

    with pytest.raises(TransitionRefusedError, match="slipped 2 times") as caught:
        fire(third, "accept", actor=amina)

    assert [each.guard for each in caught.value.shortfalls] == ["second_slip_at_most"]


@pytest.mark.parametrize(("words", "is_inside"), [("31/12/2028", True), ("01/01/2029", False)])
def test_what_ends_after_the_plan_is_for_the_committee(
    words: str, is_inside: bool, scene: Scene, amina: User
) -> None:
    asked = scene.submitted(words)

    if is_inside:
        fire(asked, "accept", actor=amina)
    else:
        with pytest.raises(TransitionRefusedError, match="after the plan"):
            fire(asked, "accept", actor=amina)

    assert get(asked).state == ("accepted" if is_inside else "submitted")


def test_an_earlier_date_is_no_slip_however_many_came_before(scene: Scene, amina: User) -> None:
    scene.accepted("30 juillet 2027", by=amina)
    scene.accepted("30 août 2027", by=amina)

    earlier = scene.accepted("15 août 2027", by=amina)

    assert earlier.state == ReplanningState.ACCEPTED


def test_nothing_of_what_is_over_is_accepted(scene: Scene, amina: User, claire: User) -> None:
    asked = scene.submitted()
    fire(scene.activity, "cancel", actor=amina, inputs={**REASON, "code": "no_means"})

    with pytest.raises(TransitionRefusedError, match="done, cancelled or ended"):
        fire(asked, "accept", actor=amina)
    fire(asked, "refuse", actor=amina, inputs=REASON)

    assert get(asked).state == ReplanningState.REFUSED


def test_whoever_asked_does_not_decide(scene: Scene, farid: User) -> None:
    grant(MINISTRY_TEAM, farid)
    asked = scene.submitted()

    for name in ("accept", "refuse"):
        with pytest.raises(TransitionForbiddenError, match="person who asked for the new date"):
            fire(asked, name, actor=farid, inputs=REASON if name == "refuse" else {})


def test_the_ministry_does_not_decide_on_what_it_carries(scene: Scene, amina: User) -> None:
    Membership.objects.create(
        person=amina,
        body=MembershipBody.STAFF.value,
        institution=scene.institutions.archives,
        starts_on=date(2018, 1, 1),
    )
    asked = scene.submitted()

    for name in ("accept", "refuse"):
        with pytest.raises(TransitionForbiddenError, match="member of the porter"):
            fire(asked, name, actor=amina, inputs=REASON if name == "refuse" else {})


def test_after_three_silent_days_it_is_sent_on_and_that_shows(scene: Scene) -> None:
    asked = scene.ask()
    item = WorkItem.objects.get(subject=asked.pk, closed_at=None)
    assert item.due_on is not None

    with move_to(item.due_on):
        tick()
    on_the_day = get(asked).state
    with move_to(item.due_on + timedelta(days=1)):
        tick()

    after = get(asked)
    assert on_the_day == ReplanningState.ASKED
    assert (after.state, after.forwarded_in_silence) == (ReplanningState.SUBMITTED, True)


def test_after_ten_silent_days_of_the_ministry_the_committee_decides(scene: Scene) -> None:
    make_committee(3, scene.institutions.rivage)
    asked = scene.submitted()
    item = WorkItem.objects.get(subject=asked.pk, closed_at=None)
    assert item.due_on is not None

    with move_to(item.due_on + timedelta(days=1)):
        tick()

    after = get(asked)
    assert (after.state, after.forwarded_in_silence) == (ReplanningState.ESCALATED, False)


def test_what_is_opened_while_a_new_date_is_asked_for_opens_paused(
    scene: Scene, amina: User, farid: User
) -> None:
    asked = scene.submitted()

    fire(scene.activity, "start", actor=farid)

    opened = WorkItem.objects.get(subject=scene.activity.pk, closed_at=None)
    assert opened.paused_at is not None
    assert "infructueux" in opened.pause_reason
    fire(asked, "refuse", actor=amina, inputs=REASON)
    after = WorkItem.objects.get(pk=opened.pk)
    assert (after.paused_at, after.pause_reason) == (None, "")


def test_nothing_is_paused_once_it_is_decided(scene: Scene, amina: User, farid: User) -> None:
    scene.accepted("fin septembre 2027", by=amina)

    fire(scene.activity, "start", actor=farid)

    assert WorkItem.objects.get(subject=scene.activity.pk, closed_at=None).paused_at is None
