"""Several requests decided together, each on its own, with a result for each."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from lifecycle.selectors.replannings import ReplanningRead, list_requests, read_requests
from lifecycle.services.replannings_together import MOST_LINES
from lifecycle.web.access import answer_refusals, list_reasons
from lifecycle.web.replanning.together import require_team
from lifecycle.web.replanning.words import describe_read
from lifecycle.web.rights import read_grants
from workflow.engine import Result, fire_many
from workflow.models import Via

#: What can be done with several at once.
TOGETHER = (
    ("accept", gettext_lazy("Accept")),
    ("refuse", gettext_lazy("Refuse")),
    ("escalate", gettext_lazy("Send to the committee")),
)


class DecideForm(forms.Form):
    """What is decided on all that were ticked; a refusal says why."""

    decision = forms.ChoiceField(choices=TOGETHER)
    reason = forms.CharField(max_length=5_000, required=False, widget=forms.Textarea)

    def clean(self) -> dict[str, Any]:
        """Check that a refusal has its reason."""
        said = super().clean() or {}
        if said.get("decision") == "refuse" and not said.get("reason", "").strip():
            self.add_error("reason", _("Say why they are refused; everybody reads it."))
        return said


@require_POST
@answer_refusals()
def decide_together(request: HttpRequest) -> HttpResponse:
    """Decide on those that were ticked, and say what became of each."""
    person = require_team(request)
    chosen = _read_chosen(request)
    back_url = f"{reverse('replanning_list')}?state=submitted"
    form = DecideForm(request.POST)
    if not chosen or not form.is_valid():
        words = [str(said) for each in form.errors.values() for said in each]
        messages.warning(request, " ".join(words) or _("Choose at least one request first."))
        return HttpResponseRedirect(back_url)
    decision = form.cleaned_data["decision"]
    reason = {"reason": form.cleaned_data["reason"]} if decision == "refuse" else {}
    results = fire_many(
        [each.request.pk for each in chosen], decision, actor=person, inputs=reason, via=Via.WEB
    )
    after = {each.request.pk: each for each in _read(request, list(_list_ids(chosen)))}
    shown = {
        "outcomes": [_describe(after[each.subject_id], each) for each in results],
        "back_url": back_url,
        "crumbs": [
            {"words": _("New dates"), "url": reverse("replanning_list")},
            {"words": _("What became of each"), "url": ""},
        ],
    }
    return render(request, "lifecycle/replanning/results.html", shown)


def _read_chosen(request: HttpRequest) -> list[ReplanningRead]:
    posted = request.POST.getlist("request")
    keys = [int(text) for text in posted if text.isascii() and text.isdigit() and len(text) <= 9]
    return _read(request, keys[:MOST_LINES])


def _read(request: HttpRequest, keys: Sequence[int]) -> list[ReplanningRead]:
    found = list_requests(read_grants(request)).filter(pk__in=keys)
    return read_requests(found.select_related("replaces", "asked_by"))


def _list_ids(chosen: Sequence[ReplanningRead]) -> list[int]:
    return [each.request.pk for each in chosen]


def _describe(read: ReplanningRead, result: Result) -> dict[str, Any]:
    drawn = describe_read(read)
    if result.error is None:
        return {**drawn, "reasons": []}
    return {
        **drawn,
        "badge": {"kind": "blocked", "words": _("Not done")},
        "reasons": list_reasons(result.error),
    }
