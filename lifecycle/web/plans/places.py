"""Where a plan, a stage, a commitment or an activity is shown, and how it is called there."""

from dataclasses import dataclass, field

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from lifecycle.models import (
    ActionPlan,
    Activity,
    Commitment,
    Consultation,
    Council,
    PlanStage,
    Replanning,
)
from lifecycle.selectors.late_words import name_activity


@dataclass(frozen=True)
class Place:
    """A subject of a plan by its name, the page it is shown on, and the way there."""

    words: str
    url: str
    crumbs: list[dict[str, str]] = field(default_factory=list)


def find_place(code: str, subject_id: int) -> Place:
    """Return where a subject of this plan is shown.

    Raises:
        Http404: it is no part of the plan.
    """
    plan = ActionPlan.objects.filter(code=code).first()
    if plan is None:
        raise Http404
    if plan.pk == subject_id:
        return _place_of_plan(plan)
    stage = PlanStage.objects.filter(pk=subject_id, plan=plan).first()
    if stage is not None:
        return Place(stage.label, f"{_place_of_plan(plan).url}#stages", _place_of_plan(plan).crumbs)
    consultation = Consultation.objects.filter(pk=subject_id, plan=plan).first()
    if consultation is not None:
        url = reverse("consultation", args=[consultation.pk])
        crumbs = [*_place_of_plan(plan).crumbs, {"words": consultation.title, "url": url}]
        return Place(consultation.title, url, crumbs)
    council = Council.objects.filter(pk=subject_id, plan=plan).first()
    if council is not None:
        return _place_of_council(plan, council)
    replanning = Replanning.objects.filter(pk=subject_id, commitment__plan=plan).first()
    if replanning is not None:
        about = _find_commitment(plan, replanning.target_id)
        url = reverse("replanning", args=[replanning.pk])
        return Place(about.words, url, [*about.crumbs, {"words": _("New date"), "url": url}])
    return _find_commitment(plan, subject_id)


def _place_of_plan(plan: ActionPlan) -> Place:
    url = reverse("plan", args=[plan.code])
    crumbs = [
        {"words": _("Plans"), "url": reverse("plan_list")},
        {"words": plan.code, "url": url},
    ]
    return Place(str(plan), url, crumbs)


def _place_of_council(plan: ActionPlan, council: Council) -> Place:
    words = _("Council file %(reference)s") % {"reference": council.reference}
    url = reverse("council", args=[council.pk])
    return Place(words, url, [*_place_of_plan(plan).crumbs, {"words": words, "url": url}])


def _find_commitment(plan: ActionPlan, subject_id: int) -> Place:
    commitment = Commitment.objects.filter(pk=subject_id, plan=plan).first()
    activity = None
    if commitment is None:
        activity = (
            Activity.objects.select_related("commitment")
            .filter(pk=subject_id, commitment__plan=plan)
            .first()
        )
        if activity is None:
            raise Http404
        commitment = activity.commitment
    url = reverse("commitment", args=[plan.code, commitment.number])
    crumbs = [
        *_place_of_plan(plan).crumbs,
        {"words": _("Commitment %(number)d") % {"number": commitment.number}, "url": url},
    ]
    if activity is None:
        return Place(str(commitment), url, crumbs)
    own_url = reverse("activity", args=[activity.pk])
    return Place(
        str(activity), own_url, [*crumbs, {"words": name_activity(activity), "url": own_url}]
    )
