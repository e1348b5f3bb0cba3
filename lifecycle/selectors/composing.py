"""Where dossiers are composed: the plan that is being made."""

from lifecycle.models import ActionPlan
from lifecycle.vocabulary import PlanState


def find_composing_plan(code: str) -> ActionPlan | None:
    """Return the plan of this code if it is being made; without a code, the latest that is."""
    plans = ActionPlan.objects.filter(state=PlanState.CO_CREATION.value)
    if code:
        plans = plans.filter(code=code)
    return plans.prefetch_related("themes").order_by("-pk").first()
