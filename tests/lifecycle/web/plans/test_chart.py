"""Spans of days as percentages: from the left, and from the right in Arabic."""

from datetime import date

import pytest

from lifecycle.web.plans.chart import Row, Span, draw

pytestmark = pytest.mark.once

APRIL = Span(date(2026, 4, 1), date(2026, 4, 30), "current")
MAY = Span(date(2026, 5, 1), date(2026, 5, 31), "current")
FAR = date(2030, 1, 1)


def test_spans_share_one_line_of_time() -> None:
    chart = draw([Row("A", [APRIL]), Row("B", [MAY])], today=FAR, is_bidi=False)

    assert chart is not None
    first, second = (row.bars[0] for row in chart.rows)
    assert (first.x, first.width) == ("0.00%", "49.18%")
    assert (second.x, second.width) == ("49.18%", "50.82%")


def test_time_runs_leftwards_in_arabic() -> None:
    chart = draw([Row("A", [APRIL]), Row("B", [MAY])], today=FAR, is_bidi=True)

    assert chart is not None
    assert chart.rows[0].bars[0].x == "50.82%"
    assert chart.rows[1].bars[0].x == "0.00%"


def test_what_has_no_end_runs_to_the_end_of_the_chart() -> None:
    open_start = Span(date(2026, 5, 1), None, "current")

    chart = draw([Row("A", [APRIL]), Row("B", [open_start, MAY])], today=FAR, is_bidi=False)

    assert chart is not None
    assert chart.rows[1].bars[0].width == "50.82%"


def test_today_is_drawn_when_it_is_near() -> None:
    near = draw([Row("A", [APRIL])], today=date(2026, 4, 16), is_bidi=False)
    far = draw([Row("A", [APRIL])], today=FAR, is_bidi=False)

    assert near is not None
    assert far is not None
    assert near.today is not None
    assert near.today.x == "50.00%"
    assert far.today is None


@pytest.mark.parametrize(("years", "most"), [(1, 15), (3, 15), (12, 15)])
def test_a_long_chart_names_fewer_dates(years: int, most: int) -> None:
    span = Span(date(2026, 1, 1), date(2025 + years, 12, 31), "current")

    chart = draw([Row("A", [span])], today=FAR, is_bidi=False)

    assert chart is not None
    assert 1 <= len(chart.ticks) <= most


def test_rows_without_a_day_draw_nothing() -> None:
    assert draw([Row("A", [])], today=FAR, is_bidi=False) is None
