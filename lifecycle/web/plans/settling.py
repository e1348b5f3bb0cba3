"""Settle the periods of a plan that read more than one way, on one page."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lifecycle.models import ActionPlan
from lifecycle.selectors.ambiguous import Ambiguous, find_ambiguous, list_ambiguous
from lifecycle.selectors.period_words import format_days
from lifecycle.services.periods import require_settler, settle
from lifecycle.web.access import answer_refusals, require_person
from lifecycle.web.transitions import NUMBER_MAX_LENGTH
from workflow.exceptions import InputError
from workflow.models import Via


def _go_back(code: str, *_args: object, **_kwargs: object) -> str:
    return reverse("period_settle", args=[code])


@require_safe
@answer_refusals()
def show_ambiguous(request: HttpRequest, code: str) -> HttpResponse:
    """Show each period that reads more than one way, with a button for each reading."""
    plan = _get_plan(code)
    require_settler(require_person(request))
    return render(
        request,
        "lifecycle/plans/settle.html",
        {
            "plan": plan,
            "periods": [_describe(each) for each in list_ambiguous(plan)],
            "crumbs": [
                {"words": _("Plans"), "url": reverse("plan_list")},
                {"words": plan.code, "url": reverse("plan", args=[code])},
                {"words": _("Periods to settle"), "url": ""},
            ],
        },
    )


@require_POST
@answer_refusals(back=_go_back)
def settle_one(request: HttpRequest, code: str, of: str, pk: int) -> HttpResponse:
    """Keep the reading that was chosen, on the version that was read."""
    plan = _get_plan(code)
    person = require_person(request)
    period = find_ambiguous(plan, of, pk)
    if period is None:
        raise Http404
    settle(
        period,
        reading=_read_number(request, "reading"),
        actor=person,
        expect=_read_number(request, "expect"),
        via=Via.WEB,
    )
    messages.success(request, _("Settled: “%(words)s”.") % {"words": period.words})
    return HttpResponseRedirect(_go_back(code))


def _get_plan(code: str) -> ActionPlan:
    plan = ActionPlan.objects.filter(code=code).first()
    if plan is None:
        raise Http404
    return plan


def _read_number(request: HttpRequest, name: str) -> int:
    posted = request.POST.get(name, "")
    if not posted.isdecimal() or len(posted) > NUMBER_MAX_LENGTH:
        raise InputError({name: [_("Choose one of the readings.")]})
    return int(posted)


def _describe(each: Ambiguous) -> dict[str, Any]:
    return {
        "of": each.of,
        "pk": each.pk,
        "about": each.about,
        "words": each.words,
        "version": each.version,
        "readings": [format_days(*reading) for reading in each.readings],
    }
