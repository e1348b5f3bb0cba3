"""Ladders: the list, and the page of one with an example, its uses and its history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from lifecycle.selectors.ladders import (
    Use,
    compute_base,
    compute_example,
    list_changes,
    list_uses,
    name_ladder,
    query_ladders,
    read_kept,
)
from lifecycle.web.access import answer_refusals
from lifecycle.web.fields import DayField
from lifecycle.web.time.rights import is_lead, is_ministry, require_staff
from lifecycle.web.time.words import (
    describe_counting,
    describe_kept,
    describe_offset,
    name_form,
    name_roles,
)
from workflow.exceptions import EmptyCalendarError
from workflow.holidays import load_calendar
from workflow.models import Ladder, LadderChange

#: A holiday, followed by the feast of the sacrifice: every rule of the counting shows.
EXAMPLE_DAY = date(2020, 7, 30)


class ExampleForm(forms.Form):
    """A day to try."""

    day = DayField(label=gettext_lazy("Try another day"), required=False)


@dataclass(frozen=True)
class RungLine:
    """A rung in words, with the day it would fire in the example."""

    code: str
    when: str
    roles: str
    form: str
    example: str


@require_safe
@answer_refusals()
def show_ladders(request: HttpRequest) -> HttpResponse:
    """Show every ladder with its rungs."""
    require_staff(request)
    ladders = [
        {
            "ladder": ladder,
            "name": name_ladder(ladder),
            "counting": describe_counting(ladder),
            "rungs": _describe_rungs(ladder, {}),
        }
        for ladder in query_ladders()
    ]
    shown = {"ladders": ladders, "is_ministry": is_ministry(request), "crumbs": list_crumbs()}
    return render(request, "lifecycle/time/ladders.html", shown)


@require_safe
@answer_refusals(lambda *_args, **_named: reverse("ladders"))
def show_ladder(request: HttpRequest, code: str) -> HttpResponse:
    """Show one ladder: rungs, an example, where it is used, how it was before."""
    require_staff(request)
    ladder = get_ladder_or_404(code)
    form = ExampleForm(request.GET if "day" in request.GET else None)
    day = (form.cleaned_data["day"] if form.is_valid() else None) or EXAMPLE_DAY
    base_on, days = _count_example(ladder, day)
    shown = {
        "ladder": ladder,
        "name": name_ladder(ladder),
        "counting": describe_counting(ladder),
        "rungs": _describe_rungs(ladder, days),
        "day": day,
        "base_on": base_on,
        "form": form,
        "uses": _group_uses(list_uses(code)),
        "changes": [_describe_change(change, ladder) for change in list_changes(ladder)],
        "is_lead": is_lead(request),
        "crumbs": list_crumbs(name_ladder(ladder)),
    }
    return render(request, "lifecycle/time/ladder.html", shown)


def get_ladder_or_404(code: str) -> Ladder:
    """Return a ladder with its rungs.

    Raises:
        Http404: there is none of this code.
    """
    found = query_ladders().filter(code=code).first()
    if found is None:
        raise Http404
    return found


def list_crumbs(*words: str) -> list[dict[str, str]]:
    """Return the way to a page of the ladders; the last words are the page itself."""
    crumbs = [
        {"words": _("Calendar"), "url": reverse("calendar")},
        {"words": _("Ladders"), "url": reverse("ladders")},
        *({"words": each, "url": ""} for each in words),
    ]
    crumbs[-1] = {**crumbs[-1], "url": ""}
    return crumbs


def _count_example(ladder: Ladder, day: date) -> tuple[date | None, dict[str, date | None]]:
    """Return the day the example counts from and the days of its rungs; nothing unless known."""
    try:
        calendar = load_calendar()
        base_on = compute_base(ladder, day, calendar)
    except EmptyCalendarError:
        return None, {}
    return base_on, {
        each.code: each.fires_on for each in compute_example(ladder, base_on, calendar)
    }


def _describe_rungs(ladder: Ladder, days: dict[str, date | None]) -> list[RungLine]:
    return [
        RungLine(
            code=rung.code,
            when=describe_offset(rung.offset_working_days, ladder.counted_from),
            roles=name_roles(rung.role_codes),
            form=name_form(rung.form),
            example=_write(days.get(rung.code)),
        )
        for rung in ladder.rungs.all()
    ]


def _write(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day is not None else ""


def _group_uses(uses: Sequence[Use]) -> list[tuple[str, list[str]]]:
    machines = dict.fromkeys(use.machine for use in uses)
    return [
        (machine, list(dict.fromkeys(use.what for use in uses if use.machine == machine)))
        for machine in machines
    ]


def _describe_change(change: LadderChange, ladder: Ladder) -> dict[str, Any]:
    when = date_format(localtime(change.changed_at), "DATETIME_FORMAT")
    return {
        "change": change,
        "when": _("%(when)s, by %(person)s") % {"when": when, "person": change.changed_by},
        "before": describe_kept(read_kept(change.before), ladder.counted_from),
        "after": describe_kept(read_kept(change.after), ladder.counted_from),
    }
