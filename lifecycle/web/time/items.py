"""One work item: paused and resumed, set aside and shown again, given another day."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from lifecycle.selectors.activity_page import PeriodRead, list_periods
from lifecycle.selectors.open_items import OpenItem, read_open_items
from lifecycle.selectors.readers import make_reader
from lifecycle.services import pauses, snoozes
from lifecycle.services.access import check_access
from lifecycle.services.extensions import EXTENDERS, extend_item
from lifecycle.services.extensions import REASON_MAX_LENGTH as EXTENSION_MAX_LENGTH
from lifecycle.services.work_items import find_open_item
from lifecycle.web.access import answer_refusals, require_person
from lifecycle.web.fields import DayField
from lifecycle.web.forms import find_status, run_or_complain
from lifecycle.web.rights import read_grants
from lifecycle.web.work.lines import make_line
from workflow.clock import current_clock
from workflow.engine.reading import load_case
from workflow.models import Via, WorkItem
from workflow.permissions.grants import Grants


class PauseForm(forms.Form):
    """Who has the pen."""

    prefix = "pause"
    reason = forms.CharField(
        label=gettext_lazy("Why nothing escalates for now"),
        help_text=gettext_lazy("Say who has the pen. Whoever reads the file reads it."),
        max_length=pauses.REASON_MAX_LENGTH,
    )


class SnoozeForm(forms.Form):
    """Until when."""

    prefix = "snooze"
    until = DayField(
        label=gettext_lazy("Show it again on"),
        help_text=gettext_lazy("Ten working days at most. It goes on escalating."),
    )


class ExtendForm(forms.Form):
    """Another day, and why."""

    prefix = "extend"
    due_on = DayField(label=gettext_lazy("New due day"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("It stays in the history. Reminders count anew from the new day."),
        max_length=EXTENSION_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _url(pk: int) -> str:
    return reverse("work_item", args=[pk])


@require_safe
@answer_refusals()
def show_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an open item with what the reader may do about its days."""
    return _show(request, pk, {})


@require_POST
@answer_refusals(_url)
def pause_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Let nothing escalate while another party has the pen."""
    form = PauseForm(request.POST)
    return _act(
        request,
        pk,
        form,
        lambda actor: pauses.pause(
            pk, reason=form.cleaned_data["reason"], actor=actor, via=Via.WEB
        ),
        done=_("It is paused: nothing escalates."),
    )


@require_POST
@answer_refusals(_url)
def resume_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an item escalate again."""
    pauses.resume(pk, actor=require_person(request), via=Via.WEB)
    messages.success(request, _("It goes on."))
    return HttpResponseRedirect(_url(pk))


@require_POST
@answer_refusals(_url)
def snooze_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Hide an item from the own inbox for some days."""
    form = SnoozeForm(request.POST)
    return _act(
        request,
        pk,
        form,
        lambda actor: snoozes.snooze(pk, until=form.cleaned_data["until"], actor=actor),
        done=_("It is set aside, and comes back on its day."),
    )


@require_POST
@answer_refusals(_url)
def wake_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an item again in the own inbox."""
    snoozes.wake(pk, actor=require_person(request))
    messages.success(request, _("It is back in your inbox."))
    return HttpResponseRedirect(_url(pk))


@require_POST
@answer_refusals(_url)
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an item another day."""
    form = ExtendForm(request.POST)
    return _act(
        request,
        pk,
        form,
        lambda actor: extend_item(pk, **form.cleaned_data, actor=actor, via=Via.WEB),
        done=_("It has another day."),
    )


def _act(
    request: HttpRequest,
    pk: int,
    form: forms.Form,
    act: Callable[[Any], WorkItem],
    *,
    done: str,
) -> HttpResponse:
    actor = require_person(request)
    if form.is_valid() and run_or_complain(form, lambda: act(actor)) is not None:
        messages.success(request, done)
        return HttpResponseRedirect(_url(pk))
    return _show(request, pk, {str(form.prefix): form}, status=find_status(form))


def _show(
    request: HttpRequest, pk: int, bound: Mapping[str, forms.Form], *, status: int = 200
) -> HttpResponse:
    item, grants = _get_item(request, pk), read_grants(request)
    today = current_clock().today()
    line = make_line(item, grants, today=today)
    shown = {
        "line": line,
        "item": item,
        "period": _find_period(item),
        "is_snoozed": item.is_snoozed(on=today),
        "pause_reason": _read_pause(item, grants, today),
        "may_pause": grants.has_group(*(role.code for role in pauses.PAUSERS)),
        "may_snooze": item.person_id == grants.person_id,
        "may_extend": grants.has_group(*(role.code for role in EXTENDERS)),
        "forms": {**_list_forms(item, grants), **bound},
        "crumbs": [{"words": _("Inbox"), "url": reverse("inbox")}, {"words": line.task, "url": ""}],
    }
    return render(request, "lifecycle/time/item.html", shown, status=status)


def _get_item(request: HttpRequest, pk: int) -> OpenItem:
    """Return an open item of the reader's own desks, or of a subject that they may see.

    Raises:
        SubjectNotFoundError: there is none, or they may not see it (404).
        TransitionRefusedError: it is closed (409).
    """
    person = require_person(request)
    found = find_open_item(pk)
    if found.desk not in read_grants(request).desks:
        check_access(found.subject_id, actor=person)
    (item,) = read_open_items(WorkItem.objects.filter(pk=pk), today=current_clock().today())
    return item


def _read_pause(item: OpenItem, grants: Grants, today: date) -> str:
    """Return why it is paused, as the reader may know it; whose task it is knows."""
    if not item.is_paused or item.desk in grants.desks:
        return item.pause_reason
    return make_reader(load_case(item.subject_id, today=today), grants).read_pause(
        item.pause_reason
    )


def _find_period(item: OpenItem) -> PeriodRead | None:
    """Return the period that counts for what the item is about, None when it has none."""
    return next((each for each in list_periods(item.subject_id) if each.is_current), None)


def _list_forms(item: OpenItem, grants: Grants) -> dict[str, forms.Form]:
    """Return the forms of what the reader may do, by their names."""
    offered: dict[str, forms.Form] = {}
    if grants.has_group(*(role.code for role in pauses.PAUSERS)) and not item.is_paused:
        offered["pause"] = PauseForm()
    if item.person_id == grants.person_id:
        offered["snooze"] = SnoozeForm()
    if grants.has_group(*(role.code for role in EXTENDERS)):
        offered["extend"] = ExtendForm()
    return offered
