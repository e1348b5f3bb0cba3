"""Dossiers that take up an idea: linked, with what is kept and left out, and let go again."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from lifecycle.models import Proposal
from lifecycle.selectors.kinship import get_uptake
from lifecycle.selectors.proposals import get_proposal
from lifecycle.services.uptakes import DOSSIER_STATES, WORDS_MAX_LENGTH, link, release
from lifecycle.vocabulary import Extent
from lifecycle.web.access import answer_refusals
from lifecycle.web.choices import name_choices
from lifecycle.web.proposals.dossier import find_dossier
from lifecycle.web.proposals.duplicates import check_team
from lifecycle.web.proposals.serving import serve
from lifecycle.web.service_form import ServiceForm
from workflow.engine import Explanation
from workflow.exceptions import SubjectNotFoundError
from workflow.models import User, Via


class LinkForm(ServiceForm):
    """Which dossier takes up the idea, how much of it, and what its author reads."""

    dossier = forms.ModelChoiceField(Proposal.objects.none(), label=gettext_lazy("Dossier"))
    extent = forms.ChoiceField(
        label=gettext_lazy("How much of the idea"),
        choices=Extent.choices,
        widget=forms.RadioSelect,
    )
    kept = forms.CharField(
        label=gettext_lazy("What is kept"),
        max_length=WORDS_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    left_out = forms.CharField(
        label=gettext_lazy("What is left out, and why"),
        help_text=gettext_lazy("The author of the idea reads it, and everybody with them."),
        max_length=WORDS_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )

    def __init__(self, version: int, data: Mapping[str, Any] | None, proposal: Proposal) -> None:
        super().__init__(version, data)
        field = self.fields["dossier"]
        if isinstance(field, forms.ModelChoiceField):
            others = Proposal.objects.filter(plan=proposal.plan_id, state__in=DOSSIER_STATES)
            field.queryset = others.exclude(pk=proposal.pk).order_by("reference")
            name_choices(field)


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals(find_dossier)
def link_dossier(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask which dossier takes up the idea, and what of it."""
    check_team(request)
    proposal = get_proposal(pk)

    def do(form: ServiceForm, person: User) -> None:
        link(
            pk,
            dossier=form.read_choice("dossier"),
            extent=form.read("extent"),
            kept=form.read("kept"),
            left_out=form.read("left_out"),
            actor=person,
            expect=form.read_expect(),
            via=Via.WEB,
        )

    return serve(
        request,
        pk,
        template="link.html",
        make_form=lambda found, data: LinkForm(found.version, data, proposal),
        do=do,
        done=_("The dossier carries the idea; its author can read what is kept and left out."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals(find_dossier)
def release_uptake(request: HttpRequest, pk: int, uptake_id: int) -> HttpResponse:
    """Ask whether the link ends; end it on POST."""
    check_team(request)
    uptake = get_uptake(uptake_id)
    if pk not in {uptake.source_id, uptake.dossier_id}:
        raise SubjectNotFoundError(_("There is nothing here under this number."))

    def do(form: ServiceForm, person: User) -> None:
        release(uptake_id, actor=person, expect=form.read_expect(), via=Via.WEB)

    def make_form(_found: Explanation, data: Mapping[str, Any] | None) -> ServiceForm:
        # The history of the idea tells it, whichever of the two is looked at.
        return ServiceForm(uptake.source.version, data)

    return serve(
        request,
        pk,
        template="release.html",
        make_form=make_form,
        do=do,
        done=_("The link has ended."),
        shown={"uptake": uptake},
    )
