"""Work items that are paused, set aside or given another day: by whom, how long, what follows."""

import json
from datetime import date, timedelta

import pytest

from lifecycle.services.awaited import await_party
from lifecycle.services.extensions import EXTENDED, extend_item
from lifecycle.services.pauses import PAUSED, RESUMED, pause, resume
from lifecycle.services.snoozes import find_last_day, snooze, wake
from lifecycle.services.work_items import claim, hand_back
from lifecycle.vocabulary import ProposalState
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM
from tests.cast import Institutions
from tests.factories import proposal_in
from tests.lifecycle.machines.carrying import activity_in, commitment_in
from tests.lifecycle.machines.replanning_scene import Scene
from workflow.clock import FixedClock, current_clock, use_clock
from workflow.engine import fire
from workflow.exceptions import (
    InputError,
    StaleSubjectError,
    SubjectNotFoundError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import Escalation, Event, User, WorkItem
from workflow.sweep import sweep

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

ONE_DAY = timedelta(days=1)
#: Long after today, in the last year whose days off are known.
FAR = date(2031, 1, 6)
REASON = "Le ministère des Finances relit."


@pytest.fixture
def item(driss: User, amina: User) -> WorkItem:
    """Return what the team has to do about a submitted proposal."""
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    return WorkItem.objects.get(subject=proposal.pk, closed_at=None)


def sweep_on(day: date) -> None:
    """Let the clock do what it owes on that day."""
    with use_clock(FixedClock.on(day)):
        sweep()


def list_fired(item: WorkItem) -> list[tuple[int, str, str]]:
    """Return what became of each rung of the item, with its generation."""
    rows = Escalation.objects.filter(work_item=item).order_by("pk")
    return list(rows.values_list("generation", "rung", "standing"))


# ---- Another party has the pen.


def test_nothing_escalates_during_a_pause_and_then_the_highest_speaks(
    item: WorkItem, amina: User
) -> None:
    assert item.due_on is not None
    pause(item, reason=REASON, actor=amina)
    after = item.due_on + timedelta(days=30)

    sweep_on(after)
    during = list_fired(item)
    resume(item, actor=amina)
    sweep_on(after)

    item.refresh_from_db()
    assert during == []
    assert list_fired(item) == [(1, "R1", "skipped"), (1, "R2", "spoken")]
    assert (item.paused_at, item.pause_reason) == (None, "")


def test_a_pause_and_its_end_are_history(item: WorkItem, amina: User) -> None:
    paused = pause(item, reason=f"  {REASON} ", actor=amina)
    resume(item, actor=amina)

    events = Event.objects.filter(subject=item.subject_id, name__in=(PAUSED, RESUMED))
    first, last = events.order_by("seq")
    assert paused.pause_reason == REASON
    assert (first.name, last.name) == (PAUSED, RESUMED)
    assert json.loads(first.body.json)["reason"] == REASON
    assert first.actor == amina


def test_only_the_ministry_pauses_and_only_what_goes_on(
    item: WorkItem, amina: User, driss: User, karim: User
) -> None:
    with pytest.raises(TransitionForbiddenError):
        pause(item, reason=REASON, actor=driss)
    with pytest.raises(TransitionForbiddenError):
        pause(item, reason=REASON, actor=karim)
    with pytest.raises(InputError, match="pen"):
        pause(item, reason="  ", actor=amina)
    with pytest.raises(TransitionRefusedError):
        resume(item, actor=amina)
    with pytest.raises(SubjectNotFoundError):
        pause(0, reason=REASON, actor=amina)
    pause(item, reason=REASON, actor=amina)
    with pytest.raises(TransitionRefusedError):
        pause(item, reason=REASON, actor=amina)


def test_what_is_closed_is_neither_paused_nor_extended(
    item: WorkItem, amina: User, claire: User
) -> None:
    fire(item.subject_id, "admit", actor=amina)

    with pytest.raises(TransitionRefusedError):
        pause(item, reason=REASON, actor=amina)
    with pytest.raises(TransitionRefusedError):
        snooze(item, until=current_clock().today() + ONE_DAY, actor=amina)
    with pytest.raises(TransitionRefusedError):
        extend_item(item, due_on=FAR, reason=REASON, actor=claire)


def test_a_confirmation_has_no_other_day(item: WorkItem, amina: User, claire: User) -> None:
    inputs = {"code": "out_of_scope", "reason": "Hors sujet."}
    fire(item.subject_id, "refuse", actor=amina, inputs=inputs)
    asked = WorkItem.objects.get(subject=item.subject_id, round__isnull=False, closed_at=None)

    with pytest.raises(TransitionRefusedError, match="second"):
        pause(asked, reason=REASON, actor=amina)
    with pytest.raises(TransitionRefusedError, match="second"):
        extend_item(asked, due_on=FAR, reason=REASON, actor=claire)


# ---- Set aside.


def test_who_holds_it_sets_it_aside_and_it_escalates_all_the_same(
    item: WorkItem, amina: User
) -> None:
    with use_clock(FixedClock.on(date(2026, 3, 2))):
        WorkItem.objects.filter(pk=item.pk).update(due_on=date(2026, 3, 3))
        claim(item, actor=amina)

        aside = snooze(item, until=date(2026, 3, 10), actor=amina)
        last = find_last_day(date(2026, 3, 2))

    assert aside.snoozed_until == date(2026, 3, 10)
    assert last == date(2026, 3, 16)
    sweep_on(date(2026, 3, 3))
    assert list_fired(item) == [(1, "R1", "spoken")]


@pytest.mark.parametrize("until", [date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 17)])
def test_a_day_that_came_or_is_too_far_is_refused(item: WorkItem, amina: User, until: date) -> None:
    claim(item, actor=amina)

    with use_clock(FixedClock.on(date(2026, 3, 2))), pytest.raises(InputError):
        snooze(item, until=until, actor=amina)


