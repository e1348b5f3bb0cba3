"""A plan file enters through the door: whole or not at all, and twice is as good as once."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from lifecycle.models import (
    ActionPlan,
    Activity,
    AwaitedParty,
    Commitment,
    IndicatorReading,
    PeriodRecord,
    PlanStage,
)
from lifecycle.services.loading.plan_loader import load_plan, load_sound_part
from lifecycle.services.loading.problems import LoadRefusedError
from lifecycle.services.loading.reports import LoadReport, Outcome
from lifecycle.services.loading.sources import read_source_file
from lifecycle.vocabulary import ActivityState, PeriodRole, PlanState, StageState
from tests.lifecycle.services.loading.files import DEMO, PLAN_HEAD, yaml_source
from workflow.clock import FixedClock, use_clock
from workflow.engine import fire
from workflow.history.verification import verify
from workflow.models import Event, EventKind, Institution, User, WorkItem

FIRST = DEMO / "plan-2018-2020.yaml"
SECOND = DEMO / "second-plan.yaml"

SMALL = """\
plan: {code: T-1, title: Plan, as_of: 2020-07-15, source_document: PV, state: in_implementation}
institutions:
  - {key: archives, side: government, names: [{since: 2018-01-01, name: Archives}]}
commitments:
  - number: 3
    title: Archives ouvertes
    lead: archives
    progress: 70
    activities:
      - {key: train, title: Former, state: planned, period: "octobre 2020"}
      - {key: assess, title: Evaluer, state: planned, after: train, period: "novembre 2020"}
