"""What people decide about days while somebody else counts them: nothing is overwritten or lost."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from lifecycle.models import PeriodRecord, make_period_columns
from lifecycle.services.extensions import extend_item
from lifecycle.services.ladders import RungDraft, rewrite_ladder
from lifecycle.services.pauses import pause
from lifecycle.vocabulary import PeriodRole, ProposalState
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM
from tests.databases import Clone
from tests.factories import make_plan, proposal_in, someone
from tests.lifecycle.machines.carrying import activity_in, commitment_in
from tests.races import run_at_once
from tests.road import find_body
from tests.workflow.sweep.gaps import Gap
from workflow.clock import FixedClock, use_clock
from workflow.engine import fire
from workflow.engine.rescheduling import recount_due_days, reschedule
from workflow.escalations import release
from workflow.exceptions import TransitionRefusedError
from workflow.holiday_decisions import HolidayDecision, Outlook, decide_holiday, foresee_holiday
from workflow.holidays import decree_holiday
from workflow.models import (
    Announcement,
    Escalation,
    EscalationStanding,
    Event,
    Holiday,
    HolidayAction,
    HolidayChange,
    User,
    WorkingDay,
    WorkItem,
)
from workflow.periods import read_period
from workflow.sweep import sweep

TODAY, DUE, GIVEN = date(2020, 7, 15), date(2020, 8, 5), date(2020, 9, 1)
DECREE = HolidayDecision(HolidayAction.DECREED, "mourning", 2020, DUE, {"fr": "Deuil"})
REASON = "Le ministère des Finances relit."


def on(day: date, act: Callable[[], Any]) -> Callable[[], Any]:
    def run() -> Any:
        with use_clock(FixedClock.on(day)):
            return act()

    return run


@pytest.fixture
def lead(cloned_database: Clone) -> User:
    """Return the ministry lead."""
    with transaction.atomic():
        return someone(MINISTRY_LEAD)


@pytest.fixture
def item(lead: User) -> WorkItem:
    """Return the item of an activity that is due on the day that is decreed."""
    period = read_period("5 août 2020", today=TODAY, language="fr")
    with use_clock(FixedClock.on(TODAY)), transaction.atomic():
        activity = activity_in("planned", commitment_in("in_progress", lead=find_body()))
        PeriodRecord.objects.create(
            subject=activity,
            role=PeriodRole.CURRENT.value,
            recorded_on=TODAY,
            **make_period_columns(period),
        )
        reschedule([activity.pk], today=TODAY)
    return WorkItem.objects.get(subject=activity, closed_at=None)


@pytest.fixture
def proposed(lead: User) -> Escalation:
    """Return the first rung of an item, which waits for somebody to let it go."""
    with use_clock(FixedClock.on(date(2026, 3, 2))), transaction.atomic():
        _rewrite(lead, is_proposed=True)
        make_plan()
        proposal_in(ProposalState.SUBMITTED)
    item = WorkItem.objects.get(ladder__code="standard", closed_at=None)
    assert item.due_on is not None
    with use_clock(FixedClock.on(item.due_on)):
        sweep()
    return Escalation.objects.get(work_item=item)


def _rewrite(lead: User, *, is_proposed: bool) -> None:
    """Take the first rung of the ladder away, or let all of them be shown before they go."""
    first = RungDraft(0, ("ministry_team",), code="R1")
    rest = RungDraft(5, ("ministry_lead",), code="R2")
    rungs = [first, rest] if is_proposed else [rest]
    rewrite_ladder("standard", rungs=rungs, is_proposed=is_proposed, reason=REASON, actor=lead)


# ---- While the calendar is decided.


def test_a_day_that_is_given_while_the_calendar_is_decided_stands(
    item: WorkItem, lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    gap = Gap()
    gap.open_after("workflow.engine.rescheduling._list_moved", monkeypatch)
    extension = partial(extend_item, item, due_on=GIVEN, reason=REASON, actor=lead)

    change, extended = run_at_once(
        [
            on(TODAY, partial(decide_holiday, DECREE, today=TODAY)),
            on(TODAY, partial(gap.enter, extension)),
        ]
    )

    assert isinstance(change, HolidayChange)
    assert isinstance(extended, WorkItem)
    item.refresh_from_db()
    assert (item.is_extended, item.due_on) == (True, GIVEN)


def test_a_day_that_was_given_before_it_is_counted_is_not_moved_by_the_calendar(
    item: WorkItem, lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def count_after_an_extension(*, today: date) -> int:
        with use_clock(FixedClock.on(TODAY)):
            extend_item(item, due_on=GIVEN, reason=REASON, actor=lead)
        return recount_due_days(today=today)

    monkeypatch.setattr("workflow.holiday_decisions.recount", count_after_an_extension)

    change = decide_holiday(DECREE, today=TODAY)

    # The commitment is due with its activity, and moves with the day.
    moved = WorkItem.objects.exclude(pk=item.pk).filter(due_on=date(2020, 8, 6), closed_at=None)
    assert change.moved_items == moved.count()
    item.refresh_from_db()
    assert item.due_on == GIVEN


def test_what_opens_by_the_old_calendar_is_counted_by_the_new_one(
    lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = date(2026, 3, 2)
    with use_clock(FixedClock.on(day)), transaction.atomic():
        make_plan()
        team, proposal = someone(MINISTRY_TEAM), proposal_in(ProposalState.SUBMITTED)
    decree = replace(DECREE, year=2026, day=date(2026, 3, 4))
    gap = Gap()
    gap.open_after("workflow.engine.applying.get_known_calendar", monkeypatch)

    run_at_once(
        [
            on(day, partial(fire, proposal, "admit", actor=team)),
            on(day, partial(gap.enter, partial(decide_holiday, decree, today=day))),
        ]
    )

    assert WorkItem.objects.filter(subject=proposal.pk, closed_at=None).exists()
    assert HolidayChange.objects.count() == 1
    with transaction.atomic():
        assert recount_due_days(today=day) == 0


def test_days_off_that_are_added_at_once_are_both_counted(
    lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = [date(2026, 6, 3), date(2026, 6, 4)]
    first, second = (
        partial(decree_holiday, f"mourning-{day.day}", day, name_fr="Deuil", name_ar="", name_en="")
        for day in days
    )
    gap = Gap()
    # The numbers are written after that, and whoever counts too has added their day by then.
    gap.open_after("workflow.holidays._require_no_gap", monkeypatch)

    run_at_once([first, partial(gap.enter, second)])

    assert not gap.was_used
    assert not WorkingDay.objects.filter(day__in=days).exists()


def test_those_who_foresee_and_decide_at_once_wait_for_one_another(lead: User) -> None:
    feasts = Holiday.objects.filter(year=2026, kind="religious").order_by("-pk")
    moves = [
        HolidayDecision(HolidayAction.MOVED, each.code, 2026, date(2026, 11, number))
        for number, each in enumerate(feasts, start=10)
    ]
    foreseen = [partial(foresee_holiday, each, today=TODAY) for each in moves[:3]]

    *outlooks, change = run_at_once([*foreseen, partial(decide_holiday, moves[3], today=TODAY)])

    assert [type(each) for each in outlooks] == [Outlook] * 3
    assert isinstance(change, HolidayChange)


# ---- While a rung fires.


def test_what_fires_while_its_dossier_moves_on_is_closed_with_it(
    lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with use_clock(FixedClock.on(date(2026, 3, 2))), transaction.atomic():
        make_plan()
        team, proposal = someone(MINISTRY_TEAM), proposal_in(ProposalState.SUBMITTED)
    item = WorkItem.objects.get(subject=proposal, closed_at=None)
    assert item.due_on is not None
    gap = Gap()
    gap.open_after("workflow.sweep.batches.speak", monkeypatch)
    admit = partial(fire, proposal, "admit", actor=team)

    run_at_once([on(item.due_on, sweep), on(item.due_on, partial(gap.enter, admit))])

    assert not gap.was_used
    fired = Escalation.objects.get(work_item=item)
    item.refresh_from_db()
    assert item.closed_at is not None
    assert item.closed_by == Event.objects.get(subject=proposal, name="admit")
    # What the rung put on a desk meanwhile goes with the next sweep.
    with use_clock(FixedClock.on(item.due_on)):
        sweep()
    assert not WorkItem.objects.filter(escalation=fired, closed_at=None).exists()
    assert WorkItem.objects.filter(subject=proposal, closed_at=None).count() == 1


# ---- While a rung is let go.


def test_nothing_is_paused_between_being_looked_at_and_being_let_go(
    proposed: Escalation, lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    gap = Gap()
    gap.open_after("workflow.escalations._check_speaks", monkeypatch)
    pausing = partial(pause, proposed.work_item_id, reason=REASON, actor=lead)

    released, paused = run_at_once(
        [partial(release, proposed, actor=lead), partial(gap.enter, pausing)]
    )

    assert not gap.was_used
    assert released.standing == str(EscalationStanding.SPOKEN)
    assert paused.paused_at is not None
    assert Announcement.objects.filter(escalation=proposed).count() == 1


def test_a_rung_is_not_taken_away_between_being_looked_at_and_being_let_go(
    proposed: Escalation, lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    gap = Gap()
    gap.open_after("workflow.escalations._check_speaks", monkeypatch)
    taking = partial(_rewrite, lead, is_proposed=False)

    released, _taken = run_at_once(
        [partial(release, proposed, actor=lead), partial(gap.enter, taking)]
    )

    assert not gap.was_used
    assert released.standing == str(EscalationStanding.SPOKEN)
    assert Announcement.objects.filter(escalation=proposed).count() == 1


def test_what_is_given_another_day_meanwhile_is_not_let_go(
    proposed: Escalation, lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    gap = Gap()
    gap.open_after("workflow.engine.extending.choose_ladder", monkeypatch)
    extension = partial(
        extend_item, proposed.work_item_id, due_on=date(2031, 1, 6), reason=REASON, actor=lead
    )

    extended, refused = run_at_once(
        [extension, partial(gap.enter, partial(release, proposed, actor=lead))]
    )

    assert extended.generation == 2
    assert isinstance(refused, TransitionRefusedError)
    proposed.refresh_from_db()
    assert proposed.standing == str(EscalationStanding.PROPOSED)
    assert not Announcement.objects.filter(escalation=proposed).exists()


# ---- While the clock sweeps.


def test_nothing_fires_of_what_is_being_given_another_day(
    item: WorkItem, lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    gap = Gap()
    gap.open_after("workflow.engine.extending.choose_ladder", monkeypatch)
    extension = partial(extend_item, item, due_on=GIVEN, reason=REASON, actor=lead)
    with use_clock(FixedClock.on(TODAY)):
        sweep()
    fired, generation = Escalation.objects.filter(work_item=item).count(), item.generation

    run_at_once([on(date(2020, 8, 4), extension), on(DUE, partial(gap.enter, sweep))])
    with use_clock(FixedClock.on(DUE)):
        sweep()

    item.refresh_from_db()
    assert (item.generation, item.due_on) == (generation + 1, GIVEN)
    assert Escalation.objects.filter(work_item=item, generation=generation).count() == fired