def test_what_others_hold_is_not_set_aside(item: WorkItem, amina: User, bilal: User) -> None:
    until = current_clock().today() + ONE_DAY
    with pytest.raises(TransitionForbiddenError):
        snooze(item, until=until, actor=amina)
    claim(item, actor=amina)

    with pytest.raises(TransitionForbiddenError):
        snooze(item, until=until, actor=bilal)
    with pytest.raises(TransitionRefusedError):
        wake(item, actor=amina)


def test_what_is_handed_back_is_there_for_the_others(item: WorkItem, amina: User) -> None:
    claim(item, actor=amina)
    snooze(item, until=current_clock().today() + ONE_DAY, actor=amina)

    returned = hand_back(item, actor=amina)

    assert returned.snoozed_until is None


def test_it_can_be_shown_again_before_its_day(item: WorkItem, amina: User) -> None:
    claim(item, actor=amina)
    snooze(item, until=current_clock().today() + ONE_DAY, actor=amina)

    assert wake(item, actor=amina).snoozed_until is None


# ---- Another day.


def test_an_extension_begins_a_generation_whose_rungs_count_anew(
    item: WorkItem, claire: User
) -> None:
    assert item.due_on is not None
    sweep_on(item.due_on)
    new_day = item.due_on + timedelta(days=60)

    extended = extend_item(item, due_on=new_day, reason=REASON, actor=claire)
    sweep_on(new_day)

    assert (extended.due_on, extended.generation) == (new_day, 2)
    assert extended.is_extended
    assert extended.next_rung == ""
    assert list_fired(item) == [(1, "R1", "spoken"), (2, "R1", "spoken")]


def test_an_extension_is_history_with_both_days_and_the_reason(
    item: WorkItem, claire: User
) -> None:
    was = item.due_on
    assert was is not None

    extend_item(item, due_on=FAR, reason=REASON, actor=claire)

    event = Event.objects.get(subject=item.subject_id, name=EXTENDED)
    told = json.loads(event.body.json)
    assert (told["was_due_on"], told["due_on"]) == (was.isoformat(), FAR.isoformat())
    assert (told["reason"], told["task"]) == (REASON, "submitted")


