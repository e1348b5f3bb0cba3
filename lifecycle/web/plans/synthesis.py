"""The synthesis of a collection: what became of every proposal, for everybody to add up."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lifecycle.selectors.synthesis import read_synthesis
from lifecycle.web.plans.reading import get_plan_or_404


@require_safe
def show_synthesis(request: HttpRequest, code: str) -> HttpResponse:
    """Show the counts by outcome, and whether they add up to the last proposal."""
    plan = get_plan_or_404(code)
    title = _("What became of the proposals")
    return render(
        request,
        "lifecycle/plans/synthesis.html",
        {
            "plan": plan,
            "title": title,
            "synthesis": read_synthesis(plan),
            "crumbs": [
                {"words": _("Plans"), "url": reverse("plan_list")},
                {"words": plan.code, "url": reverse("plan", args=[plan.code])},
                {"words": title, "url": ""},
            ],
        },
    )
