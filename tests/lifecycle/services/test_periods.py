"""A period that reads two ways is settled by the ministry team, once, and what is due follows."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.utils.translation import override

from lifecycle.models import ActionPlan, Activity, NextStep, PeriodRecord
from lifecycle.services.loading.plan_loader import load_plan
from lifecycle.services.periods import settle
from lifecycle.vocabulary import PeriodRole
from tests.lifecycle.services.loading.files import yaml_source
from workflow.clock import FixedClock, use_clock
from workflow.exceptions import (
    InputError,
    StaleSubjectError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import User

TEXT = """\
plan: {code: T-1, title: Plan, as_of: 2020-07-15, source_document: PV, state: in_implementation}
next_steps:
  - {what: Communication, period: "2ème semaine de septembre 2020"}
  - {what: Inscriptions, period: "3ème semaine de septembre 2020"}
commitments:
  - number: 1
    title: Archives
    activities:
      - {key: train, title: Former, period: "2ème semaine de septembre 2020"}
"""


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Let every sentence be read in the language it is written in."""
    with override("en"):
        yield


@pytest.fixture
def activity(db: None) -> Activity:
    """Return an activity in “the second week of September”."""
    with use_clock(FixedClock.on(date(2020, 7, 15))):
        load_plan(yaml_source(TEXT))
    return Activity.objects.get()


def current_of(activity: Activity) -> PeriodRecord:
    return activity.periods.get(role=PeriodRole.CURRENT.value)


def test_the_reading_that_was_meant_counts_from_now_on(activity: Activity, amina: User) -> None:
    ambiguous = current_of(activity)

    settle(ambiguous, reading=0, actor=amina)

    settled = current_of(activity)
    assert ambiguous.period.latest == date(2020, 9, 20)
    assert (settled.earliest, settled.latest) == (date(2020, 9, 7), date(2020, 9, 13))
    assert (settled.words, settled.cause) == (ambiguous.words, "settled")
    assert not settled.ambiguous


def test_what_was_promised_in_the_same_words_means_the_same(
    activity: Activity, amina: User
) -> None:
    settle(current_of(activity), reading=0, actor=amina)

    promised = activity.periods.get(role=PeriodRole.BASELINE.value)
    assert promised.latest == date(2020, 9, 13)
    assert not promised.ambiguous


def test_what_is_due_is_counted_anew(activity: Activity, amina: User) -> None:
    before = activity.work_items.get(kind="planned").due_on

    settle(current_of(activity), reading=0, actor=amina)

    item = activity.work_items.get(kind="planned")
    assert before == date(2020, 9, 18)
    assert (item.due_on, item.generation) == (date(2020, 9, 11), 2)


def test_the_errand_is_done_and_the_history_says_by_what(activity: Activity, amina: User) -> None:
    event = settle(current_of(activity), reading=1, actor=amina)

    item = activity.work_items.get(kind="settle_period")
    assert (event.name, event.actor) == ("period.settled", amina)
    assert item.closed_by == event


def test_the_errand_of_a_plan_lasts_until_its_last_step_is_settled(
    activity: Activity, amina: User
) -> None:
    plan = ActionPlan.objects.get()
    first, second = NextStep.objects.order_by("rank")
    settle(first, reading=0, actor=amina)
    still_open = plan.work_items.get(kind="settle_period").closed_at is None

    settle(second, reading=0, actor=amina)

    second.refresh_from_db()
    assert still_open
    assert plan.work_items.get(kind="settle_period").closed_at is not None
    assert second.latest == date(2020, 9, 20)


def test_a_period_is_settled_once(activity: Activity, amina: User) -> None:
    ambiguous = current_of(activity)
    settle(ambiguous, reading=0, actor=amina)

    with pytest.raises(TransitionRefusedError, match="settled already"):
        settle(ambiguous, reading=1, actor=amina)


def test_a_reading_nobody_offered_is_refused_with_those_that_are(
    activity: Activity, amina: User
) -> None:
    with pytest.raises(InputError, match="2020-09-07 – 2020-09-13"):
        settle(current_of(activity), reading=9, actor=amina)


def test_only_the_ministry_team_settles(activity: Activity, claire: User, driss: User) -> None:
    for person in (claire, driss):
        with pytest.raises(TransitionForbiddenError):
            settle(current_of(activity), reading=0, actor=person)

    assert current_of(activity).ambiguous


def test_a_stale_page_settles_nothing(activity: Activity, amina: User) -> None:
    with pytest.raises(StaleSubjectError):
        settle(current_of(activity), reading=0, actor=amina, expect=99)

    assert current_of(activity).ambiguous


def test_loading_the_same_words_again_leaves_the_settlement(
    activity: Activity, amina: User
) -> None:
    settle(current_of(activity), reading=0, actor=amina)

    report = load_plan(yaml_source(TEXT))

    assert not report.has_changed_anything
    assert current_of(activity).latest == date(2020, 9, 13)