def test_only_the_lead_gives_another_day_and_never_one_that_came(
    item: WorkItem, amina: User, claire: User
) -> None:
    today = current_clock().today()
    with pytest.raises(TransitionForbiddenError):
        extend_item(item, due_on=FAR, reason=REASON, actor=amina)
    with pytest.raises(InputError) as refused:
        extend_item(item, due_on=today, reason=" ", actor=claire)
    assert set(refused.value.errors) == {"due_on", "reason"}
    assert item.due_on is not None
    with pytest.raises(InputError):
        extend_item(item, due_on=item.due_on, reason=REASON, actor=claire)
    with pytest.raises(StaleSubjectError):
        extend_item(item, due_on=FAR, reason=REASON, actor=claire, expect=99)


def test_no_day_is_given_in_a_year_whose_days_off_are_not_known(
    item: WorkItem, claire: User
) -> None:
    with pytest.raises(InputError) as refused:
        extend_item(item, due_on=date(2099, 1, 5), reason=REASON, actor=claire)

    item.refresh_from_db()
    assert "2099" in refused.value.errors["due_on"][0]
    assert not item.is_extended


@pytest.mark.usefixtures("farid")
def test_what_had_no_day_climbs_the_ladder_of_what_has_one(
    claire: User, institutions: Institutions
) -> None:
    activity = activity_in("planned", commitment_in("in_progress", lead=institutions.archives))
    undated = WorkItem.objects.get(subject=activity, closed_at=None)

    extended = extend_item(undated, due_on=FAR, reason=REASON, actor=claire)

    assert undated.ladder_id == "undated"
    assert extended.ladder_id == "activity"


def test_a_new_period_that_is_accepted_ends_an_extension(
    amina: User, claire: User, farid: User, emna: User, institutions: Institutions
) -> None:
    with use_clock(FixedClock.on(date(2026, 11, 25))):
        scene = Scene(institutions, farid, emna)
        item = WorkItem.objects.get(subject=scene.activity, closed_at=None)
        extended = extend_item(item, due_on=date(2028, 3, 1), reason=REASON, actor=claire)
        scene.accepted("20 septembre 2027", by=amina)

    item.refresh_from_db()
    assert extended.is_extended
    assert (item.is_extended, item.due_on) == (False, date(2027, 9, 20))
    assert (item.generation, item.paused_at) == (extended.generation + 1, None)


@pytest.mark.usefixtures("farid")
def test_an_answer_that_is_awaited_ages_and_has_no_day_to_move(
    amina: User, claire: User, institutions: Institutions
) -> None:
    activity = activity_in("planned", commitment_in("in_progress", lead=institutions.archives))
    await_party(activity, actor=amina, institution=institutions.rivage)
    asked = WorkItem.objects.get(subject=activity, ladder__code="awaited", closed_at=None)

    with pytest.raises(TransitionRefusedError, match="ages"):
        extend_item(asked, due_on=FAR, reason=REASON, actor=claire)


def test_what_a_rung_opened_follows_the_task_it_is_about(item: WorkItem, claire: User) -> None:
    escalation = Escalation.objects.create(
        work_item=item, generation=1, rung="R9", fired_at=current_clock().now()
    )
    opened = WorkItem.objects.create(
        subject=item.subject,
        kind="escalated",
        role=MINISTRY_LEAD.code,
        desk=MINISTRY_LEAD.code,
        opened_at=item.opened_at,
        opened_by=item.opened_by,
        anchor_on=item.anchor_on,
        escalation=escalation,
    )

    with pytest.raises(TransitionRefusedError, match="about"):
        extend_item(opened, due_on=FAR, reason=REASON, actor=claire)
    extend_item(item, due_on=FAR, reason=REASON, actor=claire)

    opened.refresh_from_db()
    assert opened.closed_at is not None
    assert item.role == MINISTRY_TEAM.code
