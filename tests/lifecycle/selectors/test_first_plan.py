"""The plan of 2018-2020 as it stood on 15 July 2020: what is complete, late, undated, and how far.

It is loaded once and read on three days; what is read holds no database any more.
"""

from datetime import date

import pytest

from lifecycle.models import ActionPlan
from lifecycle.selectors.commitments import CommitmentRead, list_commitments
from lifecycle.selectors.plans import compute_figures
from lifecycle.services.loading.plan_loader import load_plan
from lifecycle.services.loading.sources import read_source_file
from lifecycle.vocabulary import ActivityState, CancelReason, CommitmentState
from lifecycle.vocabulary.situations import Situation
from tests.lifecycle.services.loading.files import DEMO
from workflow.clock import FixedClock, use_clock

MINUTES_ON = date(2020, 7, 15)
AUTUMN = date(2020, 11, 15)
YEARS_LATER = date(2024, 1, 15)

Reads = dict[date, dict[int, CommitmentRead]]
_READ: Reads = {}


@pytest.fixture
def first_plan(db: None) -> Reads:
    """Return the commitments by number, as they stand on each of the three days."""
    if not _READ:
        with use_clock(FixedClock.on(MINUTES_ON)):
            load_plan(read_source_file(DEMO / "plan-2018-2020.yaml"))
        plan = ActionPlan.objects.get()
        for day in (MINUTES_ON, AUTUMN, YEARS_LATER):
            reads = list_commitments(plan.pk, on=day)
            _READ[day] = {each.commitment.number: each for each in reads}
    return _READ


def test_the_mean_is_that_of_the_minutes(first_plan: Reads) -> None:
    reads = list(first_plan[MINUTES_ON].values())
    declared = [each.commitment.declared_progress for each in reads]

    figures = compute_figures(reads)

    assert (figures.commitments, figures.mean_progress, figures.late) == (18, 76.0, 0)
    assert (sum(declared), declared.count(100)) == (1368, 6)


def test_done_is_not_declared_and_declared_is_not_complete(first_plan: Reads) -> None:
    training = first_plan[YEARS_LATER][16]

    assert training.commitment.declared_progress == 100
    assert training.commitment.declared_complete is None
    assert training.situation == Situation.SETTLED
    assert first_plan[MINUTES_ON][1].situation == Situation.DONE


@pytest.mark.parametrize("day", [MINUTES_ON, AUTUMN, YEARS_LATER])
def test_what_missed_its_moment_is_over_and_never_late(first_plan: Reads, day: date) -> None:
    budget = first_plan[day][11]

    (report,) = budget.lines
    assert report.activity.cancel_reason == CancelReason.WINDOW_MISSED
    assert (report.situation, budget.days_late) == (Situation.CANCELLED, 0)
    assert budget.situation == Situation.DONE_WITH_CANCELLATIONS


def test_what_another_body_did_did_not_miss_its_moment(first_plan: Reads) -> None:
    bodies = first_plan[MINUTES_ON][14]

    cancelled = [
        line.activity for line in bodies.lines if line.activity.state == ActivityState.CANCELLED
    ]
    assert [each.cancel_reason for each in cancelled] == [CancelReason.DONE_BY_OTHER_BODY]
    assert cancelled[0].done_by_fr == "Ministère de l'Intérieur"


def test_more_than_was_planned_is_told_as_more(first_plan: Reads) -> None:
    environment = first_plan[MINUTES_ON][5]

    assert (environment.commitment.units_planned, environment.commitment.units_delivered) == (3, 12)
    assert environment.delivered_percent == 400


def test_what_remains_after_completion_never_makes_it_late(first_plan: Reads) -> None:
    environment = first_plan[YEARS_LATER][5]

    assert environment.commitment.state == CommitmentState.COMPLETED
    assert environment.situation == Situation.DONE
    assert environment.lines[0].situation == Situation.RESIDUAL


@pytest.mark.parametrize("number", [9, 13, 15, 18])
def test_a_period_of_the_commitment_itself_is_answered_for(first_plan: Reads, number: int) -> None:
    lines = first_plan[MINUTES_ON][number].lines

    assert [line.activity.key for line in lines if line.activity.key == "remaining"] == [
        "remaining"
    ]


def test_labels_are_no_ranks(first_plan: Reads) -> None:
    bodies = first_plan[MINUTES_ON][14]

    assert [line.activity.label for line in bodies.lines] == ["2", "6", "3", "4", "5"]


def test_what_has_no_date_is_neither_late_nor_on_time(first_plan: Reads) -> None:
    undated = {
        (number, line.situation)
        for number in (4, 13, 15)
        for line in first_plan[YEARS_LATER][number].lines
        if line.activity.state != ActivityState.VERIFIED
    }

    assert undated == {(number, Situation.UNDATED) for number in (4, 13, 15)}


def test_in_the_autumn_what_was_due_is_late_and_what_is_awaited_is_blocked(
    first_plan: Reads,
) -> None:
    autumn = first_plan[AUTUMN]

    assert [autumn[number].situation for number in (7, 9, 10)] == [Situation.LATE] * 3
    assert autumn[3].lines[0].situation == Situation.BLOCKED
    assert (autumn[7].lines[0].days_late, autumn[7].lines[2].days_late) == (104, 15)
