"""The plans that receive proposals today."""

from datetime import date

from lifecycle.models import ActionPlan
from lifecycle.selectors.plan_days import read_plan_days
from lifecycle.vocabulary import PlanState


def list_receiving_plans(*, today: date) -> list[ActionPlan]:
    """Return the plans whose collection is open, the latest first, with their themes."""
    plans = list(
        ActionPlan.objects.filter(state=PlanState.CO_CREATION.value)
        .prefetch_related("themes")
        .order_by("-pk")
    )
    days = read_plan_days([plan.pk for plan in plans], today=today)
    return [plan for plan in plans if days[plan.pk].window_open]


def find_receiving_plan(code: str, *, today: date) -> ActionPlan | None:
    """Return the plan of this code, or the only one there is; None when one must be chosen."""
    plans = list_receiving_plans(today=today)
    if not code and len(plans) == 1:
        return plans[0]
    return next((plan for plan in plans if plan.code == code), None)
