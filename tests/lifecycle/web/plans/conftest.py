"""The real plans, loaded on the day of the minutes that tell of them."""

from collections.abc import Iterator
from datetime import date

import pytest
from pytest_django import DjangoDbBlocker

from lifecycle.models import ActionPlan
from lifecycle.services.loading.plan_loader import load_plan
from lifecycle.services.loading.sources import read_source_file
from tests.lifecycle.services.loading.files import DEMO
from tests.shared_scenes import share
from workflow.clock import FixedClock, use_clock

MINUTES_ON = date(2020, 7, 15)


@pytest.fixture
def minutes_day(db: None) -> Iterator[None]:
    """Stand still on the day of the minutes."""
    with use_clock(FixedClock.on(MINUTES_ON)):
        yield


@pytest.fixture(scope="module")
def shared_first_plan(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Load the first plan once for a module all of whose tests look at it."""
    with share(load_first_plan, django_db_blocker):
        yield


@pytest.fixture
def first_plan(minutes_day: None) -> ActionPlan:
    """Return the plan of 2018-2020 with its 18 commitments, loaded unless the module shares it."""
    if not ActionPlan.objects.filter(code="MA-1").exists():
        load_first_plan()
    return ActionPlan.objects.get(code="MA-1")


def load_first_plan() -> None:
    """Load the plan of 2018-2020 on the day of the minutes."""
    with use_clock(FixedClock.on(MINUTES_ON)):
        load_plan(read_source_file(DEMO / "plan-2018-2020.yaml"))


@pytest.fixture
def second_plan(first_plan: ActionPlan) -> ActionPlan:
    """Return the plan that was being made, with its overlapping stages."""
    load_plan(read_source_file(DEMO / "second-plan.yaml"))
    return ActionPlan.objects.get(code="MA-2")
