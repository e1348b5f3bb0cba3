from collections.abc import Mapping
from datetime import date

import pytest
from django.utils.functional import Promise
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from tests.workflow.morocco_2020 import MOROCCO_2020
from workflow.deadlines import (
    Term,
    compute_due_on,
    compute_late_from,
    compute_period_due_on,
    compute_rung_on,
    compute_undated_since,
    first_of,
    is_late,
    list_milestones,
    milestone,
    stage_end,
    stage_start,
    working_days,
)
from workflow.exceptions import EmptyCalendarError
from workflow.periods import Period, PeriodKind, PeriodPrecision

pytestmark = pytest.mark.once

THURSDAY = date(2020, 7, 23)


def due(term: Term, anchor_on: date = THURSDAY, **milestones: date | None) -> date | None:
    return compute_due_on(term, anchor_on=anchor_on, calendar=MOROCCO_2020, milestones=milestones)


def due_with(term: Term, milestones: Mapping[str, date | None]) -> date | None:
    return compute_due_on(term, anchor_on=THURSDAY, calendar=MOROCCO_2020, milestones=milestones)


@pytest.mark.parametrize(
    ("count", "expected"),
    [(1, date(2020, 7, 24)), (4, date(2020, 7, 29)), (5, date(2020, 8, 3)), (6, date(2020, 8, 4))],
)
def test_a_term_of_working_days_skips_the_feasts(count: int, expected: date) -> None:
    assert due(working_days(count)) == expected


def test_a_term_that_waits_for_a_stage_counts_from_its_opening() -> None:
    term = working_days(1, not_before="opens")

    assert due(term, opens=date(2020, 8, 3)) == date(2020, 8, 4)
    assert due(term, opens=date(2020, 7, 1)) == date(2020, 7, 24)
    assert due(term, opens=None) is None


def test_the_end_of_a_stage_that_is_a_feast_moves_forward() -> None:
    term = stage_end("collection")

    assert due_with(term, {"stage_end:collection": date(2020, 7, 29)}) == date(2020, 7, 29)
    assert due_with(term, {"stage_end:collection": date(2020, 7, 30)}) == date(2020, 8, 3)
    assert due_with(term, {"stage_end:collection": None}) is None


def test_the_opening_of_a_stage_is_a_milestone_of_its_own() -> None:
    term = stage_start("council")

    assert list_milestones(term) == ("stage_start:council",)
    assert due_with(term, {"stage_start:council": date(2020, 8, 3)}) == date(2020, 8, 3)


def test_working_days_after_a_milestone_do_not_count_its_day() -> None:
    term = milestone("council_day", plus=5)

    assert due(term, council_day=date(2020, 7, 23)) == date(2020, 8, 3)
    assert due(term, council_day=None) is None


def test_a_milestone_alone_is_due_on_its_day() -> None:
    assert due(milestone("closing"), closing=date(2020, 8, 4)) == date(2020, 8, 4)
    assert due(milestone("closing"), closing=date(2020, 8, 1)) == date(2020, 8, 3)


def test_the_first_of_several_terms_ignores_those_without_a_date() -> None:
    term = first_of(working_days(20), milestone("next_committee"))

    assert due(term, next_committee=None) == due(working_days(20))
    assert due(term, next_committee=date(2020, 7, 27)) == date(2020, 7, 27)
    assert due(term, next_committee=date(2020, 12, 1)) == due(working_days(20))


def test_several_terms_without_any_date_are_undated() -> None:
    term = first_of(milestone("council_day"), stage_end("council"))

    assert due_with(term, {"council_day": None, "stage_end:council": None}) is None


def test_a_milestone_that_was_not_given_names_those_that_were() -> None:
    with pytest.raises(ValueError, match="unknown milestone 'council_day', expected one of: clos"):
        due(milestone("council_day"), closing=None)


def test_a_term_lists_each_milestone_it_needs_once() -> None:
    term = first_of(
        working_days(5, not_before="opens"), milestone("opens", plus=3), stage_end("council")
    )

    assert list_milestones(term) == ("opens", "stage_end:council")
    assert list_milestones(working_days(5)) == ()


def test_terms_that_say_nothing_are_refused_when_they_are_declared() -> None:
    with pytest.raises(ValueError, match="at least one working day"):
        working_days(0)
    with pytest.raises(ValueError, match="not by -1"):
        milestone("council_day", plus=-1)
    with pytest.raises(ValueError, match="at least two"):
        first_of(working_days(1))


def test_terms_are_compared_by_what_they_say() -> None:
    assert working_days(5) == working_days(5)
    assert len({stage_end("council"), stage_end("council"), stage_end("signature")}) == 2


@pytest.mark.parametrize(
    ("term", "words"),
    [
        (working_days(1), "1 working day"),
        (working_days(10), "10 working days"),
        (
            working_days(10, not_before="opening"),
            "10 working days, counted from the opening at the earliest",
        ),
        (stage_end("collection"), "until the end of the stage collection"),
        (milestone("opening"), "until the opening"),
        (milestone("opening", plus=1), "1 working day after the opening"),
        (
            first_of(working_days(20), milestone("opening")),
            "whichever comes first: 20 working days; until the opening",
        ),
    ],
)
def test_a_term_describes_itself_when_it_is_read(term: Term, words: str) -> None:
    described = term.describe({"opening": "the opening"})

    assert isinstance(described, Promise)
    with override("en"):
        assert str(described) == words


