"""Where plans and their stages stand, for everything that depends on their days."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from lifecycle.models import ActionPlan
from lifecycle.selectors.plan_days import ask_plan_days, make_plan_days, read_plan_days
from lifecycle.vocabulary import PlanState, ProposalState, StageCode
from tests.factories import make_plan, proposal_in
from workflow.clock import current_clock

pytestmark = pytest.mark.django_db

FRIDAY, SATURDAY, SUNDAY, MONDAY, TUESDAY = (date(2020, 7, day) for day in (3, 4, 5, 6, 7))


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


@pytest.mark.parametrize(
    ("last_day", "today", "is_over"),
    [
        (FRIDAY, FRIDAY, False),
        (FRIDAY, SATURDAY, True),
        # A last day that is not worked moves to the next one that is.
        (SATURDAY, SUNDAY, False),
        (SATURDAY, MONDAY, False),
        (SATURDAY, TUESDAY, True),
        (None, TUESDAY, False),
    ],
)
def test_a_window_is_over_after_a_day_worked(
    last_day: date | None, today: date, *, is_over: bool
) -> None:
    plan = make_plan()
    collection = plan.stages.filter(code=StageCode.COLLECTION)
    collection.update(opens_on=date(2020, 6, 1), closes_on=last_day)

    days = read_plan_days([plan.pk], today=today)[plan.pk]

    assert (days.window_over, days.window_open) == (is_over, not is_over)


def test_it_is_the_same_asked_by_what_is_proposed_to_the_plans() -> None:
    plans = [make_plan(), make_plan("MA-3")]
    proposals = [proposal_in(ProposalState.SUBMITTED, plan=plan).pk for plan in plans]
    today = current_clock().today()

    around = make_plan_days(ask_plan_days([*proposals, proposals[0]], today).fetch())

    assert around == read_plan_days([plan.pk for plan in plans], today=today)
