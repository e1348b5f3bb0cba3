"""The committee decides on a new date: by its round, or by its minutes; the lead when late."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import QuerySet

from lifecycle.models import Membership, Replanning
from lifecycle.phases.replanning import HALF_AND_MORE
from lifecycle.services import delegations
from lifecycle.services.replannings_together import Line, ask_together
from lifecycle.vocabulary import AttachmentPurpose, MembershipBody, ReplanningState, Side
from tests.cast import Institutions, make_member
from tests.lifecycle.machines.carrying import document_of
from tests.lifecycle.machines.replanning_scene import (
    PROMISED,
    REASON,
    Scene,
    at,
    get,
    list_seated,
    make_committee,
    move_to,
    read_periods,
)
from workflow.clock import current_clock
from workflow.engine import confirm, decide, fire
from workflow.exceptions import TransitionForbiddenError, TransitionRefusedError
from workflow.models import Round, Seat, User, Verdict, WorkItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(institutions: Institutions, farid: User, emna: User) -> Scene:
    """Return the archives, their focal point and their owner."""
    return Scene(institutions, farid, emna)


def say(asked: Replanning, person: User, verdict: Verdict) -> None:
    """Let a member say what they think of it."""
    seat = Seat.objects.get(round__subject=asked.pk, round__name="committee", person=person)
    comment = "Trop tard." if verdict is Verdict.OBJECT else ""
    decide(seat, verdict=verdict, actor=person, comment=comment)


def test_more_than_half_of_the_committee_accepts_beyond(scene: Scene, amina: User) -> None:
    first, second, _third = make_committee(3, scene.institutions.rivage)
    asked = scene.escalated(by=amina)

    say(asked, first, Verdict.APPROVE)
    after_one = get(asked).state
    say(asked, second, Verdict.APPROVE)

    errand = WorkItem.objects.get(subject=scene.activity.pk, role="ministry_lead", closed_at=None)
    assert after_one == ReplanningState.ESCALATED
    assert get(asked).state == ReplanningState.ACCEPTED
    assert read_periods(scene.activity.pk)["current"] == ["mars 2029"]
    assert errand.kind == "keep_amend_or_withdraw"


def test_the_committee_refuses_with_what_its_members_said(scene: Scene, amina: User) -> None:
    first, second, _third = make_committee(3, scene.institutions.rivage)
    asked = scene.escalated(by=amina)

    say(asked, first, Verdict.OBJECT)
    say(asked, second, Verdict.OBJECT)

    assert get(asked).state == ReplanningState.REFUSED
    assert read_periods(scene.activity.pk)["current"] == [PROMISED]


def test_members_concerned_and_members_without_a_mandate_are_not_seated(
    scene: Scene, amina: User
) -> None:
    (sits,) = make_committee(1, scene.institutions.rivage)
    for number, (institution, ends_on) in enumerate(
        [
            (scene.institutions.archives, None),
            (scene.institutions.rivage, current_clock().today() - timedelta(days=1)),
        ]
    ):
        person = User.objects.create_user(f"out{number}@example.org", display_name="Out")
        Membership.objects.create(
            person=person,
            body=MembershipBody.COMMITTEE.value,
            institution=institution,
            starts_on=date(2018, 1, 1),
            ends_on=ends_on,
        )

    asked = scene.escalated(by=amina)

    assert list_seated(asked) == [sits.pk]


@pytest.mark.parametrize("concerned", ["asker", "porter", "sitting_for_it"])
def test_who_asked_and_who_is_concerned_stands_in_for_no_member(
    scene: Scene, amina: User, concerned: str
) -> None:
    member, *_others = make_committee(3, scene.institutions.rivage)
    people = {
        "asker": scene.farid,
        "porter": scene.emna,
        "sitting_for_it": make_member(
            "Sana", MembershipBody.COMMITTEE, scene.institutions.archives
        ),
    }
    stand_in, today = people[concerned], current_clock().today()
    delegations.create(actor=member, delegate=stand_in, starts_on=today, ends_on=today)
    asked = scene.escalated(by=amina)
    seat = Seat.objects.get(round__subject=asked.pk, round__name="committee", person=member)

    with pytest.raises(TransitionForbiddenError, match=r"Separation of duties|Séparation"):
        decide(seat, verdict=Verdict.APPROVE, actor=stand_in, on_behalf_of=member)


def test_somebody_else_stands_in_for_a_member(scene: Scene, amina: User, karim: User) -> None:
    member, *_others = make_committee(3, scene.institutions.rivage)
    today = current_clock().today()
    delegations.create(actor=member, delegate=karim, starts_on=today, ends_on=today)
    asked = scene.escalated(by=amina)
    seat = Seat.objects.get(round__subject=asked.pk, round__name="committee", person=member)

    decide(seat, verdict=Verdict.APPROVE, actor=karim, on_behalf_of=member)

    assert seat.decisions.get().decided_by == karim


def test_partners_read_with_the_committee_and_are_not_seated(scene: Scene, amina: User) -> None:
    sits, observes = make_committee(2, scene.institutions.rivage)
    Membership.objects.filter(person=observes).update(side=Side.PARTNER.value)

    asked = scene.escalated(by=amina)

    assert list_seated(asked) == [sits.pk]


def test_without_a_committee_to_ask_it_stays_where_it_is(scene: Scene, amina: User) -> None:
    asked = scene.submitted("mars 2029")

    with pytest.raises(TransitionRefusedError, match="no one holds a seat"):
        fire(asked, "escalate", actor=amina)

    assert get(asked).state == ReplanningState.SUBMITTED


@pytest.mark.parametrize(
    ("name", "end"), [("settle_accept", "accepted"), ("settle_refuse", "refused")]
)
def test_the_lead_settles_what_the_committee_leaves_undecided(
    name: str, end: str, scene: Scene, amina: User, claire: User
) -> None:
    make_committee(1, scene.institutions.rivage)
    asked = scene.escalated(by=amina)
    due_on = WorkItem.objects.get(subject=asked.pk, closed_at=None).due_on
    assert due_on is not None

    with move_to(due_on), pytest.raises(TransitionRefusedError, match="committee decides until"):
        fire(asked, name, actor=claire, inputs=REASON)
    with move_to(due_on + timedelta(days=1)):
        fire(asked, name, actor=claire, inputs=REASON)

    assert get(asked).state == end
    assert not WorkItem.objects.filter(subject=asked.pk, closed_at=None).exists()


def minutes_of(asked: Replanning, person: User) -> dict[str, Any]:
    """Return what is recorded of the minutes of the committee, with their scan."""
    return {
        "paper_number": "12/2026",
        "paper_on": "2026-11-20",
        "paper_capacity": "Comité de pilotage",
        "paper_scan": document_of(asked, AttachmentPurpose.PAPER_ACT, actor=person),
    }


@pytest.mark.parametrize("start", ["submitted", "escalated"])
@pytest.mark.parametrize(
    ("name", "end", "more"),
    [("committee_accepts", "accepted", {}), ("committee_refuses", "refused", REASON)],
)
def test_what_the_committee_decided_in_its_minutes_is_recorded_by_two(
    name: str,
    end: str,
    more: dict[str, str],
    start: str,
    scene: Scene,
    amina: User,
    bilal: User,
) -> None:
    asked = at(start, scene, amina)
    fire(asked, name, actor=amina, inputs={**minutes_of(asked, amina), **more})
    confirm(Round.objects.get(subject=asked.pk, kind="countersign", outcome="").pk, actor=bilal)

    assert get(asked).state == end


@pytest.mark.parametrize(
    ("name", "now", "more"),
    [("committee_accepts", "fin septembre 2027", {}), ("committee_refuses", PROMISED, REASON)],
)
def test_what_was_recorded_moves_the_date_or_leaves_it_and_lets_what_waits_run_again(
    name: str, now: str, more: dict[str, str], scene: Scene, amina: User, bilal: User
) -> None:
    asked = scene.submitted()
    fire(asked, name, actor=amina, inputs={**minutes_of(asked, amina), **more})
    paused = list(list_paused(scene))

    confirm(Round.objects.get(subject=asked.pk, kind="countersign", outcome="").pk, actor=bilal)

    assert paused
    assert not list_paused(scene).exists()
    assert read_periods(scene.activity.pk)["current"] == [now]


def list_paused(scene: Scene) -> QuerySet[WorkItem]:
    """Return what waits for the request about the activity."""
    return WorkItem.objects.filter(
        subject=scene.activity.pk, closed_at=None, paused_at__isnull=False
    )


#: How minutes end a request, and what is said with it.
RECORDED: list[tuple[str, dict[str, str]]] = [
    ("committee_accepts", {}),
    ("committee_refuses", REASON),
]


@pytest.fixture
def own_request(scene: Scene, amina: User) -> Replanning:
    """Return a request that Amina of the ministry made herself."""
    lines = [Line(scene.activity.pk, "décembre 2027")]
    (asked,) = ask_together(lines, cause="pandemic", reason="Confinement.", actor=amina)
    return asked


@pytest.mark.parametrize(("name", "more"), RECORDED)
def test_whoever_asked_records_no_minutes_about_it(
    name: str, more: dict[str, str], own_request: Replanning, amina: User
) -> None:
    given = {**minutes_of(own_request, amina), **more}

    with pytest.raises(TransitionForbiddenError, match="person who asked for the new date"):
        fire(own_request, name, actor=amina, inputs=given)

    assert not Round.objects.filter(subject=own_request.pk).exists()


@pytest.mark.parametrize(("name", "more"), RECORDED)
def test_whoever_asked_confirms_no_minutes_about_it(
    name: str, more: dict[str, str], own_request: Replanning, amina: User, bilal: User
) -> None:
    given = {**minutes_of(own_request, bilal), **more}
    fire(own_request, name, actor=bilal, inputs=given)
    opened = Round.objects.get(subject=own_request.pk, kind="countersign", outcome="")

    with pytest.raises(TransitionForbiddenError, match="person who asked for the new date"):
        confirm(opened.pk, actor=amina)

    assert get(own_request).state == ReplanningState.SUBMITTED


def test_minutes_about_what_the_ministry_carries_are_recorded_by_the_ministry(
    scene: Scene, amina: User, bilal: User
) -> None:
    for person in (amina, bilal):
        Membership.objects.create(
            person=person,
            body=MembershipBody.STAFF.value,
            institution=scene.institutions.archives,
            starts_on=date(2018, 1, 1),
        )
    asked = scene.submitted()

    fire(asked, "committee_accepts", actor=amina, inputs=minutes_of(asked, amina))
    confirm(Round.objects.get(subject=asked.pk, kind="countersign", outcome="").pk, actor=bilal)

    assert get(asked).state == ReplanningState.ACCEPTED


YES, NO, ASIDE = Verdict.APPROVE, Verdict.OBJECT, Verdict.ABSTAIN


@pytest.mark.parametrize(
    ("verdicts", "passes"),
    [
        ([YES, YES, NO], True),
        ([YES, NO, NO], False),
        ([YES, NO, ASIDE], False),
        ([YES, YES, ASIDE, ASIDE], False),
        ([YES, YES, NO, ASIDE, ASIDE], True),
        ([YES, ASIDE, ASIDE], False),
        ([YES], True),
    ],
)
def test_a_decision_needs_more_than_half_of_the_seats_and_more_yes_than_no(
    verdicts: list[Verdict], passes: bool
) -> None:
    assert HALF_AND_MORE.passes(verdicts) is passes
