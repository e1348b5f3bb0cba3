"""Whoever a plan file awaits has an item, and has answered once it is told no more."""

from datetime import date

import pytest

from lifecycle.models import (
    AwaitedParty,
)
from lifecycle.services.loading.plan_loader import load_plan
from lifecycle.services.loading.sources import read_source_file
from tests.lifecycle.services.loading.plans import FIRST, SMALL, load
from workflow.models import Institution, WorkItem

pytestmark = pytest.mark.usefixtures("on_the_day_of_the_minutes")


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
