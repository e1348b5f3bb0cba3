"""Many new dates for one cause, in three steps: choose, say, look; all or none is asked for."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from lifecycle.models import Activity, Commitment
from lifecycle.selectors.replanning_simulation import simulate
from lifecycle.selectors.replanning_targets import Target, list_movable, read_targets
from lifecycle.services.replanning_words import CAUSES, REASON_MAX_LENGTH, WORDS_MAX_LENGTH
from lifecycle.services.replannings_together import (
    MOST_LINES,
    ForeseenLine,
    Line,
    ask_together,
    foresee_together,
)
from lifecycle.vocabulary import PlanState
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from lifecycle.web.access import answer_refusals, require_person
from lifecycle.web.choices import ask_first
from lifecycle.web.fields import DayField
from lifecycle.web.forms import find_posted
from lifecycle.web.replanning.asking import PREVIEW, get_spoken_language
from lifecycle.web.replanning.words import describe_dates, describe_simulation, describe_slip
from lifecycle.web.rights import read_grants
from workflow.clock import current_clock
from workflow.exceptions import InputError, TransitionForbiddenError
from workflow.models import User, Via

_TARGET = "target"


class ChooseForm(forms.Form):
    """Which activities are offered: those of some commitments, those that end between two days."""

    commitments = forms.ModelMultipleChoiceField(
        Commitment.objects.none(),
        label=gettext_lazy("Commitments"),
        widget=forms.CheckboxSelectMultiple,
    )
    ends_from = DayField(label=gettext_lazy("Ends on or after"), required=False)
    ends_until = DayField(label=gettext_lazy("Ends on or before"), required=False)

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        field = self.fields["commitments"]
        if isinstance(field, forms.ModelMultipleChoiceField):
            running = Commitment.objects.filter(plan__state=PlanState.IN_IMPLEMENTATION.value)
            field.queryset = running.select_related("plan").order_by("plan__code", "number")
            vars(field)["label_from_instance"] = _name_commitment


class TogetherForm(forms.Form):
    """The cause, the reason, one date for all, and for each line its own or that it is left out."""

    cause = forms.ChoiceField(label=gettext_lazy("Cause of all"), choices=ask_first(CAUSES))
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("In your language. Everybody reads it once it is decided."),
        max_length=REASON_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    words = forms.CharField(
        label=gettext_lazy("One new date for all"),
        help_text=gettext_lazy(
            "As you would say it, or “no visibility”. A line can have its own below."
        ),
        max_length=WORDS_MAX_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    def __init__(self, targets: Sequence[Target], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.targets = targets
        for target in targets:
            named = {"title": target.title}
            self.fields[f"words_{target.subject.pk}"] = forms.CharField(
                label=_("Its own new date: %(title)s") % named,
                max_length=WORDS_MAX_LENGTH,
                required=False,
                widget=forms.TextInput(attrs={"dir": "auto"}),
            )
            self.fields[f"left_out_{target.subject.pk}"] = forms.BooleanField(
                label=_("Leave it out: %(title)s") % named, required=False
            )

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Return each line with its two fields, as the page draws them."""
        return [
            {
                "target": each,
                "now": describe_dates(each.period),
                "words": self[f"words_{each.subject.pk}"],
                "left_out": self[f"left_out_{each.subject.pk}"],
            }
            for each in self.targets
        ]

    def read_lines(self) -> list[Line]:
        """Return the lines that are not left out, each with its own words or those of all."""
        said = self.cleaned_data
        return [
            Line(key, said[f"words_{key}"] or said["words"])
            for key in (each.subject.pk for each in self.targets)
            if not said[f"left_out_{key}"]
        ]

    def take_errors(self, error: InputError) -> None:
        """Show each message beside what it is about."""
        for name, said in error.errors.items():
            field = name.replace("line_", "words_")
            for message in said:
                self.add_error(field if field in self.fields else None, message)


