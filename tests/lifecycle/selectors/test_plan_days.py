"""Where plans and their stages stand, for everything that depends on their days."""

import pytest
from pytest_django import DjangoAssertNumQueries

from lifecycle.models import ActionPlan
from lifecycle.selectors.plan_days import read_plan_days
from lifecycle.vocabulary import PlanState, StageCode
from tests.factories import make_plan
from workflow.clock import current_clock

pytestmark = pytest.mark.django_db


def test_any_number_of_plans_is_read_in_one_statement(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    plans = [make_plan(), make_plan("MA-3")]
    with_none = ActionPlan.objects.create(
        code="MA-4",
        kind="plan",
        state=PlanState.IN_IMPLEMENTATION.value,
        entered_at=current_clock().now(),
        title_fr="Quatrième plan",
    )
    today = current_clock().today()

    with django_assert_num_queries(1):
        days = read_plan_days([*(plan.pk for plan in plans), with_none.pk], today=today)

    assert days.keys() == {*(plan.pk for plan in plans), with_none.pk}
    first, other, bare = (days[plan.pk] for plan in (*plans, with_none))
    assert first == other
    assert first.window_open
    assert StageCode.COLLECTION in first.open_stages
    collection = plans[0].stages.get(code=StageCode.COLLECTION)
    assert first.milestones["stage_end:collection"] == collection.closes_on
    # A plan whose stages are not set up is known all the same.
    assert (bare.state, bare.open_stages) == (PlanState.IN_IMPLEMENTATION, frozenset())
    assert set(bare.milestones.values()) == {None}
