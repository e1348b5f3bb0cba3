"""What a plan file tells of a commitment: its activities in order, its work, its indicators."""

from decimal import Decimal

import pytest

from lifecycle.models import (
    Activity,
    Commitment,
    IndicatorReading,
)
from lifecycle.services.loading.plan_loader import load_plan
from lifecycle.services.loading.sources import read_source_file
from tests.lifecycle.services.loading.plans import FIRST, SMALL, load

pytestmark = pytest.mark.usefixtures("on_the_day_of_the_minutes")


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