@require_safe
@answer_refusals()
def choose(request: HttpRequest) -> HttpResponse:
    """Show the activities of the commitments that were ticked, to be ticked in their turn."""
    require_team(request)
    is_asked = bool(request.GET)
    form = ChooseForm(request.GET if is_asked else None)
    rows = _list_offered(form) if is_asked and form.is_valid() else []
    shown = {
        "form": form,
        "is_asked": is_asked and form.is_valid(),
        "rows": rows,
        "crumbs": _list_crumbs(),
    }
    return render(request, "lifecycle/replanning/choose.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals()
def say(request: HttpRequest) -> HttpResponse:
    """Ask for the cause and the dates; show what they would move; ask for all of them at once."""
    person = require_team(request)
    targets = _read_chosen(request)
    if not targets:
        messages.warning(request, _("Choose at least one activity first."))
        return HttpResponseRedirect(reverse("replanning_choose"))
    form = TogetherForm(targets, find_posted(request))
    if request.method != "POST" or not form.is_valid():
        return _show(request, form)
    try:
        if PREVIEW in request.POST:
            return _show_outlook(request, form, person)
        asked = ask_together(
            form.read_lines(),
            cause=form.cleaned_data["cause"],
            reason=form.cleaned_data["reason"],
            actor=person,
            language=get_spoken_language(),
            via=Via.WEB,
        )
    except InputError as error:
        form.take_errors(error)
        return _show(request, form)
    messages.success(
        request,
        ngettext(
            "%(count)d new date is asked for.", "%(count)d new dates are asked for.", len(asked)
        )
        % {"count": len(asked)},
    )
    return HttpResponseRedirect(f"{reverse('replanning_list')}?batch={asked[0].batch}")


def require_team(request: HttpRequest) -> User:
    """Return who asks, somebody of the ministry team.

    Raises:
        TransitionForbiddenError: they are not, or have not signed in (403).
    """
    person = require_person(request)
    if not read_grants(request).has_group(MINISTRY_TEAM.code):
        raise TransitionForbiddenError(
            _("Only this role can do this: %(roles)s.") % {"roles": MINISTRY_TEAM.label}
        )
    return person


def _name_commitment(row: Commitment) -> str:
    return f"{row.plan.code} · {row.number} · {row}"


def _list_offered(form: ChooseForm) -> list[dict[str, Any]]:
    said = form.cleaned_data
    commitments = [each.pk for each in said["commitments"]]
    targets = read_targets([*list_movable(commitments).values_list("pk", flat=True), *commitments])
    return [
        {"target": each, "now": describe_dates(each.period)}
        for each in targets.values()
        if _is_offered(each) and _ends_between(each, said["ends_from"], said["ends_until"])
    ][:MOST_LINES]


def _is_offered(target: Target) -> bool:
    """Return whether it can be chosen: a commitment only when its period is its own."""
    return not target.is_asked and (isinstance(target.subject, Activity) or bool(target.current))


def _ends_between(target: Target, first: date | None, last: date | None) -> bool:
    ends_on = target.period.latest if target.period is not None else None
    if ends_on is None:
        return first is None and last is None
    return (first is None or ends_on >= first) and (last is None or ends_on <= last)


def _read_chosen(request: HttpRequest) -> list[Target]:
    """Return what was ticked, in the order of the address or the form."""
    posted = request.POST.getlist(_TARGET) or request.GET.getlist(_TARGET)
    keys = [int(text) for text in posted if text.isascii() and text.isdigit() and len(text) <= 9]
    chosen = list(dict.fromkeys(keys))[:MOST_LINES]
    targets = read_targets(chosen)
    return [targets[key] for key in chosen if key in targets]


def _show_outlook(request: HttpRequest, form: TogetherForm, person: User) -> HttpResponse:
    lines = foresee_together(form.read_lines(), actor=person, language=get_spoken_language())
    changes = {each.target.subject.pk: each.period for each in lines if each.period is not None}
    simulation = describe_simulation(simulate(changes, today=current_clock().today()))
    return _show(request, form, lines=lines, simulation=simulation)


def _show(
    request: HttpRequest,
    form: TogetherForm,
    *,
    lines: Sequence[ForeseenLine] = (),
    simulation: dict[str, Any] | None = None,
) -> HttpResponse:
    shown = {
        "form": form,
        "lines": [_describe_line(each) for each in lines],
        "refused": sum(bool(each.problem) for each in lines),
        "simulation": simulation,
        "crumbs": _list_crumbs(),
    }
    status = 422 if form.errors else 200
    return render(request, "lifecycle/replanning/together.html", shown, status=status)


def _describe_line(line: ForeseenLine) -> dict[str, Any]:
    target, period = line.target, line.period
    latest = period.latest if period is not None else None
    return {
        "target": target,
        "old": describe_dates(target.period),
        "new": describe_dates(period) if period is not None else None,
        "slip": describe_slip(target.slips.slip_to(latest)),
        "is_beyond": target.is_beyond(latest),
        "problem": line.problem,
    }


def _list_crumbs() -> list[dict[str, str]]:
    return [
        {"words": _("Plans"), "url": reverse("plan_list")},
        {"words": _("New dates"), "url": reverse("replanning_list")},
        {"words": _("Ask for many together"), "url": ""},
    ]