"""


@pytest.fixture(autouse=True)
def on_the_day_of_the_minutes(db: None) -> Iterator[None]:
    """Load on the day the first plan tells of."""
    with use_clock(FixedClock.on(date(2020, 7, 15))):
        yield


def load(text: str = SMALL) -> LoadReport:
    return load_plan(yaml_source(text))


def test_the_first_plan_comes_in_with_its_check_figures() -> None:
    load_plan(read_source_file(FIRST))

    progress = list(Commitment.objects.values_list("declared_progress", flat=True))
    assert len(progress) == 18
    assert sum(progress) / len(progress) == 76.0
    assert progress.count(100) == 6


def test_everything_enters_by_a_load_event_with_its_source_and_day() -> None:
    load()

    events = Event.objects.order_by("subject", "seq")
    assert {(event.kind, event.name, event.source) for event in events} == {
        (str(EventKind.LOAD), "load", "")
    }
    assert '"as_of":"2020-07-15"' in events[0].body.json
    assert not verify().findings


def test_states_are_those_the_file_tells() -> None:
    load_plan(read_source_file(FIRST))

    plan = ActionPlan.objects.get(code="MA-1")
    assert plan.state == PlanState.IN_IMPLEMENTATION
    assert set(Activity.objects.values_list("state", flat=True)) == {
        ActivityState.PLANNED,
        ActivityState.IN_PROGRESS,
        ActivityState.IN_TEST,
        ActivityState.VERIFIED,
        ActivityState.CANCELLED,
    }


def test_a_second_run_changes_nothing_and_says_so() -> None:
    load()
    events = Event.objects.count()

    report = load()

    assert not report.has_changed_anything
    assert {line.outcome for line in report.lines} == {Outcome.UNCHANGED}
    assert Event.objects.count() == events


def test_both_plans_of_the_demonstration_are_idempotent() -> None:
    for path in (FIRST, SECOND, FIRST):
        load_plan(read_source_file(path))
    before = Event.objects.count()

    reports = [load_plan(read_source_file(path)) for path in (FIRST, SECOND)]

    assert not any(report.has_changed_anything for report in reports)
    assert Event.objects.count() == before


def test_what_changed_in_the_file_is_a_fact_of_the_history() -> None:
    load()

    report = load(SMALL.replace("progress: 70", "progress: 75"))

    commitment = Commitment.objects.get(number=3)
    fact = commitment.events.get(kind=str(EventKind.FACT))
    assert commitment.declared_progress == 75
    assert fact.name == "load.changed"
    assert '"columns":["declared_progress"]' in fact.body.json
    assert [(line.name, line.outcome) for line in report.remarkable] == [("3", Outcome.UPDATED)]


def test_what_people_changed_since_is_kept_and_reported(ilias_of_the_file: User) -> None:
    activity = Activity.objects.get(key="train")
    fire(activity.pk, "start", actor=ilias_of_the_file)

    report = load(SMALL.replace("title: Former", "title: Former les agents"))

    activity.refresh_from_db()
    (line, other) = report.remarkable
    assert activity.title_fr == "Former"
    assert (line.name, line.outcome) == ("3/train", Outcome.KEPT)
    assert "title_fr" in line.detail
    assert "in_progress" in other.detail


@pytest.fixture
def ilias_of_the_file(ilias: User) -> User:
    """Return the project lead at the archives, after the small file was loaded."""
    load()
    return ilias


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


def test_a_commitment_with_a_period_of_its_own_gets_the_remaining_activities() -> None:
    load_plan(read_source_file(FIRST))

    remaining = Activity.objects.filter(key="remaining").order_by("commitment__number")

    assert [each.commitment.number for each in remaining] == [9, 13, 15, 18]
    assert remaining[0].title_ar == "الأنشطة المتبقية"
    assert remaining[1].work_items.get().due_on is None


def test_labels_order_and_what_comes_before_are_kept() -> None:
    load_plan(read_source_file(FIRST))

    labels = Activity.objects.filter(commitment__number=14).order_by("rank")
    evaluation = Activity.objects.get(key="evaluation")
    assert [each.label for each in labels] == ["2", "6", "3", "4", "5"]
    assert [each.label for each in evaluation.after.all()] == ["12"]


def test_a_party_nobody_named_asks_the_owner_to_name_it() -> None:
    load_plan(read_source_file(FIRST))

    archives = Institution.objects.get(code="archives")
    party = AwaitedParty.objects.get(count=7)
    item = WorkItem.objects.get(subject=party.subject, kind="name_awaited_party")
    assert (item.desk, item.due_on) == (f"owner:{archives.pk}", None)
    assert not item.ends_with_state
    assert (item.ladder_id, item.anchor_on) == ("unnamed", date(2020, 7, 15))


def test_whoever_is_awaited_outside_is_asked_again_by_the_porter() -> None:
    load_plan(read_source_file(FIRST))

    reform = Institution.objects.get(code="dra")
    party = AwaitedParty.objects.get(named=True)
    item = WorkItem.objects.get(matter=str(party.pk))
    assert (item.kind, item.desk) == ("awaited_party", f"focal_point:{reform.pk}")


def test_whoever_is_not_told_any_more_has_answered_by_that_day() -> None:
    awaited = "awaited: [{who: départements, count: 7}]"
    load(SMALL.replace("key: train,", f"key: train, {awaited},"))
    fewer = awaited.replace("7", "4")

    load(
        SMALL.replace("key: train,", f"key: train, {fewer},").replace(
            "as_of: 2020-07-15", "as_of: 2020-09-01"
        )
    )

    parties = AwaitedParty.objects.order_by("since").values_list("count", "since", "answered_on")
    assert list(parties) == [
        (7, date(2020, 7, 15), date(2020, 9, 1)),
        (4, date(2020, 9, 1), None),
    ]
    items = WorkItem.objects.filter(kind="name_awaited_party").order_by("pk")
    assert [(each.anchor_on, each.closed_at is None) for each in items] == [
        (date(2020, 7, 15), False),
        (date(2020, 9, 1), True),
    ]


def test_work_can_exceed_the_plan_and_what_remains_is_planned() -> None:
    load_plan(read_source_file(FIRST))

    regions = Commitment.objects.get(number=5)
    events = Activity.objects.get(commitment__number=14, label="4")
    assert (regions.units_planned, regions.units_delivered) == (3, 12)
    assert (events.units_planned, events.units_delivered) == (5, 0)


def test_indicators_keep_their_readings_by_day() -> None:
    indicator = "indicators: [{name: Comptes, value: 1200, read_on: 2020-07-15}]"
    load(SMALL.replace("progress: 70", f"progress: 70\n    {indicator}"))
    later = indicator.replace("1200", "1300").replace("07-15", "10-15")

    load(SMALL.replace("progress: 70", f"progress: 70\n    {later}"))

    readings = IndicatorReading.objects.order_by("read_on").values_list("value", flat=True)
    assert list(readings) == [Decimal(1200), Decimal(1300)]


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


def test_a_plan_that_follows_another_needs_it_to_be_here() -> None:
    with pytest.raises(LoadRefusedError, match="load that one first") as caught:
        load_plan(read_source_file(SECOND))

    assert caught.value.problems[0].field == "plan.follows"
    assert caught.value.problems[0].line > 1
    assert not ActionPlan.objects.exists()


def test_plans_that_follow_each_other_in_a_circle_are_refused() -> None:
    load_plan(read_source_file(FIRST))
    load_plan(read_source_file(SECOND))
    circle = FIRST.read_text().replace("code: MA-1", "code: MA-1\n  follows: MA-2")

    with pytest.raises(LoadRefusedError, match="circle: MA-1 → MA-2 → MA-1"):
        load(circle)

    assert ActionPlan.objects.get(code="MA-1").previous is None


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("activities:\n      - {key: a, title: A, after: a}", "circle: 4/a → 4/a"),
        ("depends_on_plan: T-1", "circle: T-1 → T-1"),
    ],
)
def test_what_waits_for_itself_is_refused_and_nothing_is_written(wrong: str, words: str) -> None:
    text = f"{SMALL}  - number: 4\n    title: Autre\n    {wrong}\n"

    with pytest.raises(LoadRefusedError, match=words):
        load(text)

    assert not Event.objects.exists()


def test_one_bad_commitment_stops_the_whole_file_with_every_problem() -> None:
    bad = '  - {number: 4, title: "", progress: 140}\n  - {number: 5, lead: nobody, title: B}\n'

    with pytest.raises(LoadRefusedError) as caught:
        load(SMALL + bad)

    assert [(problem.line, problem.field) for problem in caught.value.problems] == [
        (12, "commitments[2].title"),
        (12, "commitments[2].progress"),
        (13, "commitments[3].lead"),
    ]
    assert not Event.objects.exists()


def test_the_sound_part_comes_in_when_asked_for_and_the_rest_is_named() -> None:
    bad = "  - {number: 4, title: B, progress: 140}\n"

    report = load_sound_part(yaml_source(SMALL + bad))

    assert list(Commitment.objects.values_list("number", flat=True)) == [3]
    assert [problem.field for problem in report.problems] == ["commitments[2].progress"]


def test_a_problem_of_the_plan_itself_cannot_be_left_out() -> None:
    with pytest.raises(LoadRefusedError, match="state"):
        load_sound_part(yaml_source(PLAN_HEAD.replace("T-1", "T-1, state: lost")))

    assert not ActionPlan.objects.exists()


def test_a_day_two_labels_share_is_refused() -> None:
    labels = 'labels: [{label: "2020-2022"}, {label: "2021-2023"}]'

    with pytest.raises(LoadRefusedError, match="2020-07-15"):
        load(SMALL.replace("plan: {code: T-1,", f"plan: {{code: T-1, {labels},"))


def test_progress_is_told_commitment_by_commitment() -> None:
    told: list[tuple[int, int]] = []

    load_plan(read_source_file(FIRST), progress=lambda done, total: told.append((done, total)))

    assert told[0] == (1, 18)
    assert told[-1] == (18, 18)


def test_a_plan_of_2020_comes_in_years_later() -> None:
    with use_clock(FixedClock.on(date(2026, 11, 25))):
        load()

    assert PeriodRecord.objects.filter(role=PeriodRole.CURRENT.value).count() == 2
    assert Activity.objects.get(key="train").work_items.get().due_on == date(2020, 10, 28)
