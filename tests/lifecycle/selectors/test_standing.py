"""Where activities and commitments stand: derived, so every rule is a value in and a value out."""

from datetime import date

import pytest

from lifecycle.selectors.standing import (
    ActivityFacts,
    CommitmentFacts,
    assess_activity,
    assess_commitment,
    compute_delivered,
    compute_progress,
    compute_slip,
    count_days_late,
)
from lifecycle.vocabulary import ActivityState, CommitmentState, ProgressPolicy
from lifecycle.vocabulary.situations import Situation
from tests.workflow.morocco_2020 import MOROCCO_2020
from workflow.periods import Period, read_period

pytestmark = pytest.mark.once

TODAY = date(2020, 7, 15)


def period(words: str) -> Period:
    return read_period(words, today=TODAY, language="fr")


def activity(
    words: str = "", *, state: str = ActivityState.PLANNED, **values: object
) -> ActivityFacts:
    return ActivityFacts(state=state, period=period(words) if words else None, **values)  # type: ignore[arg-type]


def commitment(*activities: ActivityFacts, **values: object) -> CommitmentFacts:
    facts: dict[str, object] = {"state": CommitmentState.IN_PROGRESS, **values}
    return CommitmentFacts(activities=activities, **facts)  # type: ignore[arg-type]


def assess(facts: ActivityFacts | CommitmentFacts, on: date = TODAY) -> Situation:
    if isinstance(facts, ActivityFacts):
        return assess_activity(facts, on=on, calendar=MOROCCO_2020)
    return assess_commitment(facts, on=on, calendar=MOROCCO_2020)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2020, 10, 13), Situation.PLANNED),
        (date(2020, 10, 14), Situation.DUE),
        (date(2020, 10, 28), Situation.DUE),
        (date(2020, 10, 31), Situation.DUE),
        (date(2020, 11, 1), Situation.LATE),
    ],
)
def test_a_month_is_due_ten_working_days_before_and_late_only_once_it_is_over(
    day: date, expected: Situation
) -> None:
    october = activity("octobre 2020")

    found = assess(october, on=day)

    assert found == expected


def test_a_day_that_is_a_holiday_is_late_only_after_the_next_working_day() -> None:
    throne_day = activity("30 juillet 2020")

    assert assess(throne_day, on=date(2020, 8, 3)) == Situation.DUE
    assert assess(throne_day, on=date(2020, 8, 4)) == Situation.LATE


def test_what_has_no_date_is_never_on_schedule_and_never_late() -> None:
    undated = activity("pas de visibilité pour les dates")
    open_start = activity("à partir d'octobre 2020")

    assert assess(undated, on=date(2030, 1, 1)) == Situation.UNDATED
    assert assess(open_start, on=date(2030, 1, 1)) == Situation.UNDATED


def test_whoever_is_awaited_blocks_until_the_last_day_is_past() -> None:
    blocked = activity("19-27 octobre 2020", awaited=4)

    assert assess(blocked) == Situation.BLOCKED
    assert assess(blocked, on=date(2020, 11, 2)) == Situation.LATE


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (ActivityState.VERIFIED, Situation.DONE),
        (ActivityState.REPORTED_DONE, Situation.REPORTED),
        (ActivityState.CANCELLED, Situation.CANCELLED),
    ],
)
def test_what_ended_is_never_late(state: str, expected: Situation) -> None:
    ended = activity("juillet 2020", state=state)

    assert assess(ended, on=date(2030, 1, 1)) == expected


def test_what_remains_after_completion_never_makes_a_commitment_late() -> None:
    residual = activity("septembre 2020", is_residual=True)
    complete = commitment(residual, state=CommitmentState.COMPLETED, declared_progress=100)

    assert assess(residual, on=date(2030, 1, 1)) == Situation.RESIDUAL
    assert assess(complete, on=date(2030, 1, 1)) == Situation.DONE


