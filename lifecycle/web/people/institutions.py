"""Institutions: the list, the page of one, and what the ministry lead changes."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.validators import validate_slug
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from lifecycle.selectors.institutions import query_institutions, query_living
from lifecycle.selectors.people import query_people, read_people
from lifecycle.services import institutions as services
from lifecycle.vocabulary import Side
from lifecycle.web.access import answer_refusals
from lifecycle.web.choices import ask_first
from lifecycle.web.fields import DayField
from lifecycle.web.forms import find_posted, find_status, run_or_complain
from lifecycle.web.people.rights import is_lead, require_lead_reader, require_ministry
from lifecycle.web.people.words import describe_role
from workflow.clock import current_clock
from workflow.models import Institution, InstitutionName


class NamesForm(forms.Form):
    """A name in three languages."""

    name_fr = forms.CharField(label=gettext_lazy("Name in French"), max_length=250)
    name_ar = forms.CharField(label=gettext_lazy("Name in Arabic"), max_length=250, required=False)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=250, required=False)

    @property
    def names(self) -> Mapping[str, str]:
        """Return the names by language."""
        return {code: self.cleaned_data[f"name_{code}"] for code in ("fr", "ar", "en")}


class NewInstitutionForm(NamesForm):
    """An institution to add."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=60,
        validators=[validate_slug],
        help_text=gettext_lazy("Short letters without accents, as they appear in addresses."),
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    side = forms.ChoiceField(label=gettext_lazy("Side"), choices=ask_first(Side.choices))
    parent = forms.ModelChoiceField(query_living(), label=gettext_lazy("Part of"), required=False)


class RenameForm(NamesForm):
    """Another name from a day on."""

    valid_from = DayField(
        label=gettext_lazy("From"),
        help_text=gettext_lazy("What was done before stays under the old name."),
    )
    field_order = ["valid_from", "name_fr", "name_ar", "name_en"]


class ParentForm(forms.Form):
    """What an institution is part of."""

    parent = forms.ModelChoiceField(query_living(), label=gettext_lazy("Part of"), required=False)

    def __init__(self, data: QueryDict | None, *, of: Institution) -> None:
        super().__init__(data, initial={"parent": of.parent_id})
        _offer_others(self.fields["parent"], of)


class SuccessionForm(forms.Form):
    """Who takes over, and when."""

    successor = forms.ModelChoiceField(query_living(), label=gettext_lazy("Succeeded by"))
    on = DayField(label=gettext_lazy("On"))

    def __init__(self, data: QueryDict | None, *, of: Institution) -> None:
        super().__init__(data)
        _offer_others(self.fields["successor"], of)


def _offer_others(field: forms.Field, institution: Institution) -> None:
    """Leave the institution out of what is offered; a service that is given it says why not."""
    if isinstance(field, forms.ModelChoiceField):
        others = query_living().exclude(pk=institution.pk)
        field.widget.choices = [
            ("", field.empty_label or ""),
            *((each.pk, str(each)) for each in others),
        ]


def _url(code: str) -> str:
    return reverse("institution", args=[code])


@require_safe
@answer_refusals()
def show_institutions(request: HttpRequest) -> HttpResponse:
    """Show every institution by side."""
    require_ministry(request)
    rows = list(query_institutions())
    sides = [
        {"words": side.label, "rows": [_describe(row) for row in rows if row.side == side.value]}
        for side in Side
    ]
    shown = {"sides": [side for side in sides if side["rows"]], "is_lead": is_lead(request)}
    return render(request, "lifecycle/people/institutions.html", shown)


