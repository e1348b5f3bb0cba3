"""Partners: institutions that carry a dossier beside its lead porter join and leave."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from lifecycle.selectors.dossier_porters import get_partner
from lifecycle.selectors.institutions import query_living
from lifecycle.services import porters
from lifecycle.web.access import answer_refusals, require_person
from lifecycle.web.choices import name_choices
from lifecycle.web.porters.places import FOLDER, PAGE, find_porters
from lifecycle.web.proposals.duplicates import check_team
from lifecycle.web.proposals.serving import serve
from lifecycle.web.service_form import ServiceForm
from workflow.models import User, Via


class PartnerForm(ServiceForm):
    """Which institution joins, and the letter by which it accepts."""

    institution = forms.ModelChoiceField(query_living(), label=gettext_lazy("Institution"))
    letter = forms.CharField(
        label=gettext_lazy("Reference of the letter of acceptance"),
        max_length=porters.LETTER_MAX_LENGTH,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    def __init__(self, version: int, data: Mapping[str, Any] | None) -> None:
        super().__init__(version, data)
        name_choices(self.fields["institution"])


class LeavingForm(ServiceForm):
    """Why a partner leaves."""

    reason = forms.CharField(
        label=gettext_lazy("Published reason"),
        help_text=gettext_lazy("Everybody reads it on the page of the porters."),
        max_length=porters.REASON_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals(find_porters)
def add_partner(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask which institution joins; record it on POST."""
    check_team(request)
    if request.method != "POST":
        porters.check_partnering(pk, actor=require_person(request))

    def do(form: ServiceForm, person: User) -> None:
        porters.add_partner(
            pk,
            institution_id=form.read_number("institution"),
            letter=form.read("letter"),
            actor=person,
            expect=form.read_expect(),
            via=Via.WEB,
        )

    return serve(
        request,
        pk,
        folder=FOLDER,
        template="add_partner.html",
        page=PAGE,
        make_form=lambda found, data: PartnerForm(found.version, data),
        do=do,
        done=_("The partner has joined; its owner will approve the sheet too."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals(find_porters)
def remove_partner(request: HttpRequest, pk: int, porter_id: int) -> HttpResponse:
    """Ask why a partner leaves; record it on POST."""
    check_team(request)
    partner = get_partner(porter_id, proposal_id=pk)
    if request.method != "POST":
        porters.check_partnering(pk, actor=require_person(request))

    def do(form: ServiceForm, person: User) -> None:
        porters.remove_partner(
            porter_id,
            reason=form.read("reason"),
            actor=person,
            expect=form.read_expect(),
            via=Via.WEB,
        )

    return serve(
        request,
        pk,
        folder=FOLDER,
        template="remove_partner.html",
        page=PAGE,
        make_form=lambda found, data: LeavingForm(found.version, data),
        do=do,
        done=_("The partner has left; what it approved stands."),
        shown={"partner": partner},
    )
