"""Several requests decided together, each on its own, with a result for each."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lifecycle.selectors.replannings import ReplanningRead, list_requests, read_requests
from lifecycle.services.replannings_together import MOST_LINES
from lifecycle.web.access import answer_refusals, list_reasons
from lifecycle.web.replanning.listing import DecideForm, get_list_address, show_again
from lifecycle.web.replanning.together import require_team
from lifecycle.web.replanning.words import describe_read
from lifecycle.web.rights import read_grants
from workflow.engine import Result, fire_many
from workflow.models import Via


@require_POST
@answer_refusals()
def decide_together(request: HttpRequest) -> HttpResponse:
    """Decide on those that were ticked, and say what became of each."""
    person = require_team(request)
    chosen = _read_chosen(request)
    form = DecideForm(request.POST)
    is_complete = form.is_valid()
    if not chosen:
        form.add_error(None, _("Choose at least one request first."))
    if not chosen or not is_complete:
        return show_again(request, form, ticked=_list_ids(chosen))
    decision = form.cleaned_data["decision"]
    reason = {"reason": form.cleaned_data["reason"]} if decision == "refuse" else {}
    results = fire_many(
        [each.request.pk for each in chosen], decision, actor=person, inputs=reason, via=Via.WEB
    )
    after = {each.request.pk: each for each in _read(request, list(_list_ids(chosen)))}
    shown = {
        "outcomes": [_describe(after[each.subject_id], each) for each in results],
        "back_url": get_list_address(request),
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