def test_due_on_a_feast_named_by_day_is_asked_for_on_the_next_working_day() -> None:
    day = date(2020, 7, 30)
    period = Period("30 juillet 2020", PeriodKind.DAY, PeriodPrecision.DAY, day, day)

    due_on = compute_period_due_on(period, MOROCCO_2020)

    assert due_on == date(2020, 8, 3)
    assert [compute_rung_on(due_on, n, MOROCCO_2020) for n in (5, 10, 15)] == [
        date(2020, 8, 10),
        date(2020, 8, 18),
        date(2020, 8, 27),
    ]


def test_due_in_a_month_is_asked_for_on_its_last_working_day_and_late_after_the_month() -> None:
    october = Period(
        "octobre 2020",
        PeriodKind.MONTH,
        PeriodPrecision.MONTH,
        date(2020, 10, 1),
        date(2020, 10, 31),
    )

    due_on = compute_period_due_on(october, MOROCCO_2020)

    assert due_on == date(2020, 10, 28)
    assert compute_late_from(due_on, october.latest) == date(2020, 11, 1)
    assert [compute_rung_on(due_on, n, MOROCCO_2020) for n in (5, 10, 15)] == [
        date(2020, 11, 9),
        date(2020, 11, 16),
        date(2020, 11, 24),
    ]


def test_warnings_before_the_due_day_count_working_days_backwards() -> None:
    assert compute_rung_on(date(2020, 8, 3), -3, MOROCCO_2020) == date(2020, 7, 27)
    assert compute_rung_on(date(2020, 8, 3), 0, MOROCCO_2020) == date(2020, 8, 3)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (PeriodKind.DAY, date(2020, 8, 3)),
        (PeriodKind.RANGE, date(2020, 8, 3)),
        (PeriodKind.WEEK_OF_MONTH, date(2020, 7, 29)),
        (PeriodKind.PART_OF_MONTH, date(2020, 7, 29)),
        (PeriodKind.MONTH, date(2020, 7, 29)),
        (PeriodKind.MONTH_RANGE, date(2020, 7, 29)),
    ],
)
def test_words_that_name_days_move_forward_and_longer_spans_move_back(
    kind: PeriodKind, expected: date
) -> None:
    period = Period("", kind, PeriodPrecision.NONE, date(2020, 7, 1), date(2020, 7, 31))

    assert compute_period_due_on(period, MOROCCO_2020) == expected


def test_an_undated_period_has_no_due_day() -> None:
    period = Period("reportés", PeriodKind.NO_VISIBILITY)

    assert compute_period_due_on(period, MOROCCO_2020) is None


@pytest.mark.parametrize(
    ("on", "late"),
    [
        (date(2020, 10, 28), False),
        (date(2020, 10, 31), False),
        (date(2020, 11, 1), True),
    ],
)
def test_late_begins_the_day_after_the_month_not_after_the_reminder(on: date, late: bool) -> None:
    assert is_late(date(2020, 10, 28), date(2020, 10, 31), on=on) is late


@pytest.mark.parametrize(
    ("on", "late"),
    [
        (date(2020, 7, 31), False),
        (date(2020, 8, 3), False),
        (date(2020, 8, 4), True),
    ],
)
def test_late_begins_the_day_after_the_moved_day(on: date, late: bool) -> None:
    assert is_late(date(2020, 8, 3), date(2020, 7, 30), on=on) is late


def test_without_a_last_day_late_begins_the_day_after_the_due_day() -> None:
    assert not is_late(date(2020, 8, 3), None, on=date(2020, 8, 3))
    assert is_late(date(2020, 8, 3), None, on=date(2020, 8, 4))


def test_what_has_no_due_day_is_never_late() -> None:
    assert not is_late(None, None, on=date(2020, 8, 4))


def test_an_undated_item_ages_from_when_it_was_recorded_or_from_its_announced_start() -> None:
    assert compute_undated_since(date(2020, 7, 15), None) == date(2020, 7, 15)
    assert compute_undated_since(date(2020, 7, 15), date(2020, 10, 1)) == date(2020, 10, 1)
    assert compute_undated_since(date(2020, 7, 15), date(2020, 6, 1)) == date(2020, 7, 15)


def test_a_deadline_past_the_calendar_is_refused() -> None:
    with pytest.raises(EmptyCalendarError):
        due(working_days(200))


@given(
    first=st.integers(1, 60),
    second=st.integers(1, 60),
    anchor=st.dates(date(2020, 1, 1), date(2020, 9, 1)),
)
def test_the_first_of_two_terms_is_never_after_either(
    first: int, second: int, anchor: date
) -> None:
    one, other = working_days(first), working_days(second)

    both = due(first_of(one, other), anchor)
    dates = [day for day in (due(one, anchor), due(other, anchor)) if day is not None]

    assert both in {due(one, anchor), due(other, anchor)}
    assert all(both is not None and both <= each for each in dates)


@given(last_day=st.dates(date(2020, 2, 1), date(2020, 11, 30)), names_days=st.booleans())
def test_the_first_reminder_is_never_after_late(last_day: date, names_days: bool) -> None:
    kind = PeriodKind.DAY if names_days else PeriodKind.MONTH
    period = Period("", kind, PeriodPrecision.NONE, last_day, last_day)

    due_on = compute_period_due_on(period, MOROCCO_2020)

    assert due_on is not None
    assert not is_late(due_on, last_day, on=due_on)
    assert (due_on >= last_day) if names_days else (due_on <= last_day)
