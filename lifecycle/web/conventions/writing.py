"""Conventions written: begun for a plan, and their text while it is a draft."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from lifecycle.models import ActionPlan, Convention
from lifecycle.selectors.convention_annexable import list_conventionable
from lifecycle.services.conventions import (
    TITLE_MAX_LENGTH,
    ConventionWords,
    create_convention,
    write_text,
)
from lifecycle.vocabulary import SignaturePolicy
from lifecycle.web.access import answer_refusals, require_person
from lifecycle.web.conventions.reading import find_convention
from lifecycle.web.conventions.serving import check_team, serve
from lifecycle.web.forms import find_posted
from lifecycle.web.service_form import ServiceForm
from lifecycle.web.transitions import KEY_MAX_LENGTH
from workflow.exceptions import InputError
from workflow.models import User, Via


class TextForm(ServiceForm):
    """The text in both languages, and what a signature binds."""

    title_fr = forms.CharField(
        label=gettext_lazy("Title in French"), widget=forms.TextInput(attrs={"lang": "fr"})
    )
    title_ar = forms.CharField(
        label=gettext_lazy("Title in Arabic"),
        required=False,
        widget=forms.TextInput(attrs={"lang": "ar", "dir": "rtl"}),
    )
    body_fr = forms.CharField(
        label=gettext_lazy("Text in French"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 14, "lang": "fr", "dir": "ltr"}),
    )
    body_ar = forms.CharField(
        label=gettext_lazy("Text in Arabic"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 14, "lang": "ar", "dir": "rtl"}),
    )
    policy = forms.ChoiceField(
        label=gettext_lazy("What a signature binds"),
        choices=SignaturePolicy.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Who signs is asked again only when what they signed changes."),
    )
    allows_partial = forms.BooleanField(
        label=gettext_lazy("It may come into force without every signature"),
        help_text=gettext_lazy("The lead then waives each missing one, for a public reason."),
        required=False,
    )

    def __init__(
        self, version: int, data: Mapping[str, Any] | None, convention: Convention | None = None
    ) -> None:
        super().__init__(version, data)
        names = ("title_fr", "title_ar", "body_fr", "body_ar", "policy", "allows_partial")
        for name in names if convention is not None else ():
            self.initial[name] = getattr(convention, name)
        self.initial.setdefault("policy", SignaturePolicy.OWN_SHEETS.value)
        self.fields["title_fr"].widget.attrs["maxlength"] = TITLE_MAX_LENGTH

    def read_words(self) -> ConventionWords:
        """Return what was written."""
        return ConventionWords(
            title_fr=self.read("title_fr"),
            title_ar=self.read("title_ar"),
            body_fr=self.read("body_fr"),
            body_ar=self.read("body_ar"),
            policy=self.read("policy"),
            allows_partial=bool(self.read("allows_partial")),
        )


class NewForm(TextForm):
    """The same, and the plan whose convention it is."""

    expect = forms.IntegerField(widget=forms.HiddenInput, required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=KEY_MAX_LENGTH, required=False)
    plan = forms.ChoiceField(label=gettext_lazy("Plan"))
    field_order = ("plan",)

    def __init__(self, plans: list[ActionPlan], data: Mapping[str, Any] | None) -> None:
        super().__init__(0, data)
        self.initial["key"] = uuid4().hex
        field = self.fields["plan"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(str(each.pk), str(each)) for each in plans]


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals()
def begin_convention(request: HttpRequest) -> HttpResponse:
    """Ask for the first words of a convention on GET; begin it on POST."""
    person = require_person(request)
    check_team(request)
    plans = list(list_conventionable().prefetch_related("labels").order_by("-pk"))
    form = NewForm(plans, find_posted(request))
    if request.method != "POST":
        return _show_new(request, form)
    try:
        convention = _create(form, plans, person)
    except InputError as error:
        form.take_errors(error.errors)
        return _show_new(request, form, status=422)
    messages.success(request, _("The convention is begun: annex the sheets next."))
    return redirect("convention", convention.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals(find_convention)
def edit_text(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the text of a draft on GET; write it on POST."""

    def do(form: TextForm, person: User) -> None:
        write_text(
            pk, words=form.read_words(), actor=person, expect=form.read_expect(), via=Via.WEB
        )

    return serve(
        request,
        pk,
        template="text.html",
        make_form=lambda found, data: TextForm(
            found.version, data, Convention.objects.get(pk=found.subject_id)
        ),
        do=do,
        done=_("The text is kept."),
    )


def _create(form: NewForm, plans: list[ActionPlan], person: User) -> Convention:
    plan = next((each for each in plans if each.pk == form.read_number("plan")), None)
    if plan is None:
        raise InputError({"plan": [_("Choose the plan.")]})
    return create_convention(
        plan,
        words=form.read_words(),
        actor=person,
        key=form.read("key")[:KEY_MAX_LENGTH].replace("\0", "") or None,
        via=Via.WEB,
    )


def _show_new(request: HttpRequest, form: NewForm, *, status: int = 200) -> HttpResponse:
    shown = {"form": form, "back_url": reverse("convention_list")}
    return render(request, "lifecycle/conventions/new.html", shown, status=status)
