"""Suspected duplicates: another proposal may say the same, and somebody compares the two."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from lifecycle.models import Proposal
from lifecycle.selectors.duplicates import list_lookalikes
from lifecycle.selectors.kinship import get_suspicion
from lifecycle.selectors.proposals import find_by_reference, get_proposal
from lifecycle.services.duplicates import REASON_MAX_LENGTH, resolve, suspect
from lifecycle.vocabulary import DuplicateVerdict
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from lifecycle.web.access import answer_refusals, require_person
from lifecycle.web.proposals.dossier import find_dossier
from lifecycle.web.proposals.serving import serve
from lifecycle.web.rights import read_grants
from lifecycle.web.service_form import ServiceForm
from workflow.engine import Explanation
from workflow.exceptions import (
    InputError,
    SubjectNotFoundError,
    TransitionForbiddenError,
)
from workflow.machine.rights import name_roles
from workflow.models import User, Via


class SuspectForm(ServiceForm):
    """Which other proposal may be the same, by its reference."""

    other = forms.CharField(
        label=gettext_lazy("Reference of the other proposal"),
        max_length=40,
        widget=forms.TextInput(attrs={"dir": "ltr", "list": "lookalikes", "autocomplete": "off"}),
    )


class CompareForm(ServiceForm):
    """What somebody found who compared two proposals."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("What you found"),
        choices=DuplicateVerdict.choices,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("What makes them one idea, or two"),
        max_length=REASON_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals(find_dossier)
def suspect_duplicate(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask which other proposal may say the same, the most alike offered first."""
    check_team(request)
    proposal = get_proposal(pk)

    def do(form: ServiceForm, person: User) -> None:
        other = find_by_reference(proposal.plan_id, form.read("other"))
        if other is None:
            raise InputError({"other": [_("No proposal of this plan has this reference.")]})
        suspect(pk, other=other, actor=person, expect=form.read_expect(), via=Via.WEB)

    return serve(
        request,
        pk,
        template="suspect.html",
        make_form=lambda explanation, data: SuspectForm(explanation.version, data),
        do=do,
        done=_("The two will be compared before this proposal is admitted."),
        shown={"lookalikes": list_lookalikes(proposal)},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals(find_dossier)
def compare_duplicate(request: HttpRequest, pk: int, suspicion_id: int) -> HttpResponse:
    """Show the two side by side, and take what somebody found."""
    check_team(request)
    suspicion = get_suspicion(suspicion_id)
    if pk not in {suspicion.proposal_id, suspicion.other_id}:
        raise SubjectNotFoundError(_("There is nothing here under this number."))

    def do(form: ServiceForm, person: User) -> None:
        resolve(
            suspicion_id,
            verdict=form.read("verdict"),
            reason=form.read("reason"),
            actor=person,
            expect=form.read_expect(),
            via=Via.WEB,
        )

    def make_form(_explanation: Explanation, data: Mapping[str, Any] | None) -> ServiceForm:
        # The history of the later one tells it, whichever of the two is looked at.
        return CompareForm(suspicion.proposal.version, data)

    pair: list[Proposal] = [suspicion.proposal, suspicion.other]
    return serve(
        request,
        pk,
        template="compare.html",
        make_form=make_form,
        do=do,
        done=_("It is settled."),
        shown={"pair": pair},
    )


def check_team(request: HttpRequest) -> None:
    """Do nothing when the asker is of the ministry team.

    Raises:
        TransitionForbiddenError: they are not, or nobody is signed in.
    """
    require_person(request)
    if not read_grants(request).has_group(MINISTRY_TEAM.code):
        roles = name_roles((MINISTRY_TEAM,))
        raise TransitionForbiddenError(
            _("Only this role can do this: %(roles)s.") % {"roles": roles}
        )
