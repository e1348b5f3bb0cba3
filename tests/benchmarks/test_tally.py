"""What is an error, what is an answer, and how long both took."""

import pytest

from benchmarks.crowd.tally import Tally
from benchmarks.crowd.visitor import Answer


def test_times_are_told_by_screen() -> None:
    tally = Tally()
    for milliseconds in range(1, 101):
        tally.record("plan", "/plans/", Answer(200, milliseconds / 1000), expected=200)

    (plan,) = tally.list_screens()

    assert (plan.name, plan.count, plan.errors, plan.stale) == ("plan", 100, 0, 0)
    assert (plan.p50_ms, plan.p95_ms) == (50.5, 95.0)


@pytest.mark.parametrize("status", [0, 302, 403, 404, 422, 429, 500, 503])
def test_whatever_was_not_expected_is_an_error_and_told(status: int) -> None:
    tally = Tally()

    assert not tally.record("plan", "/plans/", Answer(status, 0.1, problem="why"), expected=200)

    (plan,) = tally.list_screens()
    assert (plan.errors, plan.stale) == (1, 0)
    assert tally.list_problems() == [f"1 x /plans/: {status} why"]


def test_a_stale_form_is_answered_and_counted_apart() -> None:
    tally = Tally()

    assert not tally.record("send", "/do/admit/", Answer(409, 0.1), expected=302)

    (sent,) = tally.list_screens()
    assert (sent.errors, sent.stale) == (0, 1)
    assert tally.list_problems() == []
