"""A plan file enters by the door, and twice is as good as once."""

from datetime import date

import pytest

from lifecycle.models import (
    ActionPlan,
    Activity,
    Commitment,
    PeriodRecord,
)
from lifecycle.services.loading.plan_loader import load_plan
from lifecycle.services.loading.reports import Outcome
from lifecycle.services.loading.sources import read_source_file
from lifecycle.vocabulary import ActivityState, PeriodRole, PlanState
from tests.lifecycle.services.loading.plans import FIRST, SECOND, SMALL, load
from workflow.clock import FixedClock, use_clock
from workflow.engine import fire
from workflow.history.verification import verify
from workflow.models import Event, EventKind, User

pytestmark = pytest.mark.usefixtures("on_the_day_of_the_minutes")


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
