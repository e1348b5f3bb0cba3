"""The ministry lead decides about a day off: asks, sees what it would move, then does it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from lifecycle.selectors.calendar_moves import Move, list_moves
from lifecycle.selectors.tasks import name_task
from lifecycle.services.calendar import (
    NAME_MAX_LENGTH,
    REASON_MAX_LENGTH,
    decide,
    foresee,
    make_decree,
)
from lifecycle.web.access import answer_refusals
from lifecycle.web.fields import DayField
from lifecycle.web.forms import find_posted, find_status, run_or_complain
from lifecycle.web.rights import read_grants
from lifecycle.web.time.months import name_holiday
from lifecycle.web.time.rights import require_lead
from lifecycle.web.time.words import name_roles
from workflow.clock import current_clock
from workflow.holiday_decisions import (
    HolidayDecision,
    MovedRung,
    Outlook,
    get_calendar_version,
)
from workflow.holidays import get_holiday
from workflow.models import Holiday, HolidayAction, HolidayChange, User

_METHODS = ["GET", "HEAD", "POST"]


class ReasonForm(forms.Form):
    """Why, and the calendar that was read."""

    expect = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Everybody reads it in the history of the calendar."),
        max_length=REASON_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ["day", "name_fr", "name_ar", "name_en", "reason"]


class MoveForm(ReasonForm):
    """The day it falls on."""

    day = DayField(label=gettext_lazy("It falls on"))


class DecreeForm(ReasonForm):
    """A day off to be added."""

    day = DayField(label=gettext_lazy("Day off"))
    name_fr = forms.CharField(label=gettext_lazy("Name in French"), max_length=NAME_MAX_LENGTH)
    name_ar = forms.CharField(
        label=gettext_lazy("Name in Arabic"), max_length=NAME_MAX_LENGTH, required=False
    )
    name_en = forms.CharField(
        label=gettext_lazy("Name in English"), max_length=NAME_MAX_LENGTH, required=False
    )


def _back(*_args: object, **_named: object) -> str:
    return reverse("calendar")


@require_http_methods(_METHODS)
@answer_refusals(_back)
def decree(request: HttpRequest) -> HttpResponse:
    """Add a day off for the administrations."""
    actor = require_lead(request)
    form = DecreeForm(find_posted(request), initial={"expect": get_calendar_version()})

    def make() -> HolidayDecision:
        given = form.cleaned_data
        names = {language: given[f"name_{language}"] for language in ("fr", "ar", "en")}
        return make_decree(given["day"], names)

    return _decide(request, actor, form, make, title=_("Decree a day off"))


@require_http_methods(_METHODS)
@answer_refusals(_back)
def move(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Put a day off on another day."""
    actor, holiday = require_lead(request), get_holiday(code, year)
    form = MoveForm(find_posted(request), initial=_read(holiday))
    title = _("Move: %(name)s") % {"name": name_holiday(holiday)}
    return _decide(request, actor, form, _of(HolidayAction.MOVED, holiday, form), title=title)


@require_http_methods(_METHODS)
@answer_refusals(_back)
def confirm(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Say that a provisional day stands, where it is or where the moon put it."""
    actor, holiday = require_lead(request), get_holiday(code, year)
    form = MoveForm(find_posted(request), initial=_read(holiday))
    title = _("Confirm: %(name)s") % {"name": name_holiday(holiday)}
    return _decide(request, actor, form, _of(HolidayAction.CONFIRMED, holiday, form), title=title)


@require_http_methods(_METHODS)
@answer_refusals(_back)
def remove(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Let a decreed day off be worked after all."""
    actor, holiday = require_lead(request), get_holiday(code, year)
    form = ReasonForm(find_posted(request), initial=_read(holiday))
    title = _("Take away: %(name)s") % {"name": name_holiday(holiday)}
    return _decide(request, actor, form, _of(HolidayAction.REMOVED, holiday, form), title=title)


def _read(holiday: Holiday) -> dict[str, Any]:
    return {"expect": get_calendar_version(), "day": holiday.day}


def _of(action: HolidayAction, holiday: Holiday, form: forms.Form) -> Callable[[], HolidayDecision]:
    def make() -> HolidayDecision:
        return HolidayDecision(action, holiday.code, holiday.year, form.cleaned_data.get("day"))

    return make


def _decide(
    request: HttpRequest,
    actor: User,
    form: ReasonForm,
    make: Callable[[], HolidayDecision],
    *,
    title: str,
) -> HttpResponse:
    """Ask, show what would move, and only once that was read do it."""
    shown: dict[str, Any] = {
        "form": form,
        "title": title,
        "back_url": reverse("calendar"),
        "crumbs": [
            {"words": _("Calendar"), "url": reverse("calendar")},
            {"words": title, "url": ""},
        ],
    }
    if request.method == "POST" and form.is_valid():
        if "confirmed" in request.POST:
            change = run_or_complain(form, lambda: _carry_out(make(), form, actor))
            if change is not None:
                messages.success(request, _describe_done(change))
                return HttpResponseRedirect(_find_year(change))
        else:
            outlook = run_or_complain(form, lambda: foresee(make(), actor=actor))
            if outlook is not None:
                return _show_outlook(request, outlook, shown)
    status = find_status(form)
    return render(request, "lifecycle/time/holiday_ask.html", shown, status=status)


def _carry_out(decision: HolidayDecision, form: ReasonForm, actor: User) -> HolidayChange:
    given = form.cleaned_data
    return decide(decision, reason=given["reason"], actor=actor, expect=given["expect"])


def _show_outlook(request: HttpRequest, outlook: Outlook, shown: dict[str, Any]) -> HttpResponse:
    today = current_clock().today()
    moves = list_moves(outlook, read_grants(request), today=today)
    form = shown["form"]
    shown |= {
        "outlook": outlook,
        "moves": [_describe_move(each) for each in moves],
        "is_cut": len(moves) < len(outlook.items),
        "given": [(field.html_name, field.value()) for field in form],
        "reason": form.cleaned_data["reason"],
    }
    return render(request, "lifecycle/time/holiday_outlook.html", shown)


def _describe_move(each: Move) -> dict[str, Any]:
    item = each.item
    return {
        "move": each,
        "task": name_task(item.subject_kind, item.kind, round_kind=item.round_kind),
        "rungs": [_describe_rung(rung) for rung in each.moved.rungs],
    }


def _describe_rung(rung: MovedRung) -> dict[str, Any]:
    return {"roles": name_roles(rung.roles), "before": rung.before, "after": rung.after}


def _describe_done(change: HolidayChange) -> str:
    due = ngettext(
        "%(count)d open task is due on another day.",
        "%(count)d open tasks are due on another day.",
        change.moved_items,
    )
    rungs = ngettext(
        "%(count)d reminder goes on another day.",
        "%(count)d reminders go on another day.",
        change.moved_rungs,
    )
    return _("The calendar is changed. %(due)s %(rungs)s") % {
        "due": due % {"count": change.moved_items},
        "rungs": rungs % {"count": change.moved_rungs},
    }


def _find_year(change: HolidayChange) -> str:
    day: date | None = change.after_on or change.before_on
    return reverse("calendar_year", args=[day.year if day is not None else change.year])
