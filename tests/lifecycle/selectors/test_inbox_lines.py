"""A line of the inbox: who hears of it next, until when it is hidden, whose words it bears."""

from datetime import date

import pytest

from lifecycle.models import Proposal
from lifecycle.selectors.inbox import (
    Filters,
    Whose,
    has_set_aside,
    read_inbox,
)
from lifecycle.services.pauses import pause
from lifecycle.services.snoozes import snooze
from lifecycle.services.work_items import claim
from lifecycle.vocabulary import ProposalState
from tests.factories import make_plan, proposal_in
from tests.lifecycle.many import make_many
from tests.lifecycle.selectors.inbox_reading import ONE_DAY, TODAY, read
from workflow.clock import FixedClock, current_clock, use_clock
from workflow.models import LADDER_CLIMBED, User, WorkItem
from workflow.permissions import load_grants
from workflow.sweep import sweep

pytestmark = pytest.mark.django_db


def test_a_line_says_who_hears_of_it_next_and_when(amina: User) -> None:
    proposal_in(ProposalState.SUBMITTED)
    today = current_clock().today()

    (item,) = read_inbox(load_grants(amina), Filters(), today=today).items

    assert item.due_on is not None
    assert item.next_rung_on is not None
    assert item.next_rung_on > item.due_on
    assert item.next_role == "ministry_lead"


def test_nobody_hears_of_what_is_past_its_last_rung(amina: User) -> None:
    (climbed,) = make_many(make_plan(), 1, due_on=TODAY - 60 * ONE_DAY)
    with use_clock(FixedClock.on(TODAY)):
        sweep()

    (item,) = read(amina)

    climbed.refresh_from_db()
    assert climbed.next_rung == LADDER_CLIMBED
    assert (item.next_rung_on, item.next_role) == (None, None)


def test_before_the_sweep_and_after_it_a_line_says_the_same(amina: User) -> None:
    (item,) = make_many(make_plan(), 1, due_on=TODAY + 3 * ONE_DAY)
    (before,) = read(amina)
    with use_clock(FixedClock.on(TODAY)):
        sweep()

    (after,) = read(amina)

    item.refresh_from_db()
    # The first rung tells the team itself, which is no escalation; the second tells the lead.
    assert (item.next_rung, item.next_rung_on) == ("R1", TODAY + 3 * ONE_DAY)
    assert before.next_rung == after.next_rung
    assert after.next_role == "ministry_lead"


def test_a_day_that_the_sweep_counted_is_told_as_it_stands(amina: User) -> None:
    (item,) = make_many(make_plan(), 1, due_on=TODAY)
    WorkItem.objects.filter(pk=item.pk).update(next_rung="R2", next_rung_on=date(2026, 3, 27))

    (read_item,) = read(amina)

    assert (read_item.next_rung_on, read_item.next_role) == (date(2026, 3, 27), "ministry_lead")


def test_what_has_no_day_says_who_hears_that_it_ages(amina: User) -> None:
    (item,) = make_many(make_plan(), 1)
    WorkItem.objects.filter(pk=item.pk).update(ladder="undated", anchor_on=date(2020, 7, 15))

    with use_clock(FixedClock.on(date(2020, 8, 1))):
        (described,) = read_inbox(load_grants(amina), Filters(), today=date(2020, 8, 1)).items

    assert (described.next_rung_on, described.next_role) == (date(2020, 8, 17), "focal_point")


def test_nothing_escalates_while_another_party_has_the_pen(amina: User) -> None:
    (item,) = make_many(make_plan(), 1, due_on=TODAY)
    pause(item, reason="La Direction du budget relit.", actor=amina)

    (described,) = read(amina)

    assert described.is_paused
    assert described.next_rung is None


def test_what_was_set_aside_is_hidden_until_its_day(amina: User) -> None:
    today = current_clock().today()
    proposal_in(ProposalState.SUBMITTED)
    item = claim(WorkItem.objects.get(desk="ministry_team"), actor=amina)
    snooze(item, until=today + ONE_DAY, actor=amina)
    grants, aside = load_grants(amina), Filters(whose=Whose.ASIDE)

    assert read_inbox(grants, Filters(), today=today).items == []
    assert has_set_aside(grants, today=today)
    assert len(read_inbox(grants, aside, today=today).items) == 1
    assert len(read_inbox(grants, Filters(), today=today + ONE_DAY).items) == 1
    assert not has_set_aside(grants, today=today + ONE_DAY)


def test_a_line_bears_the_words_of_its_author_and_the_code_of_the_plan(amina: User) -> None:
    plan = make_plan("MA-9")
    make_many(plan, 1)

    (item,) = read(amina)

    proposal = Proposal.objects.get(pk=item.subject_id)
    assert (item.title, item.language, item.plan) == (proposal.title, "fr", "MA-9")