def test_ninety_eight_percent_with_the_last_activity_cancelled_is_never_late() -> None:
    cancelled = activity("juillet 2020", state=ActivityState.CANCELLED)
    undeclared = commitment(cancelled, declared_progress=98)
    declared = commitment(
        cancelled, declared_progress=98, state=CommitmentState.COMPLETED_WITH_CANCELLATIONS
    )

    assert assess(undeclared, on=date(2030, 1, 1)) == Situation.SETTLED
    assert assess(declared, on=date(2030, 1, 1)) == Situation.DONE_WITH_CANCELLATIONS


def test_a_hundred_percent_that_nobody_declared_complete_is_not_completed() -> None:
    undeclared = commitment(declared_progress=100)

    assert assess(undeclared) == Situation.SETTLED


def test_a_commitment_shows_the_most_serious_of_its_activities() -> None:
    planned = activity("décembre 2020")
    undated = activity("pas de visibilité")
    late = activity("juin 2020")

    assert assess(commitment(planned)) == Situation.PLANNED
    assert assess(commitment(planned, undated)) == Situation.UNDATED
    assert assess(commitment(planned, undated, late)) == Situation.LATE


def test_an_activity_without_a_period_counts_with_that_of_its_commitment() -> None:
    silent = activity(state=ActivityState.IN_PROGRESS)

    assert assess(commitment(silent, period=period("octobre 2020"))) == Situation.PLANNED
    assert assess(commitment(silent)) == Situation.UNDATED


def test_without_known_working_days_civil_days_are_counted() -> None:
    july = activity("31 juillet 2020")

    due = assess_activity(july, on=date(2020, 7, 17), calendar=None)
    late = assess_activity(july, on=date(2020, 8, 1), calendar=None)

    assert (due, late) == (Situation.DUE, Situation.LATE)


def test_a_day_outside_the_calendar_is_counted_in_civil_days() -> None:
    far = activity("31 juillet 2050")

    assert assess(far) == Situation.PLANNED


def test_days_late_are_counted_from_the_last_day_that_counted() -> None:
    october = period("octobre 2020")

    assert count_days_late(october, on=date(2020, 10, 31), calendar=MOROCCO_2020) == 0
    assert count_days_late(october, on=date(2020, 11, 12), calendar=MOROCCO_2020) == 12
    assert count_days_late(period("pas de visibilité"), on=TODAY, calendar=MOROCCO_2020) == 0


def test_computed_progress_leaves_out_what_was_cancelled_or_remains() -> None:
    activities = [
        activity(state=ActivityState.VERIFIED),
        activity(state=ActivityState.IN_PROGRESS, progress=50),
        activity(state=ActivityState.PLANNED),
        activity(state=ActivityState.CANCELLED),
        activity(is_residual=True),
    ]

    assert compute_progress(activities) == 50
    assert compute_progress([]) is None


def test_what_was_cancelled_counts_as_not_done_where_the_plan_says_so() -> None:
    activities = [
        activity(state=ActivityState.VERIFIED),
        activity(state=ActivityState.CANCELLED, progress=80),
    ]

    assert compute_progress(activities, ProgressPolicy.CANCELLED_NOT_DONE) == 50
    assert compute_progress(activities, ProgressPolicy.WITHOUT_CANCELLED) == 100


def test_each_activity_counts_by_its_weight() -> None:
    activities = [
        activity(state=ActivityState.VERIFIED, weight=3),
        activity(state=ActivityState.PLANNED),
    ]

    assert compute_progress(activities) == 75


def test_nothing_is_computed_where_the_declared_progress_alone_is_told() -> None:
    activities = [activity(state=ActivityState.VERIFIED)]

    assert compute_progress(activities, ProgressPolicy.DECLARED) is None


@pytest.mark.parametrize(
    ("planned", "delivered", "percent"),
    [(3, 12, 400), (3, 1, 33), (3, 0, 0), (0, 5, None), (None, 5, None), (3, None, None)],
)
def test_what_was_delivered_is_never_cut_at_what_was_planned(
    planned: int | None, delivered: int | None, percent: int | None
) -> None:
    assert compute_delivered(planned, delivered) == percent


def test_the_slip_is_what_the_last_day_moved_by() -> None:
    assert compute_slip(period("octobre 2020"), period("décembre 2020")) == 61
    assert compute_slip(period("octobre 2020"), period("pas de visibilité")) is None
    assert compute_slip(None, period("octobre 2020")) is None
