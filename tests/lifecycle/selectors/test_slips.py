"""A slip is told in months when these are whole, else in days."""

from datetime import date

import pytest
from django.utils.translation import override

from lifecycle.selectors.slips import Slip

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("planned_on", "now_on", "words"),
    [
        (date(2020, 12, 31), date(2021, 7, 31), "7 months later"),
        (date(2020, 12, 31), date(2021, 2, 28), "2 months later"),
        (date(2020, 12, 15), date(2021, 1, 15), "1 month later"),
        (date(2021, 2, 28), date(2020, 12, 31), "2 months earlier"),
        (date(2020, 12, 31), date(2021, 1, 1), "1 day later"),
        (date(2020, 12, 31), date(2021, 7, 15), "196 days later"),
        (date(2020, 12, 31), date(2020, 12, 29), "2 days earlier"),
        (date(2020, 12, 31), date(2020, 12, 31), ""),
    ],
)
def test_it_is_told_by_how_much(planned_on: date, now_on: date, words: str) -> None:
    with override("en"):
        assert Slip(planned_on, now_on).words == words
