"""How progress is told: the ministry lead chooses the policy of a plan and weighs activities."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from lifecycle.models import ActionPlan, Commitment
from lifecycle.services import progress
from lifecycle.services.progress import REASON_MAX_LENGTH, WEIGHT_MAX
from lifecycle.vocabulary import ProgressPolicy
from lifecycle.web.access import answer_refusals
from lifecycle.web.forms import ReadForm, find_posted, find_status, run_or_complain
from lifecycle.web.people.rights import require_lead_reader
from lifecycle.web.plans.reading import get_plan_or_404
from workflow.models import Via


class PolicyForm(ReadForm):
    """How the progress of the commitments of a plan is told."""

    policy = forms.ChoiceField(
        label=gettext_lazy("How progress is told"),
        choices=ProgressPolicy.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("What porters declare is always shown beside it."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Public reason"),
        widget=forms.Textarea,
        max_length=REASON_MAX_LENGTH,
        required=False,
        help_text=gettext_lazy("Needed to tell the declared progress alone."),
    )


class WeightsForm(ReadForm):
    """How much each activity of a commitment counts."""

    def __init__(self, *args: Any, commitment: Commitment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for activity in commitment.activities.order_by("rank", "pk"):
            self.fields[f"weight_{activity.pk}"] = forms.IntegerField(
                label=" ".join(filter(None, (activity.label, activity.title, activity.site))),
                min_value=1,
                max_value=WEIGHT_MAX,
                initial=activity.weight,
            )

    @property
    def weights(self) -> dict[int, int]:
        """Return what was written, by activity."""
        prefix = "weight_"
        return {
            int(name.removeprefix(prefix)): value
            for name, value in self.cleaned_data.items()
            if name.startswith(prefix)
        }


def _back(code: str, *_rest: object, **_named: object) -> str:
    return reverse("plan_setup", args=[code])


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals(_back)
def set_policy(request: HttpRequest, code: str) -> HttpResponse:
    """Ask how progress is told on GET; keep it on POST."""
    actor, plan = require_lead_reader(request), get_plan_or_404(code)
    started = {
        "expect": plan.version,
        "policy": plan.progress_policy,
        "reason": plan.progress_reason,
    }
    form = PolicyForm(find_posted(request), initial=started)

    def act() -> object:
        return progress.set_policy(
            plan,
            policy=form.cleaned_data["policy"],
            reason=form.cleaned_data["reason"],
            expect=form.cleaned_data["expect"],
            actor=actor,
            via=Via.WEB,
        )

    return _ask(request, plan, form, act, title=_("How progress is told"))


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals(_back)
def set_weights(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask what each activity of a commitment weighs on GET; keep it on POST."""
    actor, plan = require_lead_reader(request), get_plan_or_404(code)
    commitment = Commitment.objects.filter(plan=plan, number=number).first()
    if commitment is None:
        raise Http404
    form = WeightsForm(
        find_posted(request), initial={"expect": commitment.version}, commitment=commitment
    )

    def act() -> object:
        return progress.set_weights(
            commitment,
            weights=form.weights,
            expect=form.cleaned_data["expect"],
            actor=actor,
            via=Via.WEB,
        )

    return _ask(request, plan, form, act, title=_("Weights of the activities"), about=commitment)


def _ask(
    request: HttpRequest,
    plan: ActionPlan,
    form: forms.Form,
    act: Callable[[], object],
    *,
    title: str,
    about: Commitment | None = None,
) -> HttpResponse:
    back_url = _back(plan.code)
    posted = request.method == "POST" and form.is_valid()
    if posted and run_or_complain(form, act) is not None:
        messages.success(request, _("It is recorded."))
        return HttpResponseRedirect(back_url)
    shown: dict[str, Any] = {
        "form": form,
        "title": title,
        "words": str(about or plan),
        "back_url": back_url,
        "crumbs": [
            {"words": _("Plans"), "url": reverse("plan_list")},
            {"words": plan.code, "url": reverse("plan", args=[plan.code])},
            {"words": _("Set-up"), "url": back_url},
            {"words": title, "url": ""},
        ],
    }
    status = find_status(form)
    return render(request, "lifecycle/plans/setup_form.html", shown, status=status)
