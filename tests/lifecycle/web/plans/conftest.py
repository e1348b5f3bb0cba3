"""The real plans, loaded on the day of the minutes that tell of them."""

from collections.abc import Callable, Iterator
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
def shared_first_plan(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[], ActionPlan]]:
    """Load the first plan once for a module all of whose tests look at it."""
    with share(load_first_plan, django_db_blocker) as copy:
        yield copy


@pytest.fixture
def first_plan(minutes_day: None, shared_first_plan: Callable[[], ActionPlan]) -> ActionPlan:
    """Return the plan of 2018-2020 with its 18 commitments."""
    return shared_first_plan()


@pytest.fixture(scope="module")
def shared_second_plan(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[], ActionPlan]]:
    """Load both plans once for a module all of whose tests look at the second."""
    with share(load_second_plan, django_db_blocker) as copy:
        yield copy


@pytest.fixture
def second_plan(minutes_day: None, shared_second_plan: Callable[[], ActionPlan]) -> ActionPlan:
    """Return the plan that was being made, with its overlapping stages, after the first one."""
    return shared_second_plan()


def load_first_plan() -> ActionPlan:
    """Load the plan of 2018-2020 on the day of the minutes."""
    with use_clock(FixedClock.on(MINUTES_ON)):
        load_plan(read_source_file(DEMO / "plan-2018-2020.yaml"))
    return ActionPlan.objects.get(code="MA-1")


def load_second_plan() -> ActionPlan:
    """Load the plan that follows the first one, which it needs."""
    load_first_plan()
    with use_clock(FixedClock.on(MINUTES_ON)):
        load_plan(read_source_file(DEMO / "second-plan.yaml"))
    return ActionPlan.objects.get(code="MA-2")