@require_safe
@answer_refusals()
def show_institution(request: HttpRequest, code: str) -> HttpResponse:
    """Show one institution: its names, what it is part of, who holds a role on it."""
    require_ministry(request)
    institution = get_object_or_404(query_institutions(), code=code)
    today = current_clock().today()
    people = read_people(query_people(institution_id=institution.pk), today=today)
    shown = {
        "institution": institution,
        "side": Side(institution.side).label if institution.side else "",
        "names": sorted(institution.names.all(), key=_by_day, reverse=True),
        "children": list(query_institutions().filter(parent=institution)),
        "holders": [
            {
                "person": read.person,
                "roles": [
                    describe_role(held).words
                    for held in read.roles
                    if held.institution and held.institution.pk == institution.pk
                ],
            }
            for read in people
        ],
        "is_lead": is_lead(request),
        "is_living": not institution.succeeded_by_id and not institution.dissolved_on,
        "crumbs": _list_crumbs(str(institution)),
    }
    return render(request, "lifecycle/people/institution.html", shown)


@answer_refusals(lambda: reverse("institution_list"))
def add_institution(request: HttpRequest) -> HttpResponse:
    """Add an institution."""
    actor = require_lead_reader(request)
    form = NewInstitutionForm(find_posted(request))

    def act() -> Institution:
        given = form.cleaned_data
        return services.add_institution(
            code=given["code"],
            side=given["side"],
            parent=given["parent"],
            names=form.names,
            actor=actor,
        )

    return _ask(request, form, act, title=_("Add an institution"), back=reverse("institution_list"))


@answer_refusals(_url)
def rename_institution(request: HttpRequest, code: str) -> HttpResponse:
    """Give an institution another name from a day on."""
    actor, institution = require_lead_reader(request), get_object_or_404(Institution, code=code)
    form = RenameForm(find_posted(request))

    def act() -> object:
        return services.rename(
            institution,
            names=form.names,
            valid_from=form.cleaned_data["valid_from"],
            actor=actor,
        )

    return _ask(request, form, act, title=_("Give another name"), back=_url(code))


@answer_refusals(_url)
def move_institution(request: HttpRequest, code: str) -> HttpResponse:
    """Say what an institution is part of."""
    actor, institution = require_lead_reader(request), get_object_or_404(Institution, code=code)
    form = ParentForm(find_posted(request), of=institution)

    def act() -> bool:
        services.put_under(institution, parent=form.cleaned_data["parent"], actor=actor)
        return True

    return _ask(request, form, act, title=_("Say what it is part of"), back=_url(code))


@answer_refusals(_url)
def succeed_institution(request: HttpRequest, code: str) -> HttpResponse:
    """Let another institution take over."""
    actor, institution = require_lead_reader(request), get_object_or_404(Institution, code=code)
    form = SuccessionForm(find_posted(request), of=institution)

    def act() -> int:
        return services.succeed(
            institution,
            by=form.cleaned_data["successor"],
            on=form.cleaned_data["on"],
            actor=actor,
        )

    words = _(
        "Its roles, open seats and open tasks pass to the other institution. Decisions that were "
        "made stand under its name."
    )
    return _ask(request, form, act, title=_("Record a succession"), back=_url(code), words=words)


def _ask(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[], object],
    *,
    title: str,
    back: str,
    words: str = "",
) -> HttpResponse:
    if request.method == "POST" and form.is_valid() and run_or_complain(form, act) is not None:
        messages.success(request, _("It is recorded."))
        return HttpResponseRedirect(back)
    shown = {
        "form": form,
        "title": title,
        "words": words,
        "back_url": back,
        "crumbs": _list_crumbs(title),
    }
    status = find_status(form)
    return render(request, "lifecycle/people/institution_form.html", shown, status=status)


def _describe(institution: Institution) -> dict[str, Any]:
    return {
        "institution": institution,
        "name": str(institution),
        "parent": str(institution.parent or ""),
        "successor": str(institution.succeeded_by or ""),
        "dissolved": date_format(institution.dissolved_on, "DATE_FORMAT")
        if institution.dissolved_on
        else "",
    }


def _by_day(name: InstitutionName) -> date:
    return name.valid_from or date.min


def _list_crumbs(*words: str) -> list[dict[str, str]]:
    return [
        {"words": _("People"), "url": reverse("people")},
        {"words": _("Institutions"), "url": reverse("institution_list")},
        *({"words": each, "url": ""} for each in words),
    ]
