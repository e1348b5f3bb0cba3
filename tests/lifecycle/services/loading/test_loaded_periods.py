"""The periods and windows a plan file tells of give their due days, and move as promised."""

from datetime import date

import pytest

from lifecycle.models import (
    ActionPlan,
    Activity,
    Commitment,
    PlanStage,
)
from lifecycle.services.loading.plan_loader import load_plan
from lifecycle.services.loading.sources import read_source_file
from lifecycle.vocabulary import PeriodRole, StageState
from tests.lifecycle.services.loading.plans import FIRST, SECOND, SMALL, load
from workflow.clock import FixedClock, use_clock
from workflow.engine import fire
from workflow.models import User, WorkItem

pytestmark = pytest.mark.usefixtures("on_the_day_of_the_minutes")


def test_a_new_period_replaces_the_current_one_and_not_the_one_promised_first() -> None:
    load()

    load(SMALL.replace('"octobre 2020"', '"décembre 2020"'))

    train = Activity.objects.get(key="train")
    roles = dict(train.periods.values_list("role", "words"))
    assert roles == {
        PeriodRole.BASELINE: "octobre 2020",
        PeriodRole.SUPERSEDED: "octobre 2020",
        PeriodRole.CURRENT: "décembre 2020",
    }
    assert train.work_items.get().due_on == date(2020, 12, 31)


def test_a_period_that_already_has_a_cause_is_no_promise() -> None:
    load_plan(read_source_file(FIRST))

    training = Activity.objects.get(commitment__number=3, label="12")

    assert list(training.periods.values_list("role", "cause")) == [("current", "pandemic")]


def test_due_days_follow_the_counting_rule() -> None:
    load_plan(read_source_file(FIRST))

    terms = Activity.objects.get(commitment__number=7, key="terms")
    tests = Activity.objects.get(commitment__number=7, key="tests")
    assert terms.work_items.get().due_on == date(2020, 8, 3)
    assert tests.work_items.get().due_on == date(2020, 10, 28)


def test_a_commitment_is_due_with_the_last_of_its_activities() -> None:
    load()

    assert Commitment.objects.get().work_items.get().due_on == date(2020, 11, 30)


def test_what_is_undated_has_an_item_without_a_day() -> None:
    load_plan(read_source_file(FIRST))

    undated = Activity.objects.get(commitment__number=14, label="3")

    assert undated.work_items.get().due_on is None


def test_stages_overlap_and_stand_where_their_window_says() -> None:
    load_plan(read_source_file(FIRST))

    with use_clock(FixedClock.on(date(2020, 7, 15))):
        load_plan(read_source_file(SECOND))

    windows = PlanStage.objects.filter(opens_on__lte="2020-12-01", closes_on__gte="2020-12-01")
    assert windows.count() == 7
    assert set(PlanStage.objects.values_list("state", flat=True)) == {StageState.NOT_STARTED}


def test_a_window_that_people_moved_is_not_moved_back(claire: User) -> None:
    load_plan(read_source_file(FIRST))
    load_plan(read_source_file(SECOND))
    stage = PlanStage.objects.get(code="collection")
    moved = {"closes_on": "2020-11-30", "cause": "pandemic", "reason": "La collecte continue."}
    fire(stage.pk, "move_window", actor=claire, inputs=moved)

    report = load_plan(read_source_file(SECOND))

    stage.refresh_from_db()
    assert not report.has_changed_anything
    assert stage.closes_on == date(2020, 11, 30)
    assert stage.baseline_closes_on == date(2020, 10, 31)


def test_words_that_read_two_ways_span_their_readings_and_wait_to_be_settled() -> None:
    load_plan(read_source_file(FIRST))
    load_plan(read_source_file(SECOND))

    plan = ActionPlan.objects.get(code="MA-2")
    steps = plan.next_steps.filter(ambiguous=True)
    item = plan.work_items.get(kind="settle_period")
    assert [(step.earliest, step.latest) for step in steps] == [
        (date(2020, 9, 7), date(2020, 9, 20)),
        (date(2020, 9, 14), date(2020, 9, 28)),
    ]
    assert (item.desk, item.due_on) == ("ministry_team", date(2020, 7, 29))
    assert not item.ends_with_state


def test_the_report_names_the_words_that_read_two_ways_until_they_are_settled() -> None:
    load_plan(read_source_file(FIRST))

    first = load_plan(read_source_file(SECOND)).to_settle
    again = load_plan(read_source_file(SECOND)).to_settle

    assert [each.words for each in first] == [
        "2ème semaine de septembre 2020",
        "3ème & 4ème semaine de septembre 2020",
    ]
    assert again == first


@pytest.mark.parametrize(
    ("told", "anew"),
    [
        ('"octobre 2020"', "octobre"),
        ("progress: 70", "progress: 70\n    period: octobre"),
    ],
)
def test_a_new_period_that_reads_two_ways_waits_to_be_settled_too(told: str, anew: str) -> None:
    load()

    report = load(SMALL.replace(told, anew))

    asked = WorkItem.objects.filter(kind="settle_period", closed_at=None)
    assert [each.words for each in report.to_settle] == ["octobre"]
    assert asked.get().desk == "ministry_team"
